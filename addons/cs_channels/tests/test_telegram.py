# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import cs_gateway_help
from ..tools import Refused, WebhookCall
from .common import JPEG, ChannelCase
from .fake_api import FakeApi, telegram_message
from .test_gateway_contract import ContractCase


class FakeTelegram(FakeApi):
    usual = {"file/bot": JPEG, "bot": telegram_message}


class TelegramCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.channel"].create(
            {
                "name": "Telegram",
                "provider": "telegram",
                "team_id": cls.team.id,
                "access_token": "123:abc",
                "verify_token": "telegram-secret",
            }
        )

    def setUp(self):
        super().setUp()
        type(self).api = FakeTelegram()

    def update(self, **update):
        update.setdefault("update_id", next(self.numbers))
        headers = {"X-Telegram-Bot-Api-Secret-Token": "telegram-secret"}
        return WebhookCall("POST", {}, headers, json.dumps(update).encode())

    def message(self, text="hi", sender="42", at=None, msgid=None, **more):
        data = {
            "message_id": 1,
            "date": int(at or time.time()),
            "chat": {"id": int(sender), "type": "private"},
            "from": {"id": int(sender), "first_name": "Anna", "last_name": "K"},
            **more,
        }
        if text:
            data["text"] = text
        return self.update(message=data, **({"update_id": int(msgid)} if msgid else {}))

    def says(self, call):
        """Take a call, drain, and give its event."""
        events = self.take(self.channel, call)
        self.env["cs.channel.event"]._drain()
        return events


@tagged("post_install", "-at_install")
class TestTelegramContract(TelegramCase, ContractCase):
    sender = "42"

    def forged(self, call):
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "é"}):
            yield WebhookCall("POST", {}, headers, call.body)

    def test_bad_shapes(self):
        headers = self.message().headers
        good = json.loads(self.message().body)
        for change in (
            {"update_id": "x"},
            {"message": {**good["message"], "chat": {"id": "a", "type": "private"}}},
            {"message": {**good["message"], "date": "soon"}},
            {"message": {**good["message"], "text": ["a"]}},
        ):
            body = json.dumps({**good, **change}).encode()
            with self.subTest(change=change), self.assertRaises(Refused):
                self.accept(WebhookCall("POST", {}, headers, body))
        deep = b'{"a":' + b"[" * 30 + b"]" * 30 + b"}"
        for body in (b"", b"[]", b"\xff", deep, b"[" * 100000):
            with self.subTest(body=body[:5]), self.assertRaises(Refused):
                self.accept(WebhookCall("POST", {}, headers, body))

    def test_what_we_do_not_know_is_acknowledged(self):
        for update in (
            {"poll": {}},
            {"channel_post": {}},
            {"message": "x"},
            {"callback_query": {"id": "1"}},
            {"message": {"chat": {"id": -1, "type": "group"}, "date": 1}},
        ):
            self.assertEqual(self.accept(self.update(**update)), [])


