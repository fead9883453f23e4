# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class IrWebsocket(models.AbstractModel):
    """My day and the wall hear that something changed: ids and nothing else."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        channels = list(channels)
        user = self.env.user
        if "cs_helpdesk.my_day" in channels:
            channels.remove("cs_helpdesk.my_day")
            if user.has_group("cs_helpdesk.group_agent"):
                channels.append((user.partner_id, "cs_my_day"))
        if "cs_helpdesk.wall" in channels:
            channels.remove("cs_helpdesk.wall")
            if user.has_group("cs_helpdesk.group_manager"):
                channels += [(company, "cs_wall") for company in user.company_ids]
        return super()._build_bus_channel_list(channels)
