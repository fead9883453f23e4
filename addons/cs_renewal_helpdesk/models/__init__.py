# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import crm_lead
from . import cs_contract
from . import cs_sla_policy
from . import cs_ticket
from . import cs_upsell_rule
