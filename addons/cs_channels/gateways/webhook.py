# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import hashlib
import json
import time

from odoo import api, fields, models

from ..tools import Refused, outcome, safe_xml, standard_webhooks

TOLERANCE = 300
MIB = 1024 * 1024
MAX_EVENTS = 100
STATES = ("sent", "delivered", "read", "failed")
KINDS = ("image", "voice", "video", "file")
TRIGGER = "message"


class CsGatewayWebhook(models.AbstractModel):
    """Any application that can call a URL: its own chat, QQ, an in-house messenger.

    Signed as standardwebhooks.com says, in both directions; the JSON is described in
    docs/webhook.md. Customers of the embedded widget are of this provider, too: their
    answers wait in the stream, see ``cs.channel.visitor``.
    """

    _name = "cs.gateway.webhook"
    _description = "Gateway: Webhook"
    _inherit = "cs.gateway"

    # === In === #

    @api.model
    def _verify(self, channel, call):
        stamp = call.headers.get("webhook-timestamp")
        self._check_fresh(stamp, TOLERANCE)
        standard_webhooks.verify(
            channel.signing_secret,
            call.headers.get("webhook-id"),
            stamp,
            call.headers.get("webhook-signature"),
            call.body,
        )
        return call.body

    @api.model
    def _parse(self, channel, content):
        data = safe_xml.json_object(content)
        if "events" not in data:
            return [self._parse_one(data)]
        items = data["events"]
        if not isinstance(items, list) or len(items) > MAX_EVENTS:
            raise Refused("events")
        return [self._parse_of_batch(item) for item in items]

    def _parse_of_batch(self, item):
        """One event of several: when it cannot be read, the others are taken all the
        same, and it is kept for a person to see."""
        try:
            return self._parse_one(item)
        except Refused as error:
            content = json.dumps(item, sort_keys=True).encode()
            key = f"bad:{hashlib.sha256(content).hexdigest()[:32]}"
            return {
                "external_id": key,
                "stream_key": key,  # nobody's words wait for it
                "provider_at": fields.Datetime.now(),
                "kind": "notice",
                "payload": {"unreadable": str(error), "event": item},
            }

    def _parse_one(self, data):
        if not isinstance(data, dict):
            raise Refused("event")
        kind = safe_xml.text(data, "type", required=True, limit=32)
        at = self._moment(safe_xml.integer(data, "at"))
        if kind == "status":
            return {**self._parse_status(data), "provider_at": at}
        if kind == "recall":
            return {**self._parse_recall(data), "provider_at": at}
        sender = data.get("from")
        if not isinstance(sender, dict):
            raise Refused("from")
        event = {
            "stream_key": safe_xml.text(sender, "id", required=True, limit=128),
            "provider_at": at,
        }
        number = safe_xml.text(data, "id", required=True, limit=128)
        facts = self._parse_sender(sender)
        if kind == "message":
            payload = {**self._parse_message(data), **facts}
            return {
                **event,
                "external_id": f"msg:{number}",
                "kind": "message",
                "payload": payload,
            }
        name = safe_xml.text(data, "event", limit=64) or kind
        payload = {"event": name, "key": "", "trigger": None, **facts}
        return {
            **event,
            "external_id": f"evt:{number}",
            "kind": "event",
            "payload": payload,
        }

    def _parse_sender(self, sender):
        """Who it is; what the other application has verified it says so itself."""
        facts = {"sender_name": safe_xml.text(sender, "name", limit=128)}
        verified = sender.get("verified")
        if isinstance(verified, dict):
            facts["verified"] = {
                key: safe_xml.text(verified, key, limit=128)
                for key in ("email", "phone")
            }
        if scene := safe_xml.text(sender, "code", limit=64):
            facts["scene"] = scene
        return facts

    def _parse_message(self, data):
        media = data.get("media") or []
        if not isinstance(media, list):
            raise Refused("media")
        found = []
        for item in media[:10]:
            if not isinstance(item, dict):
                raise Refused("media")
            kind = safe_xml.text(item, "type", limit=16)
            url = safe_xml.text(item, "url", required=True, limit=2048)
            if not url.startswith(("https://", "http://")):
                raise Refused("media url")
            kind = kind if kind in KINDS else "file"
            name = safe_xml.text(item, "name")[:255]
            found.append({"ref": url, "type": kind, "name": name})
        payload = {"type": "text", "text": safe_xml.text(data, "text")}
        payload |= {"media": found, "trigger": TRIGGER}
        payload["quoted"] = safe_xml.text(data, "quoted", limit=1000)
        if choice := safe_xml.text(data, "choice", limit=128):
            payload["choice"] = choice
        return payload

    def _parse_status(self, data):
        message = safe_xml.text(data, "message", required=True, limit=128)
        state = safe_xml.text(data, "status", required=True, limit=16)
        if state not in STATES:
            raise Refused("status")
        reason = safe_xml.text(data, "reason", limit=256)
        return {
            "external_id": f"status:{message}:{state}",
            "stream_key": f"status:{message}",
            "kind": "status",
            "payload": {"message": message, "state": state, "reason": reason},
        }

    def _parse_recall(self, data):
        """The customer took a message back."""
        message = safe_xml.text(data, "message", required=True, limit=128)
        return {
            "external_id": f"recall:{message}",
            "stream_key": f"recall:{message}",
            "kind": "status",
            "payload": {"recall": f"msg:{message}"},
        }

    @api.model
    def _ack(self, channel, call=None):
        return '{"ok": true}', "application/json"

    @api.model
    def _on_message(self, channel, conversation, payload):
        if payload.get("context"):
            visitors = self.env["cs.channel.visitor"]
            visitors._note_context(conversation, payload["context"])

    @api.model
    def _on_notice(self, channel, payload):
        """Fail with what could not be read, so that it becomes a dead letter.

        :raise Refused: always
        """
        raise Refused(payload.get("unreadable") or "event")

    # === Out === #

    @api.model
    def _capabilities(self):
        return {
            "text_bytes": 16000,
            "media": {
                "image": (("image/jpeg", "image/png", "image/gif"), 5 * MIB),
                "file": (None, 5 * MIB),
            },
            "rich": ("link", "menu", "card"),
            "drops_repeated": True,  # docs/webhook.md: by the id
        }

    @api.model
    def _send(self, channel, part):
        if part["session"].get("widget"):
            return self.env["cs.channel.visitor"]._hand_over(channel, part)
        if not channel.callback_url:
            raise outcome.Rejected(
                self.env._("The channel has no address that answers go to.")
            )
        number = self._own_id(channel, part["key"])
        answer = self._deliver(channel, number, self._out(part, number))
        given = answer.get("id")
        return str(given)[:128] if isinstance(given, str | int) and given else number

    @api.model
    def _own_id(self, channel, key):
        return f"{channel.id}-{key}"

    def _out(self, part, number):
        """What the other side gets, see docs/webhook.md."""
        data = {
            "type": "message",
            "id": number,
            "at": int(time.time()),
            "to": {"id": part["to"]},
            "kind": part["kind"],
            "text": part["text"],
        }
        if part["data"]:
            data["data"] = part["data"]
        if part["content"]:
            data["file"] = {
                "name": part["filename"],
                "mimetype": part["mimetype"],
                "content": base64.b64encode(part["content"]).decode(),
            }
        return data

    @api.model
    def _deliver(self, channel, number, data):
        """Post something signed; the other side knows repetitions by their id.

        :param str number: unique to what is sent, the same when it is sent again
        :return: the object it answers with, maybe empty
        :raise CallFailure: when it does not take it
        """
        body = json.dumps(data, ensure_ascii=False).encode()
        try:
            headers = standard_webhooks.headers(
                channel.signing_secret, f"msg_{number}", int(time.time()), body
            )
        except Refused as error:
            raise outcome.Rejected(
                self.env._("The channel has no signing secret.")
            ) from error
        response = self._http(
            channel,
            "POST",
            "",
            name="callback",
            url=channel.callback_url,
            repeatable=True,
            data=body,
            headers={**headers, "Content-Type": "application/json"},
        )
        code = response.status_code
        if code == 429:
            raise outcome.TryAgain(self.env._("The other side asks to wait."), code)
        if not 200 <= code < 300:
            raise outcome.Rejected(
                self.env._("The other side answered %(code)s.", code=code), code
            )
        try:
            answer = json.loads(response.content or b"{}")
        except ValueError:
            answer = None
        return answer if isinstance(answer, dict) else {}

    @api.model
    def _fetch_media(self, channel, ref):
        if ref.startswith("attachment:"):  # a picture the bubble sent
            return self.env["cs.channel.visitor"]._stored_file(channel, ref)
        hosts = [host.strip() for host in (channel.media_hosts or "").split(",")]
        return self._fetch_url(channel, ref, [host for host in hosts if host])

    @api.model
    def _trusted(self, channel):
        """Files on the machine our answers go to are its own."""
        return channel.callback_url or ""
