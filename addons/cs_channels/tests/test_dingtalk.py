# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..gateways.dingtalk import robot_signature
from ..tools import Refused, WebhookCall, safe_fetch, wechat_crypto
from .common import JPEG, KEY, ChannelCase
from .fake_api import FakeApi
from .test_gateway_contract import ContractCase

SESSION = "https://oapi.dingtalk.com/robot/sendBySession?session=s1"


class FakeDingtalk(FakeApi):
    usual = {
        "accessToken": lambda api: {"accessToken": "t1", "expireIn": 7200},
        "media/upload": {"errcode": 0, "media_id": "@m1"},
        "messageFiles/download": {"downloadUrl": "http://f.aliyuncs.com/1"},
        "sendBySession": {"errcode": 0},
        "robot/send": {"errcode": 0},
        "robot/": {"processQueryKey": "q1"},
    }


class DingtalkCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.channel"].create(
            {
                "name": "DingTalk",
                "provider": "dingtalk",
                "team_id": cls.team.id,
                "app_id": "dingkey",
                "app_secret": "hush",
                "verify_token": "spamtest",
                "aes_key": KEY,
            }
        )

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own
        type(self).api = FakeDingtalk()

    def robot(self, data, stamp=None, secret="hush"):
        stamp = str(stamp or int(time.time() * 1000))
        headers = {"timestamp": stamp, "sign": robot_signature(stamp, secret)}
        return WebhookCall("POST", {}, headers, json.dumps(data).encode())

    def data(self, text="hi", sender="staff1", at=None, msgid=None, group="", **more):
        return {
            "conversationId": group or "cidSingle",
            "conversationType": "2" if group else "1",
            "conversationTitle": "Polaris × 华东" if group else "",
            "msgId": msgid or f"msg{next(self.numbers)}",
            "createAt": int((at or time.time()) * 1000),
            "senderStaffId": sender,
            "senderNick": "王敏",
            "sessionWebhook": SESSION,
            "sessionWebhookExpiredTime": int((time.time() + 3600) * 1000),
            "msgtype": "text",
            "text": {"content": text},
            **more,
        }

    def message(self, **options):
        return self.robot(self.data(**options))

    def event(self, data):
        """A sealed event of the company."""
        plain = json.dumps(data).encode()
        sealed = wechat_crypto.encrypt(plain, KEY, "dingkey")
        stamp, nonce = str(int(time.time() * 1000)), "n"
        signed = wechat_crypto.signature("spamtest", stamp, nonce, sealed)
        query = {"msg_signature": signed, "timestamp": stamp, "nonce": nonce}
        return WebhookCall("POST", query, {}, json.dumps({"encrypt": sealed}).encode())

    def says(self, **options):
        events = self.take(self.channel, self.message(**options))
        self.env["cs.channel.event"]._drain()
        return events.conversation_id


@tagged("post_install", "-at_install")
class TestDingtalkContract(DingtalkCase, ContractCase):
    def test_an_answer_is_sent_once(self):
        talk = self.says()
        talk.with_user(self.agent).reply("answer")
        self.drain_out()
        self.drain_out()
        self.assertEqual(talk.delivery_ids.mapped("state"), ["sent"])

    def forged(self, call):
        yield WebhookCall("POST", {}, {}, call.body)
        yield self.robot(self.data(), secret="other")
        yield self.robot(self.data(), stamp=int((time.time() - 7200) * 1000))
        yield self.robot(self.data(), stamp="soon")
        event = self.event({"EventType": "x"})
        wrong = {**event.query, "msg_signature": "0" * 40}
        yield WebhookCall("POST", wrong, {}, event.body)

    def test_bad_shapes(self):
        for change in (
            {"text": "x"},
            {"text": {"content": ["x"]}},
            {"msgId": ""},
            {"createAt": "soon"},
            {"senderStaffId": "", "senderId": ""},
            {"msgtype": "richText", "content": {"richText": "x"}},
            {"msgtype": "richText", "content": {"richText": ["x"]}},
            {"msgtype": "picture", "content": {}},
        ):
            with self.subTest(change=change), self.assertRaises(Refused):
                self.accept(self.robot({**self.data(), **change}))

    def test_the_check_of_our_address(self):
        call = self.event({"EventType": "check_url"})
        self.assertEqual(self.accept(call), [])
        body, _mimetype = self.channel._gateway()._ack(self.channel, call)
        answer = json.loads(body)
        wechat_crypto.check_signature(
            answer["msg_signature"],
            "spamtest",
            answer["timeStamp"],
            answer["nonce"],
            answer["encrypt"],
        )
        plain = wechat_crypto.decrypt(answer["encrypt"], KEY, "dingkey")
        self.assertEqual(plain, b"success")


