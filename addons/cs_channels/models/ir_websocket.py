# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class IrWebsocket(models.AbstractModel):
    """Agents hear of changes in the conversations of their teams."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        channels = list(channels)
        wanted = "cs_channels.inbox" in channels
        if wanted:
            channels.remove("cs_channels.inbox")
        if wanted and self.env.user.has_group("cs_helpdesk.group_agent"):
            teams = self.env["cs.conversation"]._readable_teams()
            channels += [(team, "cs_inbox") for team in teams]
        return super()._build_bus_channel_list(channels)
