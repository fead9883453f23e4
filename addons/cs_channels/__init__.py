# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import models
from . import gateways
from . import controllers
from . import wizard
from . import report


def uninstall_hook(env):
    """Take along what only we keep in its place.

    Promises of conversations have no other work to belong to; an address whose model
    goes would go with it, and its team could not; and sessions of live chat that only
    their team could read would be everybody's who works with live chat.
    """
    env.cr.execute("DELETE FROM cs_sla_line WHERE conversation_id IS NOT NULL")
    aliases = env["mail.alias"].search(
        [("alias_model_id.model", "=", "cs.conversation")]
    )
    aliases.alias_model_id = env["ir.model"]._get_id("cs.ticket")
    live = [("channel_type", "=", "livechat"), ("cs_team_id", "!=", False)]
    env["discuss.channel"].with_context(active_test=False).search(live).unlink()
