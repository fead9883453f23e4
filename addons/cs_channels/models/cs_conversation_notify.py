# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsConversation(models.Model):
    """An agent hears of his conversations wherever in the suite he works."""

    _inherit = "cs.conversation"

    def write(self, vals):
        given = vals.get("user_id")
        fresh = self.filtered(lambda talk: talk.user_id.id != given)
        result = super().write(vals)
        if given and given != self.env.uid:
            for talk in fresh:
                talk._tell_agent("given")
        return result

    def _receive(self, payload, at):
        message = super()._receive(payload, at)
        if self.user_id and self.state == "open":
            self._tell_agent("wrote")
        return message

    def _tell_agent(self, what):
        """Ring the bell of whoever has it.

        :param str what: given (somebody gave it to him) or wrote (the customer did)
        """
        self.user_id._bus_send(
            "cs.conversation/mine",
            {
                "what": what,
                "id": self.id,
                "name": self.partner_id.name or self.identity_id.name,
                "channel": self.channel_id.name,
                "preview": self.preview or "",
            },
        )
