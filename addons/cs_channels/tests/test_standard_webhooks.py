# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..models.cs_channel_event_drain import MAX_ATTEMPTS
from ..tools import Refused, WebhookCall, outcome, safe_fetch, standard_webhooks
from .common import JPEG, ChannelCase
from .fake_api import FakeApi
from .test_gateway_contract import ContractCase

# The example of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@tagged("post_install", "-at_install")
class TestStandardWebhooks(BaseCase):
    def test_published_vector(self):
        self.assertEqual(standard_webhooks.sign(SECRET, *MESSAGE), SIGNATURE)
        number, stamp, body = MESSAGE
        others = f"v1,AAAA v2,x {SIGNATURE}"
        standard_webhooks.verify(SECRET, number, stamp, others, body)

    def test_defects(self):
        number, stamp, body = MESSAGE
        for arguments in (
            (SECRET, number, stamp, SIGNATURE, body + b" "),
            (SECRET, number, "1614265331", SIGNATURE, body),
            (SECRET, "msg_other", stamp, SIGNATURE, body),
            (SECRET, "", stamp, SIGNATURE, body),
            (SECRET, number, stamp, "", body),
            (SECRET, number, stamp, SIGNATURE.replace("v1", "v2"), body),
            (SECRET, number, stamp, "v1,é", body),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", number, stamp, SIGNATURE, body),
            ("whsec_", number, stamp, SIGNATURE, body),
            ("whsec_***", number, stamp, SIGNATURE, body),
            (None, number, stamp, SIGNATURE, body),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(Refused):
                standard_webhooks.verify(*arguments)
        self.assertGreater(len(standard_webhooks.new_secret()), 40)


class WebhookCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.channel"].create(
            {
                "name": "App",
                "provider": "webhook",
                "team_id": cls.team.id,
                "signing_secret": SECRET,
                "callback_url": "https://app.example.com/hook",
            }
        )

    def setUp(self):
        super().setUp()
        type(self).api = FakeApi()

    def call(self, data, stamp=None, number="msg_1"):
        body = json.dumps(data).encode()
        stamp = str(stamp or int(time.time()))
        headers = standard_webhooks.headers(SECRET, number, stamp, body)
        return WebhookCall("POST", {}, headers, body)

    def data(self, text="hi", sender="u1", at=None, msgid=None, **more):
        return {
            "type": "message",
            "id": msgid or f"m{next(self.numbers)}",
            "at": int(at or time.time()),
            "from": {"id": sender, "name": "Anna"},
            "text": text,
            **more,
        }

    def message(self, **options):
        return self.call(self.data(**options))

    def says(self, data):
        events = self.take(self.channel, self.call(data))
        self.env["cs.channel.event"]._drain()
        return events


@tagged("post_install", "-at_install")
class TestWebhookContract(WebhookCase, ContractCase):
    def forged(self, call):
        yield WebhookCall("POST", {}, {}, call.body)
        yield WebhookCall("POST", {}, call.headers, call.body + b" ")
        yield self.call(self.data(), stamp=int(time.time()) - 3600)
        yield self.call(self.data(), stamp=int(time.time()) + 3600)

    def test_bad_shapes(self):
        good = self.data()
        for change in (
            {"from": "u1"},
            {"from": {"id": ["u1"]}},
            {"id": ""},
            {"at": "soon"},
            {"text": {"a": 1}},
            {"type": None},
            {"media": {"url": "x"}},
            {"media": ["x"]},
            {"media": [{"type": "image"}]},
            {"type": "status", "message": "1", "status": "eaten"},
            {"events": "x"},
            {"events": [good] * 101},
        ):
            with self.subTest(change=change), self.assertRaises(Refused):
                self.accept(self.call({**good, **change}))

    def test_a_batch(self):
        batch = [self.data(sender="a"), self.data(sender="b")]
        events = self.accept(self.call({"events": batch}))
        self.assertEqual([event["stream_key"] for event in events], ["a", "b"])

    def test_what_his_words_are_about_stands_above_them(self):
        event = self.says(self.data("Both", quoted="<b>Which one?"))
        body = str(event.message_id.body)
        self.assertLess(body.index("&lt;b&gt;Which one?"), body.index("Both"))
        self.assertEqual(event.conversation_id.preview, "Both")

    def test_what_cannot_be_read_does_not_cost_the_rest_of_a_batch(self):
        late = {**self.data(), "at": "soon"}
        call = self.call({"events": [self.data(sender="a"), late, "x", self.data()]})
        events = self.take(self.channel, call) | self.take(self.channel, call)
        self.assertEqual(len(events), 4, "each is stored once")
        for _attempt in range(MAX_ATTEMPTS):
            self.env["cs.channel.event"]._drain()
            events.next_try_at = False
        bad = events.filtered(lambda event: event.kind == "notice")
        self.assertEqual(set((events - bad).mapped("state")), {"done"})
        self.assertEqual(bad.mapped("state"), ["dead", "dead"])
        self.assertIn("Refused: value of at", bad.mapped("error"))
        self.assertIn("soon", "".join(bad.mapped("payload")))


