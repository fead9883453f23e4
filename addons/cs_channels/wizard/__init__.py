# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import cs_channel_compose
from . import cs_channel_merge
from . import cs_conversation_begin
from . import cs_conversation_make
from . import cs_conversation_make_line
