# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import crm_lead
from . import cs_service_level
from . import product_template
from . import cs_contract_ledger
from . import cs_contract_renewal
from . import cs_contract
from . import cs_contract_lifecycle
from . import cs_contract_successor
from . import cs_contract_term
from . import cs_contract_pricing
from . import cs_contract_line
from . import cs_mrr_movement
from . import cs_mrr_retention
from . import cs_mrr_problem
from . import cs_contract_price_step
from . import cs_contract_pause
from . import cs_contract_usage
from . import cs_contract_billing
from . import cs_contract_amendment
from . import cs_contract_change
from . import cs_tier
from . import res_company
from . import res_config_settings
from . import res_partner
from . import sale_order
from . import sale_order_line
from . import cs_contract_order
from . import cs_contract_customer
from . import cs_alert
from . import crm_lost_reason
from . import crm_lead_renewal
from . import mail_activity_plan
from . import mail_activity_plan_template
