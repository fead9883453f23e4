# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hmac
import json
from datetime import datetime, timezone

from odoo import api, models

from ..tools import Refused, safe_xml


class CsGatewayDemo(models.AbstractModel):
    """A provider without a network: for trying things out and for tests.

    In: a JSON object ``id``, ``from``, ``at`` (seconds since 1970), ``text``, ``name``,
    and the account's verification token in the header ``X-CS-Token``; or an object
    ``status``, ``message``, ``from``, ``at``. Out: every message is taken at once.
    """

    _name = "cs.gateway.demo"
    _description = "Gateway: Demo"
    _inherit = "cs.gateway"

    @api.model
    def _verify(self, channel, call):
        given = call.headers.get("X-CS-Token") or ""
        expected = channel.verify_token or ""
        if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
            raise Refused("token")
        return call.body

    @api.model
    def _parse(self, channel, content):
        try:
            data = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Refused("json") from error
        if not isinstance(data, dict):
            raise Refused("json")
        try:
            at = datetime.fromtimestamp(safe_xml.integer(data, "at"), timezone.utc)
        except (OverflowError, OSError, ValueError) as error:
            raise Refused("at") from error
        sender = safe_xml.text(data, "from", required=True, limit=128)
        event = {"stream_key": sender, "provider_at": at.replace(tzinfo=None)}
        if "status" in data:
            return [{**event, **self._parse_status(data)}]
        return [
            {
                **event,
                "external_id": f"msg:{safe_xml.text(data, 'id', True, 128)}",
                "kind": "message",
                "payload": {
                    "type": "text",
                    "text": safe_xml.text(data, "text", required=True),
                    "sender_name": safe_xml.text(data, "name", limit=128),
                    "media": [],
                    "trigger": "message",
                },
            }
        ]

    def _parse_status(self, data):
        message = safe_xml.text(data, "message", required=True, limit=128)
        state = safe_xml.text(data, "status", required=True, limit=16)
        if state not in ("sent", "delivered", "read", "failed"):
            raise Refused("status")
        return {
            "external_id": f"status:{message}:{state}",
            "stream_key": f"status:{message}",
            "kind": "status",
            "payload": {"message": message, "state": state},
        }

    @api.model
    def _ack(self, channel, call=None):
        return '{"ok": true}', "application/json"

    @api.model
    def _send(self, channel, part):
        return f"demo-{part['key']}"
