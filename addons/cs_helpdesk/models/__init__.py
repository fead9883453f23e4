# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import crm_lead
from . import cs_load_mixin
from . import cs_agent_load
from . import cs_mail_inbound
from . import cs_skill
from . import cs_sla_policy
from . import cs_sla_replan
from . import cs_sla_event
from . import cs_sla_line
from . import cs_sla_mixin
from . import cs_team
from . import cs_team_member
from . import cs_ticket_story
from . import cs_ticket_talk
from . import cs_ticket_transform
from . import cs_ticket_category
from . import cs_ticket_stage
from . import cs_ticket_tag
from . import cs_ticket_type
from . import cs_ticket
from . import cs_ticket_portal
from . import cs_ticket_promise
from . import cs_ticket_rating
from . import cs_partner_privacy
from . import mail_message
from . import mail_thread
from . import res_company
from . import resource_calendar
from . import res_partner
from . import res_users
