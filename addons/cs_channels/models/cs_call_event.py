# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsChannelEvent(models.Model):
    """Phone events are worked off like all others."""

    _inherit = "cs.channel.event"

    def _handlers(self):
        return {**super()._handlers(), "call": self._process_call}

    def _process_call(self, payload):
        call = self.env["cs.call"]._note(self.channel_id, payload, self.provider_at)
        return {"conversation_id": call.conversation_id.id}
