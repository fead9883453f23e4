# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import base_partner_merge
from . import crm_lead
from . import cs_account
from . import cs_account_member
from . import cs_alert
from . import cs_consent
from . import cs_item
from . import cs_partner_privacy
from . import cs_partner_summary
from . import cs_partner_timeline
from . import cs_tier
from . import res_company
from . import res_partner
