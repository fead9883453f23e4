# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools import outcome


class MailThread(models.AbstractModel):
    """Answers by mail that come back are shown as not delivered."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        numbers = message_dict.get("bounced_msg_ids") or []
        # sudo: cs.channel.delivery: the mail gateway tells the engine
        deliveries = self.env["cs.channel.delivery"].sudo()
        domain = [("external_id", "in", numbers), ("state", "=", "sent")]
        domain.append(("channel_id.provider", "=", "email"))
        for delivery in deliveries.search(domain) if numbers else deliveries:
            delivery._settle(outcome.Rejected(self.env._("The mail came back.")))
        return result
