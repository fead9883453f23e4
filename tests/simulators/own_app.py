# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The company's own application, and its telephone system: signed webhooks both ways.

The signature is written apart from the addon's, so that the two check one another.
"""

import base64
import hashlib
import hmac
import json
import secrets

from .platform import Platform, parse_json, reply


def sign(secret, message_id, stamp, body):
    """The header of standardwebhooks.com, version 1."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = b".".join([message_id.encode(), stamp.encode(), body])
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class OwnApp(Platform):
    key = "webhook"
    people = (("app-user-1", "Mia Novak"), ("app-user-2", "吴芳"))
    sends = ("/hook",)

    def __init__(self, config, clock, urls=()):
        self.seen = set()
        super().__init__(config, clock, urls)

    def call(self, fields):
        body = json.dumps(fields, ensure_ascii=False)
        stamp, number = str(int(self.clock.now())), f"msg_{secrets.token_hex(8)}"
        signed = sign(self.config["signing_secret"], number, stamp, body.encode())
        headers = {"webhook-id": number, "webhook-timestamp": stamp}
        headers |= {"webhook-signature": signed, "Content-Type": "application/json"}
        return {}, headers, body

    def text_fields(self, person, text):
        return {
            "type": "message",
            "id": self.new_id(),
            "at": int(self.clock.now()),
            "from": {"id": person.openid, "name": person.name},
            "text": text,
        }

    def picture_fields(self, person, media_id):
        media = [{"type": "image", "url": f"{self.base}/files/{media_id}"}]
        return {**self.text_fields(person, ""), "media": media}

    def api(self, method, path, query, headers, body):
        if path.startswith("/files/"):
            content, mimetype, _at = self.media.get(path[7:], (b"", "", 0))
            return (200, content, mimetype) if content else (404, b"", "text/plain")
        number = headers.get("webhook-id") or ""
        stamp = headers.get("webhook-timestamp") or ""
        expected = sign(self.config["signing_secret"], number, stamp, body)
        if headers.get("webhook-signature") != expected:
            return reply({"error": "signature"}, 401)
        if number in self.seen:  # repeated: it has been shown
            return reply({"id": number})
        self.seen.add(number)
        return self.take(parse_json(body), number)

    def take(self, data, number):
        """Show what the application was told."""
        person = self.customers.get((data.get("to") or {}).get("id"))
        if not person:
            return reply({"error": "unknown person"}, 404)
        media_id = None
        if file := data.get("file"):
            content = base64.b64decode(file["content"])
            media_id = self.keep(content, file["mimetype"])
        self.show(person, "agent", data.get("kind"), data.get("text"), media_id)
        return reply({"id": number})


class Phone(OwnApp):
    """A telephone system; a customer "says" something by calling."""

    key = "phone"
    people = (("+8613800138001", "王敏"), ("+4915112345678", "Anna Keller"))
    sends = ()

    def text_fields(self, person, text):
        """A missed call; the text is what was chosen in the menu."""
        return self.happens(person, "hangup", path=[text])

    def happens(self, person, event, call=None, **more):
        """One event of a call."""
        return {
            "event": event,
            "call_id": call or self.new_id(),
            "at": int(self.clock.now()),
            "from": person.openid,
            "name": person.name,
            "to": "4008001234",
            **more,
        }

    def event(self, openid, event, key="", **options):
        """ring, answer, hangup ... of the call ``key``."""
        person = self.customer(openid)
        self.show(person, "event", event, key)
        call, _colon, agent = key.partition(":")
        fields = self.happens(person, event, call or None, agent=agent)
        return self.push(person, fields, options)

    def take(self, data, number):
        """An agent wants to be connected."""
        if data.get("type") != "dial":
            return reply({"error": "type"}, 400)
        person = self.customer(data["to"])
        self.show(person, "event", "dial", data["agent"])
        return reply({"ok": True})