@tagged("post_install", "-at_install")
class TestWebhookProvider(WebhookCase):
    def test_an_answer_is_signed_and_repeated_under_the_same_id(self):
        talk = self.says(self.data()).conversation_id
        self.api.answers["hook"] = [503, 429, {"id": "theirs-1"}]
        talk.with_user(self.agent).reply("你好", attachments=[("a.txt", b"text")])
        for _number in range(3):
            self.drain_out()
            talk.delivery_ids.filtered("next_try_at").write({"next_try_at": False})
        first, second = talk.delivery_ids.sorted("id")
        self.assertEqual((first.state, first.external_id), ("sent", "theirs-1"))
        self.assertEqual(second.state, "sent")
        calls = [options for _path, options in self.api.calls]
        numbers = [options["headers"]["webhook-id"] for options in calls]
        self.assertEqual(len(set(numbers[:3])), 1)
        self.assertNotEqual(numbers[3], numbers[0])
        body = json.loads(calls[3]["data"])
        self.assertEqual(base64.b64decode(body["file"]["content"]), b"text")
        headers = calls[0]["headers"]
        standard_webhooks.verify(
            SECRET,
            headers["webhook-id"],
            headers["webhook-timestamp"],
            headers["webhook-signature"],
            calls[0]["data"],
        )
        read = {"type": "status", "at": 1, "message": "theirs-1", "status": "read"}
        self.says(read)
        self.assertEqual(first.state, "read")

    def test_sent_again_by_a_person_it_is_known_by_its_id(self):
        """What may have arrived keeps its id, what was refused gets a new one."""
        talk = self.says(self.data()).conversation_id
        talk.with_user(self.agent).reply("Hello")
        part = talk.delivery_ids
        for verdict in (outcome.Unknown("no answer"), outcome.Rejected("400")):
            self.drain_out()
            part._settle(verdict)
            part.with_user(self.agent).action_retry()
        self.drain_out()
        first, again, new = (o["headers"]["webhook-id"] for _path, o in self.api.calls)
        self.assertEqual(first, again)
        self.assertNotEqual(first, new)

    def test_what_the_other_side_refuses(self):
        talk = self.says(self.data()).conversation_id
        self.api.answers["hook"] = [400]
        talk.with_user(self.agent).reply("no")
        self.drain_out()
        self.assertEqual(talk.delivery_ids.state, "failed")
        self.channel.callback_url = False
        talk.with_user(self.agent).reply("nowhere")
        self.channel.write({"callback_url": "https://x/", "signing_secret": "x"})
        talk.with_user(self.agent).reply("unsigned")
        self.drain_out()
        self.assertEqual(set(talk.delivery_ids.mapped("state")), {"failed"})

    def test_files_come_through_the_guard(self):
        item = {"url": "https://files.example/a.jpg", "type": "image"}
        talk = self.says(self.data(media=[item])).conversation_id
        self.channel.media_hosts = "files.example, .cdn.example"
        with self.patched_fetch(JPEG) as asked:
            self.env["cs.channel.media"]._drain()
        self.assertEqual(asked[0][0], item["url"])
        self.assertEqual(asked[0][2], ["files.example", ".cdn.example"])
        self.assertEqual(talk.sudo()._stream_messages().attachment_ids.raw, JPEG)

    def test_a_file_inside_our_network_is_not_fetched(self):
        item = {"url": "https://127.0.0.1/secret"}
        talk = self.says(self.data(media=[item])).conversation_id
        self.env["cs.channel.media"]._drain()
        self.assertIn("not allowed", str(talk.sudo()._stream_messages().body))

    @contextmanager
    def patched_fetch(self, content):
        asked = []

        def fetch(url, limit, hosts, trusted):
            asked.append((url, limit, hosts, trusted))
            return content

        with patch.object(safe_fetch, "fetch", fetch):
            yield asked

    def test_what_the_application_vouches_for(self):
        partner = self.env["res.partner"].create(
            {"name": "Anna", "email": "anna@x.example"}
        )
        typed = {"id": "u1", "email": "anna@x.example"}
        talk = self.says(self.data(**{"from": typed})).conversation_id
        self.assertFalse(talk.partner_id)
        vouched = {"id": "u1", "verified": {"email": "Anna@x.example"}}
        self.says({**self.data(), "from": vouched})
        self.assertEqual(talk.partner_id, partner)
        self.says({**self.data(), "type": "event", "event": "subscribe"})
        self.assertTrue(talk.identity_id.following)

    def test_a_choice_told_by_its_id_is_shown_in_words(self):
        talk = self.says(self.data()).conversation_id
        options = [{"id": "a", "text": "Yes"}, {"id": "b", "text": "No, it smokes"}]
        menu = {"head": "Does it print?", "options": options}
        talk.with_user(self.agent).send_rich("menu", menu)
        self.says(self.data(text="", choice="b"))
        self.assertEqual(self.words(talk)[-1], "No, it smokes")
        self.says(self.data(text="Ja", choice="a"))
        self.assertEqual(self.words(talk)[-1], "Ja", "his own words go first")
        self.says(self.data(text="", choice="z"))
        self.assertEqual(self.words(talk)[-1], "z", "of no menu of ours")
