# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import crm_lead
from . import cs_contract_ledger
from . import cs_contract_renewal
from . import cs_contract
from . import cs_contract_lifecycle
from . import cs_contract_term
from . import cs_contract_line
from . import cs_mrr_movement
from . import cs_tier
from . import res_company
from . import res_config_settings
from . import res_partner
from . import sale_order
from . import sale_order_line
