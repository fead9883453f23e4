# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same promises for every provider; each class below says how it calls."""

import json
import time

from freezegun import freeze_time

from odoo.tests import tagged

from ..tools import Refused, WebhookCall, wechat_crypto
from .common import ChannelCase
from .test_protocol import OA_ENCRYPT


class ContractCase:
    """What holds for all. A provider gives ``channel``, ``message`` and ``forged``."""

    # Odoo's loader otherwise takes only what stands in the class itself.
    allow_inherited_tests_method = True
    sender = "someone"  # as the provider may call a customer

    def message(self, **options):
        """A signed call with one text message."""
        raise NotImplementedError

    def forged(self, call):
        """The same call, wrongly signed, in several ways."""
        raise NotImplementedError

    def accept(self, call):
        gateway = self.channel._gateway()
        return gateway._parse(self.channel, gateway._verify(self.channel, call))

    def test_a_message_becomes_one_event(self):
        (event,) = self.accept(self.message(text="你好 😀", sender=self.sender))
        self.assertEqual(event["stream_key"], self.sender)
        self.assertEqual(event["kind"], "message")
        self.assertEqual(event["payload"]["text"], "你好 😀")
        self.assertTrue(event["external_id"].startswith("msg:"))
        self.assertIsNone(event["provider_at"].tzinfo)
        json.dumps(event["payload"])

    def test_a_repetition_has_the_same_key(self):
        first = self.accept(self.message(msgid="77", at=time.time()))
        second = self.accept(self.message(msgid="77", at=time.time()))
        self.assertEqual(first[0]["external_id"], second[0]["external_id"])

    def test_forged_calls_are_refused(self):
        for call in self.forged(self.message()):
            with self.subTest(call=call), self.assertRaises(Refused):
                self.accept(call)

    def test_stored_once(self):
        call = self.message(msgid="88")
        events = self.take(self.channel, call) | self.take(self.channel, call)
        self.assertEqual(len(events), 1)

    def test_acknowledged(self):
        body, mimetype = self.channel._gateway()._ack(self.channel)
        self.assertIsInstance(body, str)
        self.assertIn("/", mimetype)

    def test_an_answer_is_sent_once(self):
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own
        self.take(self.channel, self.message(text="hi", sender=self.sender))
        self.env["cs.channel.event"]._drain()
        identity = self.env["cs.channel.identity"].search(
            [("channel_id", "=", self.channel.id)]
        )
        conversation = identity.conversation_ids
        conversation.with_user(self.agent).reply("answer")
        self.drain_out()
        self.drain_out()
        delivery = conversation.delivery_ids
        self.assertEqual(delivery.mapped("state"), ["sent"])
        self.assertEqual(delivery.attempts, 1)


