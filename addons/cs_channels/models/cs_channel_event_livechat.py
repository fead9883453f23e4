# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from odoo.addons.cs_customer.tools.inner import Inner


class CsChannelEvent(models.Model):
    """What a visitor of live chat wrote stands in his session: only the work is new."""

    _inherit = "cs.channel.event"

    def _process_message(self, payload):
        if self.channel_id.provider != "livechat":
            return super()._process_message(payload)
        message = self.env["mail.message"].browse(payload.get("posted") or 0).exists()
        stream = self.env["discuss.channel"]
        if message.model == stream._name:
            stream = stream.browse(message.res_id).exists()
        live = self.channel_id.livechat_channel_id
        if not stream or stream.livechat_channel_id != live or not stream.cs_team_id:
            raise LookupError("no message of this live chat")
        facts = {"partner": message.author_id.id, "guest": message.author_guest_id.id}
        session = self.with_context(cs_session=Inner(stream.id))
        return super(CsChannelEvent, session)._process_message({**payload, **facts})
