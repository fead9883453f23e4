# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..tools import Refused, text


class CsGatewayLivechat(models.AbstractModel):
    """Core's live chat: no webhook and no call, both sides write into the session."""

    _name = "cs.gateway.livechat"
    _description = "Gateway: Live Chat"
    _inherit = "cs.gateway"

    @api.model
    def _verify(self, channel, call):
        raise Refused("live chat has no webhook")

    @api.model
    def _parse(self, channel, content):
        raise Refused("live chat has no webhook")

    @api.model
    def _said(self, message):
        """The event of what a visitor wrote.

        :param message: the ``mail.message`` in the session
        """
        partner, guest = message.author_id, message.author_guest_id
        key = f"partner:{partner.id}" if partner else f"guest:{guest.id}"
        return {
            "external_id": f"msg:{message.id}",
            "stream_key": key,
            "provider_at": fields.Datetime.now(),
            "kind": "message",
            "payload": {
                "type": "text",
                "text": text.to_plain(message.body),
                "sender_name": partner.name or guest.name,
                "media": [],
                "trigger": "message",
                "posted": message.id,
            },
        }

    @api.model
    def _capabilities(self):
        return {"text_bytes": 100_000, "media": {"file": (None, 2**30)}, "native": True}

    @api.model
    def _carries_answers(self, conversation):
        stream = conversation.discuss_channel_id
        return super()._carries_answers(conversation) and not stream.livechat_end_dt

    @api.model
    def _send(self, channel, part):
        """Nothing is left to do: what is written stands in the session."""