@tagged("post_install", "-at_install")
class TestDemoContract(ContractCase, ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.demo

    def message(self, **options):
        return self.demo_call(**options)

    def forged(self, call):
        for headers in ({}, {"X-CS-Token": "other"}, {"X-CS-Token": "é"}):
            yield WebhookCall("POST", {}, headers, call.body)

    def test_bad_shapes(self):
        good = {"id": "1", "from": "x", "at": 1, "text": "y"}
        for change in (
            {"from": ["x"]},
            {"from": ""},
            {"text": {"a": 1}},
            {"at": "soon"},
            {"at": 10**18},
            {"id": None},
        ):
            body = json.dumps({**good, **change}).encode()
            with self.subTest(change=change), self.assertRaises(Refused):
                self.channel._gateway()._parse(self.channel, body)
        for body in (b"", b"[]", b"[" * 100000, b"\xff"):
            with self.subTest(body=body[:5]), self.assertRaises(Refused):
                self.channel._gateway()._parse(self.channel, body)


class WechatContract(ContractCase):
    """WeChat in any of its three modes."""

    mode = "safe"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.wechat
        cls.channel.crypt_mode = cls.mode

    def message(self, **options):
        return self.wechat_call(self.wechat_xml(**options))

    def forged(self, call):
        yield WebhookCall("POST", {**call.query, "signature": "0" * 40}, {}, call.body)
        yield WebhookCall("POST", {}, {}, call.body)
        old = self.wechat_call(self.wechat_xml(), stamp=int(time.time()) - 3600)
        yield old
        yield self.wechat_call(self.wechat_xml(), stamp="soon")

    def test_challenge(self):
        gateway = self.channel._gateway()
        call = self.message()
        query = {**call.query, "echostr": "123456789"}
        answer = gateway._challenge(self.channel, WebhookCall("GET", query))
        self.assertEqual(answer, "123456789")
        for bad in ("", "<script>", "1" * 200):
            query["echostr"] = bad
            with self.subTest(bad=bad), self.assertRaises(Refused):
                gateway._challenge(self.channel, WebhookCall("GET", query))

    def test_events_of_one_second_differ(self):
        now = int(time.time())
        keys = {
            self.accept(
                self.wechat_call(
                    self.wechat_xml(
                        "", at=now, MsgType="event", Event=event, EventKey=key
                    )
                )
            )[0]["external_id"]
            for event, key in [("CLICK", "A"), ("CLICK", "B"), ("SCAN", "A")]
        }
        self.assertEqual(len(keys), 3)

    def test_kinds_of_messages(self):
        for fields, text, media in [
            ({"MsgType": "image", "MediaId": "m1", "PicUrl": "http://x/"}, "", "image"),
            ({"MsgType": "voice", "MediaId": "m1", "Format": "amr"}, "", "voice"),
            ({"MsgType": "shortvideo", "MediaId": "m1"}, "", "video"),
            (
                {"MsgType": "location", "Location_X": "23.1", "Label": "广州"},
                "广州",
                "",
            ),
            ({"MsgType": "link", "Title": "T", "Url": "http://u/"}, "T", ""),
            ({"MsgType": "something_new"}, "", ""),
        ]:
            xml = self.wechat_xml(text="", **fields)
            (event,) = self.accept(self.wechat_call(xml))
            payload = event["payload"]
            with self.subTest(kind=fields["MsgType"]):
                self.assertTrue(payload["text"].startswith(text))
                kinds = [item["type"] for item in payload["media"]]
                self.assertEqual(kinds, [media] if media else [])

    def test_a_kind_without_a_number_is_taken_once(self):
        fields = {"MsgType": "device_text", "MsgId": "", "SessionID": "1"}
        xml = self.wechat_xml(text="", at=time.time(), **fields)
        other = xml.replace("<![CDATA[1]]></SessionID>", "<![CDATA[2]]></SessionID>")
        keys = [
            self.accept(self.wechat_call(content, nonce=nonce))[0]["external_id"]
            for content, nonce in ((xml, "a"), (xml, "b"), (other, "c"))
        ]
        self.assertEqual(keys[0], keys[1])
        self.assertNotEqual(keys[0], keys[2])

    def test_bad_shapes(self):
        base = self.wechat_xml()
        for xml in (
            base.replace("</xml>", "<FromUserName>b</FromUserName></xml>"),
            base.replace("<MsgType><![CDATA[text]]></MsgType>", "<MsgType/>"),
            self.wechat_xml(msgid="12a"),
            self.wechat_xml(at=10**17),
            "<xml><ToUserName>a</ToUserName></xml>",
            '<!DOCTYPE a [<!ENTITY b "c">]><xml><A>&b;</A></xml>',
        ):
            call = self.wechat_call(xml)
            with self.subTest(xml=xml[:60]), self.assertRaises(Refused):
                self.accept(call)


@tagged("post_install", "-at_install")
class TestWechatPlain(WechatContract, ChannelCase):
    mode = "plain"


@tagged("post_install", "-at_install")
class TestWechatCompat(WechatContract, ChannelCase):
    mode = "compat"

    def test_only_the_encrypted_part_counts(self):
        call = self.wechat_call(self.wechat_xml("true"))
        body = call.body.replace(b"<![CDATA[true]]>", b"<![CDATA[forged]]>")
        (event,) = self.accept(WebhookCall("POST", call.query, {}, body))
        self.assertEqual(event["payload"]["text"], "true")


@tagged("post_install", "-at_install")
class TestWechatSafe(WechatContract, ChannelCase):
    def forged(self, call):
        yield from super().forged(call)
        query = {**call.query, "msg_signature": "0" * 40}
        yield WebhookCall("POST", query, {}, call.body)
        yield WebhookCall("POST", call.query, {}, self.wechat_xml().encode())
        self.channel.app_id = "wx0000000000000000"
        other = self.wechat_call(self.wechat_xml())
        self.channel.app_id = "wx2c2769f8efd9abc2"
        yield other

    @freeze_time("2014-09-03 09:14:29")
    def test_published_vector(self):
        stamp, nonce = "1409735669", "1320562132"
        query = {
            "signature": "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a",
            "msg_signature": "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
            "timestamp": stamp,
            "nonce": nonce,
        }
        body = f"<xml><Encrypt><![CDATA[{OA_ENCRYPT}]]></Encrypt></xml>".encode()
        (event,) = self.accept(WebhookCall("POST", query, {}, body))
        self.assertEqual(event["external_id"], "msg:6054768590064713728")
        self.assertEqual(event["payload"]["text"], "abcdteT")
        self.assertEqual(event["stream_key"], "oyORnuP8q7ou2gfYjqLzSIWZf0rs")

    def test_bad_padding_looks_like_a_bad_signature(self):
        sealed = wechat_crypto.encrypt(b"x" * 40, self.channel.aes_key, "other-app")
        for cipher in (sealed[:-44], sealed):
            stamp = str(int(time.time()))
            query = {
                "signature": wechat_crypto.signature("spamtest", stamp, "n"),
                "msg_signature": wechat_crypto.signature(
                    "spamtest", stamp, "n", cipher
                ),
                "timestamp": stamp,
                "nonce": "n",
            }
            body = f"<xml><Encrypt>{cipher}</Encrypt></xml>".encode()
            with self.assertRaises(Refused):
                self.accept(WebhookCall("POST", query, {}, body))


@tagged("post_install", "-at_install")
class TestWithoutWebhook(ChannelCase):
    """Live chat and mail come in by core's own doors; ours stays shut for them."""

    def test_no_call_is_taken(self):
        calls = [WebhookCall("POST", {}, {}, b"{}"), WebhookCall("GET", {}, {}, b"")]
        for provider in ("livechat", "email"):
            channel = self.env["cs.channel"].create(
                {"name": provider, "provider": provider, "team_id": self.team.id}
            )
            gateway = channel._gateway()
            for call in calls:
                with self.subTest(provider=provider), self.assertRaises(Refused):
                    gateway._verify(channel, call)
            with self.assertRaises(Refused):
                gateway._challenge(channel, calls[1])
            with self.assertRaises(Refused):
                gateway._parse(channel, b"{}")

    def test_every_provider_keeps_the_contract(self):
        """Each says what it can send, and has its own way of sending it."""
        base = type(self.env["cs.gateway"])
        for key, _label in self.env["cs.channel"]._fields["provider"].selection:
            gateway = self.env[f"cs.gateway.{key}"]
            with self.subTest(provider=key):
                self.assertGreater(gateway._capabilities()["text_bytes"], 0)
                for name in ("_verify", "_parse", "_send"):
                    self.assertIsNot(
                        getattr(type(gateway), name), getattr(base, name), name
                    )