@tagged("post_install", "-at_install")
class TestTelegram(TelegramCase):
    def talk(self, **options):
        return self.says(self.message(**options)).conversation_id

    def test_kinds_of_messages(self):
        sizes = [{"file_id": "small"}, {"file_id": "large"}]
        cases = [
            ({"photo": sizes, "caption": "see"}, "see", "image", "large"),
            ({"voice": {"file_id": "v"}}, "", "voice", "v"),
            ({"document": {"file_id": "d"}}, "", "file", "d"),
            ({"location": {"latitude": 1.5, "longitude": 2}}, "1.5 2", "", ""),
            (
                {
                    "location": {"latitude": 1, "longitude": 2},
                    "venue": {"title": "Inn", "address": "Main St 1"},
                },
                *("Inn Main St 1 1 2", "", ""),
            ),
            ({"contact": {"first_name": "B", "phone_number": "+1"}}, "B +1", "", ""),
            (
                {"poll": {"question": "When?", "options": [{"text": "Now"}]}},
                *("When?\n• Now", "", ""),
            ),
            ({"dice": {"emoji": "🎲", "value": 6}}, "🎲 6", "", ""),
        ]
        gateway = self.channel._gateway()
        for more, text, kind, ref in cases:
            call = self.message(text="", **more)
            payload = gateway._parse(self.channel, call.body)[0]["payload"]
            self.assertEqual(payload["text"], text)
            media = [{"ref": ref, "type": kind, "name": ""}] if kind else []
            self.assertEqual(payload["media"], media)

    def test_a_file_comes_and_goes(self):
        photo = [{"file_id": "large", "file_name": "plan.jpg"}]
        talk = self.talk(text="", photo=photo)
        found = {"ok": True, "result": {"file_path": "photos/1.jpg"}}
        self.api.answers["getFile"] = [found]
        self.env["cs.channel.media"]._drain()
        self.assertEqual(self.api.calls[-1][0], "file/bot123:abc/photos/1.jpg")
        files = talk.sudo()._stream_messages().attachment_ids
        self.assertEqual((files.raw, files.name), (JPEG, "plan.jpg"))
        agent = talk.with_user(self.agent)
        agent.reply("here", attachments=[("a.pdf", b"%PDF-1"), ("b.jpg", JPEG)])
        self.drain_out()
        self.assertEqual(set(talk.delivery_ids.mapped("state")), {"sent"})
        names = [path.rpartition("/")[2] for path, _options in self.api.calls[-3:]]
        self.assertEqual(names, ["sendMessage", "sendDocument", "sendPhoto"])

    def test_a_file_that_is_not_there_any_more(self):
        talk = self.talk(text="", photo=[{"file_id": "large"}])
        found = {"ok": True, "result": {"file_path": "photos/1.jpg"}}
        self.api.answers["getFile"] = [found]
        self.api.answers["photos/1.jpg"] = [404]
        self.env["cs.channel.media"]._drain()
        self.assertIn("not there any more", talk._stream_messages().body)

    def test_a_menu_and_the_tap_on_it(self):
        talk = self.talk()
        options = [{"id": "a", "text": "Yes"}]
        talk.with_user(self.agent).send_rich("menu", {"head": "?", "options": options})
        self.drain_out()
        keyboard = self.api.sent("sendMessage")[-1]["reply_markup"]
        tap = {"id": "1", "from": {"id": 42, "first_name": "Anna"}, "data": "a"}
        tap["message"] = {
            "date": int(time.time()) - 3 * 86400,
            "reply_markup": keyboard,
        }
        event = self.says(self.update(callback_query=tap))
        ago = fields.Datetime.now() - event.provider_at
        self.assertLess(ago.total_seconds(), 60, "when it was tapped, not written")
        self.assertEqual(json.loads(event.payload)["choice"], "a")
        self.assertEqual(self.words(talk)[-1], "Yes")
        self.drain_out()
        answered = self.api.sent("answerCallbackQuery")
        self.assertEqual(answered, [{"callback_query_id": "1"}])
        self.assertEqual(talk.delivery_ids.sorted("id")[-1].state, "sent")

    def test_a_tap_that_is_too_old(self):
        talk = self.talk()
        old = {"ok": False, "error_code": 400, "description": "query is too old"}
        self.api.answers["answerCallbackQuery"] = [old]
        tap = {"id": "9", "from": {"id": 42, "first_name": "Anna"}, "data": "a"}
        self.says(self.update(callback_query={**tap, "message": {"date": 1}}))
        self.drain_out()
        self.assertEqual(talk.delivery_ids.mapped("state"), ["sent"])

    def test_an_edit_is_marked(self):
        talk = self.talk()
        data = json.loads(self.message(text="better").body)["message"]
        self.says(self.update(edited_message=data))
        self.assertEqual(self.words(talk)[-1], "✎ better")

    def test_what_he_answers_to_and_passes_on(self):
        said = {"message_id": 7, "text": "Which printer?"}
        about = {"reply_to_message": {**said, "from": {"id": 1, "is_bot": True}}}
        event = self.says(self.message("The one in hall 2", **about))
        talk = event.conversation_id
        self.assertEqual(
            self.words(talk)[-1].split(),
            ["Which", "printer?", "The", "one", "in", "hall", "2"],
        )
        self.assertIn("<blockquote", event.message_id.body)
        self.assertEqual(talk.preview, "The one in hall 2")
        origins = (
            {"type": "user", "sender_user": {"id": 5, "first_name": "Bo"}},
            {"type": "hidden_user", "sender_user_name": "Bo"},
            {"type": "channel", "chat": {"id": -5, "title": "Bo"}},
        )
        for origin in origins:
            event = self.says(self.message("see this", forward_origin=origin))
            self.assertIn("⇒ Bo", event.message_id.body)
        for strange in ("x", [], {"sender_user": "x"}, {"chat": []}):
            event = self.says(self.message("see this", forward_origin=strange))
            self.assertEqual(event.state, "done")

    def test_what_forms_and_pickers_give(self):
        for given, words in (
            ({"web_app_data": {"data": "size=42", "button_text": "Pick"}}, "size=42"),
            ({"users_shared": {"users": [{"user_id": 5, "first_name": "Bo"}]}}, "Bo"),
        ):
            event = self.says(self.message("", **given))
            self.assertEqual(self.words(event.conversation_id)[-1], words)

    def test_what_is_no_word_wakes_nobody(self):
        said = json.loads(self.message(text="").body)["message"]
        place = {"latitude": 1.5, "longitude": 2, "live_period": 900}
        for update in (
            {"edited_message": {**said, "location": place}},
            {"message": {**said, "pinned_message": said}},
            {"message": {**said, "message_auto_delete_timer_changed": {}}},
        ):
            with self.subTest(update=update):
                self.assertFalse(self.says(self.update(**update)))

    def test_leaving_and_coming_back(self):
        talk = self.talk()
        base = {"chat": {"id": 42, "type": "private"}, "date": int(time.time())}
        gone = {**base, "new_chat_member": {"status": "kicked"}}
        self.says(self.update(my_chat_member=gone))
        self.assertFalse(talk.identity_id.following)

    def test_a_code_binds(self):
        partner = self.env["res.partner"].create({"name": "Anna"})
        scene = self.env["cs.channel.scene"].create(
            {"channel_id": self.channel.id, "partner_id": partner.id}
        )
        scene.action_show()
        self.assertEqual(scene.url, f"https://t.me/polaris?start={scene.token}")
        talk = self.talk(text=f"/start {scene.token}")
        self.assertEqual(talk.partner_id, partner)
        self.assertNotIn(scene.token, "".join(self.words(talk)))

    def test_what_telegram_says_about_an_answer(self):
        talk = self.talk()
        blocked = (403, {"ok": False, "error_code": 403, "description": "blocked"})
        slow = {"ok": False, "error_code": 429, "description": "later"}
        slow = (429, {**slow, "parameters": {"retry_after": 3600}})
        other = (400, {"ok": False, "error_code": 400, "description": "bad chat"})
        broken = requests.exceptions.ReadTimeout("bot123:abc")
        self.api.answers["sendMessage"] = [blocked, slow, other, broken]
        for number in range(4):
            talk.with_user(self.agent).reply(f"answer {number}")
        with patch.object(cs_gateway_help, "_logger") as log:
            for _number in range(4):
                self.drain_out()
                if slow:
                    later = fields.Datetime.now() + timedelta(minutes=59)
                    due = talk.delivery_ids.filtered("next_try_at").next_try_at
                    self.assertGreater(due, later, "Telegram says when")
                    slow = None
                talk.delivery_ids.filtered("next_try_at").write({"next_try_at": False})
        states = talk.delivery_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["failed", "failed", "unknown", "sent"])
        self.assertIn("sendMessage", str(log.info.call_args))
        self.assertNotIn("123:abc", str(log.mock_calls))

    @mute_logger("odoo.addons.cs_channels.models.cs_channel_event")
    def test_connecting(self):
        self.assertTrue(self.channel.can_connect)
        self.channel.action_connect()
        (body,) = self.api.sent("setWebhook")
        self.assertEqual(body["secret_token"], "telegram-secret")
        self.assertTrue(body["url"].endswith(self.channel.token))