@tagged("post_install", "-at_install")
class TestDingtalk(DingtalkCase):
    def test_kinds_of_messages(self):
        rich = [{"text": "see "}, {"downloadCode": "c1", "type": "picture"}]
        cases = [
            ({"msgtype": "picture", "content": {"downloadCode": "c"}}, "", "image"),
            (
                {
                    "msgtype": "audio",
                    "content": {"downloadCode": "c", "recognition": "喂"},
                },
                "喂",
                "voice",
            ),
            ({"msgtype": "richText", "content": {"richText": rich}}, "see", "image"),
            ({"msgtype": "new", "content": {}}, "", ""),
            ({"msgtype": "unknownMsgType"}, "", ""),
        ]
        gateway = self.channel._gateway()
        for fields, text, kind in cases:
            body = json.dumps(self.data(**fields)).encode()
            payload = gateway._parse(self.channel, body)[0]["payload"]
            self.assertEqual(payload["text"], text)
            kinds = [item["type"] for item in payload["media"]]
            self.assertEqual(kinds, [kind] if kind else [])

    def test_a_group_holds_several_conversations_of_one_customer(self):
        first = self.says(group="cidGroup", sender="a")
        second = self.says(group="cidGroup", sender="b", text="me too")
        self.assertNotEqual(first, second)
        group = first.identity_id.group_id
        self.assertEqual(
            (group, group.name), (second.identity_id.group_id, "Polaris × 华东")
        )
        partner = self.env["res.partner"].create({"name": "华东", "is_company": True})
        group.partner_id = partner
        third = self.says(group="cidGroup", sender="c")
        self.assertEqual(third.partner_id, partner)
        self.assertEqual(self.words(third), ["hi"])
        third.with_user(self.agent).reply("answer")
        self.drain_out()
        body = json.loads(self.api.sent("sendBySession?session=s1")[-1])
        self.assertEqual(body["at"], {"atUserIds": ["c"]})
        renamed = {"EventType": "chat_update_title", "Title": "New"}
        renamed["OpenConversationId"] = "cidGroup"
        self.take(self.channel, self.event(renamed))
        self.env["cs.channel.event"]._drain()
        self.assertEqual(group.name, "New")

    def test_whose_a_group_is_holds_for_what_was_said_before(self):
        first, second = (self.says(group="cidGroup", sender=one) for one in "ab")
        second.with_user(self.agent).close()
        known, customer = self.env["res.partner"].create(
            [{"name": "Anna"}, {"name": "华东", "is_company": True}]
        )
        third = self.says(group="cidGroup", sender="c")
        third.identity_id.bind(known)
        group = first.identity_id.group_id
        group.with_user(self.manager).partner_id = customer
        self.assertEqual((first | second).partner_id, customer)
        self.assertEqual(third.partner_id, known, "a person is known better")
        again = self.says(group="cidGroup", sender="b", text="again")
        self.assertEqual(again.partner_id, customer)

    def test_a_group_is_of_no_other_companys_customer(self):
        group = self.says(group="cidGroup", sender="a").identity_id.group_id
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger, own = self.env["res.partner"].create(
            [
                {"name": "Stranger", "company_id": elsewhere.id},
                {"name": "Own", "company_id": group.company_id.id},
            ]
        )
        with self.assertRaises(UserError):
            group.partner_id = stranger
        group.partner_id = own

    def test_after_the_session_the_api_and_the_groups_robot(self):
        old = int((time.time() - 60) * 1000)
        single = self.says(sessionWebhookExpiredTime=old)
        single.with_user(self.agent).reply("by the api")
        group = self.says(group="cidGroup", sender="b", sessionWebhookExpiredTime=old)
        group.with_user(self.agent).reply("by the api, too")
        self.drain_out()
        (body,) = self.api.sent("oToMessages/batchSend")
        self.assertEqual(json.loads(body)["userIds"], ["staff1"])
        (body,) = self.api.sent("groupMessages/send")
        self.assertEqual(json.loads(body)["openConversationId"], "cidGroup")
        self.assertEqual(single.delivery_ids.external_id, "q1")
        robot = "https://oapi.dingtalk.com/robot/send?access_token=x"
        group.identity_id.group_id.write({"robot_url": robot, "robot_secret": "s"})
        group.with_user(self.agent).reply("by the robot")
        self.drain_out()
        self.assertIn("&sign=", self.api.calls[-1][0])

    def test_answers_go_nowhere_else(self):
        talk = self.says(sessionWebhook="https://evil.example/robot")
        talk.with_user(self.agent).reply("answer")
        self.drain_out()
        self.assertFalse([path for path, _o in self.api.calls if "evil" in path])
        self.assertEqual(talk.delivery_ids.state, "sent")

    def test_files(self):
        content = {"downloadCode": "c1"}
        talk = self.says(msgtype="picture", content=content)
        with patch.object(safe_fetch, "fetch", return_value=JPEG) as fetch:
            self.env["cs.channel.media"]._drain()
        self.assertEqual(fetch.call_args.args[0], "https://f.aliyuncs.com/1")
        files = [("a.jpg", JPEG), ("a.pdf", b"%PDF-1")]
        talk.with_user(self.agent).reply("", attachments=files)
        self.drain_out()
        bodies = [json.loads(b) for b in self.api.sent("oToMessages/batchSend")]
        keys = [body["msgKey"] for body in bodies]
        self.assertEqual(keys, ["sampleImageMsg", "sampleFile"])

    def test_a_link(self):
        talk = self.says()
        talk.with_user(self.agent).send_rich("link", {"title": "T", "url": "https://x"})
        self.drain_out()
        self.assertIn(
            '"messageUrl": "https://x"', self.api.calls[-1][1]["data"].decode()
        )

    def test_a_code_sent_as_a_message(self):
        partner = self.env["res.partner"].create({"name": "王敏"})
        scene = self.env["cs.channel.scene"].create(
            {"channel_id": self.channel.id, "partner_id": partner.id}
        )
        scene.action_show()
        self.assertEqual((scene.url, scene.qr_url), (scene.token, False))
        self.assertFalse(self.says(text="x" * 26).partner_id)
        self.assertEqual(self.says(text=f" {scene.url} ").partner_id, partner)
        self.assertEqual(scene.state, "used")

    def test_twenty_a_minute(self):
        talk = self.says()
        for number in range(21):
            talk.with_user(self.agent).reply(str(number))
        self.drain_out()
        states = talk.delivery_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["sent"] * 20 + ["queued"])

    def test_what_dingtalk_says_about_an_answer(self):
        old = int((time.time() - 60) * 1000)
        talk = self.says(sessionWebhookExpiredTime=old)
        self.api.answers["oToMessages/batchSend"] = [
            (401, {"code": "InvalidAuthentication", "message": "token"}),
            {"processQueryKey": "q2"},
            {"invalidStaffIdList": ["staff1"]},
            (400, {"code": "bad", "message": "no"}),
            (429, {"code": "Throttling", "message": "slow"}),
        ]
        for number in range(4):
            talk.with_user(self.agent).reply(str(number))
        self.drain_out()
        states = talk.delivery_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["sent", "failed", "failed", "queued"])
