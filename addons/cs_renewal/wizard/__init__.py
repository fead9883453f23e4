# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import crm_lead_lost
from . import cs_activity_snooze
from . import cs_contract_amend
from . import cs_contract_end
from . import cs_contract_import
from . import cs_contract_import_values
from . import cs_contract_import_line
from . import cs_renewal_send
from . import cs_retention
from . import cs_upsell_decide
