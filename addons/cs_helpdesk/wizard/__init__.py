# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import cs_ticket_escalate
from . import cs_macro_apply
from . import cs_ticket_import
from . import cs_ticket_import_line
from . import cs_ticket_merge
from . import cs_ticket_open
from . import cs_ticket_split
from . import cs_ticket_split_line
from . import cs_ticket_wait
