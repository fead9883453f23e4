# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import contextlib
import hmac
import secrets

from odoo import api, fields, models

from ..tools import Refused, outcome, safe_xml

API = "https://api.telegram.org"
MIB = 1024 * 1024
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# What a message may hold, and how it is shown; a photo comes in several sizes.
MEDIA = {
    "photo": "image",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "file",
    "sticker": "image",
}
# What happened in the chat itself: nobody said anything.
SILENT = (
    *("pinned_message", "message_auto_delete_timer_changed"),
    *("chat_background_set", "write_access_allowed"),
)
METHODS = {
    "image": ("sendPhoto", "photo"),
    "voice": ("sendVoice", "voice"),
    "video": ("sendVideo", "video"),
    "file": ("sendDocument", "document"),
}


class CsGatewayTelegram(models.AbstractModel):
    """Telegram bots: the small example of a provider, see docs/add-a-channel.md.

    core.telegram.org/bots/api: setWebhook, Update, sendMessage, getFile.
    """

    _name = "cs.gateway.telegram"
    _description = "Gateway: Telegram"
    _inherit = "cs.gateway"

    # === In === #

    @api.model
    def _verify(self, channel, call):
        """Telegram repeats the secret we gave it; the body is not signed."""
        given = call.headers.get("X-Telegram-Bot-Api-Secret-Token") or ""
        expected = channel.verify_token or ""
        if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
            raise Refused("secret token")
        return call.body

    @api.model
    def _parse(self, channel, content):
        update = safe_xml.json_object(content)
        number = safe_xml.integer(update, "update_id")
        # A kind we do not know is acknowledged: refused, it would block what follows.
        kind = next((name for name in UPDATES if name in update), None)
        data = update.get(kind)
        if not isinstance(data, dict):
            return []
        if kind == "callback_query":
            return self._parse_tap(number, data)
        chat = data.get("chat")
        if not isinstance(chat, dict) or chat.get("type", "private") != "private":
            return []
        event = {
            "stream_key": safe_xml.signed(chat, "id"),
            "provider_at": self._moment(data.get("date")),
        }
        if kind == "my_chat_member":
            return [{**event, **self._parse_membership(number, data)}]
        edited = kind == "edited_message"
        if self._says_nothing(data, edited):
            return []
        return [
            {
                **event,
                "external_id": f"msg:{number}",
                "kind": "message",
                "payload": self._parse_message(data, edited),
            }
        ]

    def _says_nothing(self, data, edited):
        """Whether no word of the customer is in it: what the chat tells about itself,
        and each step of somebody who lets us see where he walks."""
        moves = edited and "location" in data
        return moves or any(name in data for name in SILENT)

    def _parse_message(self, data, edited):
        text = safe_xml.text(data, "text") or safe_xml.text(data, "caption")
        payload = {
            "type": "text",
            "text": text,
            "media": self._parse_media(data),
            "sender_name": self._name_of(data.get("from")),
            "trigger": "message",
        }
        if text.startswith("/start "):
            # t.me/<bot>?start=<code>: how a person we know tells us who he is
            payload["scene"] = text.removeprefix("/start ").strip()[:64]
            payload["text"] = "/start"
        if isinstance(place := data.get("location"), dict):
            payload["text"] = self._parse_place(place, data.get("venue"))
        if isinstance(contact := data.get("contact"), dict):
            names = ("first_name", "last_name", "phone_number")
            parts = (safe_xml.text(contact, name, limit=128) for name in names)
            payload["text"] = " ".join(filter(None, parts))
        payload["text"] = payload["text"] or self._parse_given(data)
        payload["quoted"] = self._parse_quoted(data)
        if edited:
            payload["text"] = f"✎ {payload['text']}"
        return payload

    def _parse_quoted(self, data):
        """What he answers to, and whose words he passes on."""
        part, whole = data.get("quote"), data.get("reply_to_message")
        quoted = (
            safe_xml.text(part, "text", limit=1000) if isinstance(part, dict) else ""
        )
        if isinstance(whole, dict) and not quoted:
            quoted = safe_xml.text(whole, "text") or safe_xml.text(whole, "caption")
        words = [quoted[:1000]] if quoted else []
        if isinstance(origin := data.get("forward_origin"), dict):
            words.insert(0, f"⇒ {self._origin_name(origin)}".strip())
        return "\n".join(words)

    def _origin_name(self, origin):
        """Who said first what is passed on: a person, or a chat."""
        if name := safe_xml.text(origin, "sender_user_name", limit=128):
            return name
        chat = origin.get("sender_chat") or origin.get("chat")
        if isinstance(chat, dict):
            return safe_xml.text(chat, "title", limit=128)
        return self._name_of(origin.get("sender_user"))

    def _parse_given(self, data):
        """What a poll asks, a die shows, a form of a mini app or a picker gave."""
        if isinstance(form := data.get("web_app_data"), dict):
            return safe_xml.text(form, "data", limit=4096)
        if isinstance(shared := data.get("users_shared"), dict):
            people = shared.get("users")
            names = map(self._name_of, people if isinstance(people, list) else [])
            return ", ".join(filter(None, names))
        if isinstance(dice := data.get("dice"), dict):
            names = ("emoji", "value")
            return " ".join(safe_xml.text(dice, name, limit=16) for name in names)
        if not isinstance(poll := data.get("poll"), dict):
            return ""
        options = poll.get("options")
        texts = [
            f"• {safe_xml.text(option, 'text')}"
            for option in (options if isinstance(options, list) else [])
        ]
        return "\n".join([safe_xml.text(poll, "question"), *texts])

    def _parse_place(self, place, venue):
        names = ("title", "address")
        venue = venue if isinstance(venue, dict) else {}
        words = [safe_xml.text(venue, name, limit=512) for name in names]
        words += [str(place.get("latitude")), str(place.get("longitude"))]
        return " ".join(filter(None, words))

    def _parse_media(self, data):
        found = []
        for name, kind in MEDIA.items():
            item = data.get(name)
            if isinstance(item, list) and item:
                item = item[-1]  # the largest
            if isinstance(item, dict):
                ref = safe_xml.text(item, "file_id", required=True, limit=512)
                name = safe_xml.text(item, "file_name")[:255]
                found.append({"ref": ref, "type": kind, "name": name})
        return found[:1]  # an animation comes as document, too

    def _parse_tap(self, number, data):
        """A button under one of our messages: the customer's next word."""
        sender = data.get("from")
        if not isinstance(sender, dict):
            return []
        message = data.get("message")
        words = safe_xml.text(data, "data", limit=64)
        return [
            {
                "external_id": f"msg:{number}",
                "stream_key": safe_xml.signed(sender, "id"),
                "provider_at": fields.Datetime.now(),  # Telegram does not tell
                "kind": "message",
                "payload": {
                    "type": "text",
                    "text": self._button_text(message, words),
                    "choice": words,
                    "tap": safe_xml.text(data, "id", limit=64),
                    "media": [],
                    "sender_name": self._name_of(sender),
                    "trigger": "message",
                },
            }
        ]

    def _button_text(self, message, data):
        """What stood on the button that was tapped."""
        markup = message.get("reply_markup") if isinstance(message, dict) else None
        rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
        for row in rows if isinstance(rows, list) else []:
            for button in row if isinstance(row, list) else []:
                if isinstance(button, dict) and button.get("callback_data") == data:
                    return safe_xml.text(button, "text", limit=256)
        return data

    def _parse_membership(self, number, data):
        member = data.get("new_chat_member")
        status = member.get("status") if isinstance(member, dict) else None
        gone = status in ("kicked", "left")
        name = "unsubscribe" if gone else "subscribe"
        payload = {"event": name, "key": "", "trigger": None}
        return {"external_id": f"evt:{number}", "kind": "event", "payload": payload}

    def _name_of(self, person):
        if not isinstance(person, dict):
            return ""
        names = ("first_name", "last_name")
        parts = (safe_xml.text(person, name, limit=128) for name in names)
        return " ".join(filter(None, parts))

    @api.model
    def _on_message(self, channel, conversation, payload):
        """The button shows that it works until its tap is answered."""
        if payload.get("tap"):
            conversation._tell_provider(
                "tap_answer", {conversation: {"id": payload["tap"]}}
            )

    # === Out === #

    @api.model
    def _capabilities(self):
        pictures = ("image/jpeg", "image/png")
        return {
            "text_bytes": 4096,
            "media": {
                "image": (pictures, 10 * MIB),
                "voice": (("audio/ogg",), 50 * MIB),
                "video": (("video/mp4",), 50 * MIB),
                "file": (None, 50 * MIB),
            },
            "rich": ("menu",),
            "free": ("tap_answer",),
            "connect": True,
        }

    @api.model
    def _api_base(self, channel):
        return super()._api_base(channel) or API

    @api.model
    def _send(self, channel, part):
        if part["kind"] == "tap_answer":
            return self._answer_tap(channel, part["data"])
        if part["kind"] in METHODS:
            method, field = METHODS[part["kind"]]
            file = (part["filename"], part["content"], part["mimetype"])
            sent = self._call(
                channel, method, data={"chat_id": part["to"]}, files={field: file}
            )
        else:
            body = {"chat_id": part["to"], "text": part["text"]}
            if part["kind"] == "menu":
                body |= self._keyboard(part["data"])
            sent = self._call(channel, "sendMessage", json=body)
        return f"{part['to']}:{sent.get('message_id')}"

    def _answer_tap(self, channel, data):
        """End the waiting mark on a button; it goes by itself after a while, too."""
        body = {"callback_query_id": data["id"]}
        # Too late is no harm: nobody waits for it any more.
        with contextlib.suppress(outcome.CallFailure):
            self._call(channel, "answerCallbackQuery", repeatable=True, json=body)

    def _keyboard(self, data):
        rows = [
            [{"text": option["text"], "callback_data": str(option["id"])[:64]}]
            for option in data["options"]
        ]
        texts = filter(None, (data.get("head"), data.get("tail")))
        return {
            "text": "\n".join(texts) or "…",
            "reply_markup": {"inline_keyboard": rows},
        }

    @api.model
    def _fetch_media(self, channel, ref):
        found = self._call(channel, "getFile", repeatable=True, json={"file_id": ref})
        path = found.get("file_path")
        if not isinstance(path, str) or ".." in path:
            raise outcome.Rejected(self.env._("The file is not there any more."))
        response = self._http(
            channel,
            "GET",
            f"file/bot{channel.access_token}/{path}",
            name="file",
            repeatable=True,
            stream=True,
        )
        if response.status_code != 200:
            raise outcome.Rejected(self.env._("The file is not there any more."))
        return self._limited_content(response)

    @api.model
    def _scene_url(self, channel, token, life):
        name = self._call(channel, "getMe", repeatable=True)["username"]
        return f"https://t.me/{name}?start={token}"

    @api.model
    def _connect(self, channel):
        if not channel.verify_token:
            channel.verify_token = secrets.token_urlsafe(32)
        self._call(
            channel,
            "setWebhook",
            repeatable=True,
            json={
                "url": channel.webhook_url,
                "secret_token": channel.verify_token or "",
                "allowed_updates": list(UPDATES),
                "max_connections": 10,
            },
        )
        return self.env._("Telegram delivers to this address from now on.")

    def _call(self, channel, method, repeatable=False, **options):
        """One call of the Bot API.

        :return: its result
        :raise CallFailure: by what Telegram says, see core.telegram.org/bots/api
        """
        # The address holds the bot's token: it must not reach the log.
        response = self._http(
            channel,
            "POST",
            f"bot{channel.access_token}/{method}",
            name=method,
            repeatable=repeatable,
            **options,
        )
        data = self._json(response.content)
        if data.get("ok"):
            return data["result"] if isinstance(data.get("result"), dict) else {}
        code = data.get("error_code")
        reason = self._reason(code) or f"{code} {data.get('description', '')}"[:200]
        if code == 429:
            asked = (data.get("parameters") or {}).get("retry_after")
            after = asked if isinstance(asked, int) else 0
            raise outcome.TryAgain(reason, code, after)
        raise outcome.Rejected(reason, code)

    def _reason(self, code):
        return {
            401: self.env._("Telegram does not accept the bot's token."),
            403: self.env._("The customer has blocked the bot."),
            429: self.env._("Telegram asks to slow down."),
        }.get(code)
