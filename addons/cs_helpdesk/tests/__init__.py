# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import test_agent_status
from . import test_attack
from . import test_cs_agent_load
from . import test_cs_article
from . import test_cs_article_search
from . import test_cs_sla
from . import test_cs_sla_alerts
from . import test_cs_ticket
from . import test_cs_ticket_answers
from . import test_customer
from . import test_desk
from . import test_help
from . import test_help_contact
from . import test_import
from . import test_lifecycle
from . import test_macro
from . import test_mail
from . import test_portal
from . import test_privacy
from . import test_reports
from . import test_roster
from . import test_routing
from . import test_routing_moves
from . import test_routing_next
from . import test_sales
from . import test_security
from . import test_sla_property
from . import test_sla_replan
from . import test_thanks
from . import test_ui
from . import test_ui_desk
