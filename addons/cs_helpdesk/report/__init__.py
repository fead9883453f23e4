# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import cs_report_mixin
from . import cs_sla_report
from . import cs_ticket_report
