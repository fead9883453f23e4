# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Telegram's Bot API, as core.telegram.org/bots/api describes it."""

import json
import mimetypes

from .platform import Platform, multipart, parse_json, reply

FILES = {
    "sendPhoto": "photo",
    "sendVoice": "voice",
    "sendVideo": "video",
    "sendDocument": "document",
}


class Telegram(Platform):
    key = "telegram"
    people = (("5001001", "Jonas Weber"), ("5001002", "Emma Clarke"))
    sends = ("sendMessage", *FILES)

    def __init__(self, config, clock, urls=()):
        self.taps = set()  # those that are not answered yet
        super().__init__(config, clock, urls)

    def call(self, fields):
        secret = self.config.get("secret", "")
        headers = {"Content-Type": "application/json"}
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        return {}, headers, json.dumps(fields, ensure_ascii=False)

    def text_fields(self, person, text):
        return self._update(person, {"text": text})

    def picture_fields(self, person, media_id):
        sizes = [{"file_id": f"small-{media_id}"}, {"file_id": media_id}]
        return self._update(person, {"photo": sizes})

    def _update(self, person, content):
        number = int(person.openid)
        message = {
            "message_id": int(self.new_id()),
            "date": int(self.clock.now()),
            "chat": {"id": number, "type": "private"},
            "from": {"id": number, "first_name": person.name, "is_bot": False},
            **content,
        }
        return {"update_id": int(self.new_id()), "message": message}

    def event(self, openid, event, key="", **options):
        """unsubscribe blocks the bot; tap presses a button with the text ``key``."""
        person = self.customer(openid)
        number = int(person.openid)
        if event == "tap":
            sender = {"id": number, "first_name": person.name}
            tap = {"id": self.new_id(), "from": sender, "data": key}
            self.taps.add(tap["id"])
            tap["message"] = {"date": int(self.clock.now())}
            update = {"callback_query": tap}
        else:
            person.following = event != "unsubscribe"
            status = "member" if person.following else "kicked"
            chat = {"id": number, "type": "private"}
            member = {"chat": chat, "date": int(self.clock.now())}
            update = {
                "my_chat_member": {**member, "new_chat_member": {"status": status}}
            }
        self.show(person, "event", event, key)
        fields = {"update_id": int(self.new_id()), **update}
        return self.push(person, fields, options)

    def api(self, method, path, query, headers, body):
        token = self.config["access_token"]
        if path.startswith(f"/file/bot{token}/"):
            content, mimetype, _at = self.media.get(
                path.rpartition("/")[2].partition(".")[0], (b"", "", 0)
            )
            return (200, content, mimetype) if content else (404, b"", "text/plain")
        if not path.startswith(f"/bot{token}/"):
            return self._no(401, "Unauthorized")
        name = path.rpartition("/")[2]
        if codes := self.faults.get("errcodes"):
            return self._no(codes.pop(0), "fault")
        if name == "getMe":
            return self._yes({"id": 1, "is_bot": True, "username": "polaris_bot"})
        if name == "setWebhook":
            data = parse_json(body)
            self.webhook.urls = [data["url"]]
            self.config["secret"] = data.get("secret_token", "")
            return self._yes(True)
        if name == "answerCallbackQuery":
            number = parse_json(body).get("callback_query_id")
            if number not in self.taps:
                return self._no(400, "Bad Request: query is too old")
            self.taps.discard(number)
            return self._yes(True)
        if name == "getFile":
            return self._file(parse_json(body).get("file_id"))
        return self._send(name, headers, body)

    def _file(self, file_id):
        content, mimetype, _at = self.media.get(file_id, (None, None, 0))
        if content is None:
            return self._no(400, "Bad Request: wrong file_id")
        extension = mimetypes.guess_extension(mimetype) or ""
        return self._yes(
            {"file_id": file_id, "file_path": f"files/{file_id}{extension}"}
        )

    def _send(self, name, headers, body):
        if name in FILES:
            form = multipart(headers, body)
            chat = form["chat_id"][0].decode()
            content, mimetype, filename = form[FILES[name]]
            shown = (FILES[name], filename, self.keep(content, mimetype))
        elif name == "sendMessage":
            data = parse_json(body)
            chat, text = str(data.get("chat_id")), data.get("text")
            if not isinstance(text, str) or not text.strip():
                return self._no(400, "Bad Request: message text is empty")
            if len(text.encode("utf-16-le")) > 8192:
                return self._no(400, "Bad Request: message is too long")
            shown = ("text", text, None)
        else:
            return self._no(404, "Not Found")
        person = self.customers.get(chat)
        if not person:
            return self._no(400, "Bad Request: chat not found")
        if not person.following:
            return self._no(403, "Forbidden: bot was blocked by the user")
        self.show(person, "agent", *shown)
        number = person.messages[-1]["id"]
        return self._yes({"message_id": number, "chat": {"id": int(chat)}})

    def _yes(self, result):
        return reply({"ok": True, "result": result})

    def _no(self, code, words):
        data = {"ok": False, "error_code": code, "description": words}
        if code == 429:
            data["parameters"] = {"retry_after": 1}
        return reply(data, code)
