# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import models
from . import gateways
from . import controllers
from . import wizard
from . import report


def uninstall_hook(env):
    """Take the promises of conversations along: no other work owns them."""
    env.cr.execute("DELETE FROM cs_sla_line WHERE conversation_id IS NOT NULL")
