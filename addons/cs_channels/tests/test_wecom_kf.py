# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time

import requests
from freezegun import freeze_time

from odoo.tests import tagged

from ..tools import Refused, WebhookCall
from .common import JPEG
from .test_gateway_contract import ContractCase
from .test_protocol import (
    WECOM_ECHO,
    WECOM_ENCRYPT,
)
from .wecom_case import WecomCase


@tagged("post_install", "-at_install")
class TestWecomContract(WecomCase, ContractCase):
    """The notice is signed; its message comes with the page that is fetched."""

    def message(self, **options):
        self.api.page(self.item(**options))
        return self.notice()

    def accept(self, call):
        notices = super().accept(call)
        events, _cursor, _more = self.channel._gateway()._pull(
            self.channel, notices[0]["stream_key"], "", ""
        )
        return events

    def test_an_answer_is_sent_once(self):
        talk = self.arrive(self.item())
        talk.with_user(self.agent).reply("answer")
        self.drain_out()
        self.drain_out()
        states = talk.delivery_ids.filtered(lambda d: d.kind == "text").mapped("state")
        self.assertEqual(states, ["sent"])
        self.assertEqual(len(self.api.sent("kf/send_msg")), 1)

    def forged(self, call):
        yield WebhookCall("POST", {**call.query, "msg_signature": "0"}, {}, call.body)
        yield WebhookCall("POST", {}, {}, call.body)
        yield self.notice(stamp=int(time.time()) - 3600)

    @freeze_time("2014-09-02 12:08:00")
    def test_published_vectors(self):
        gateway = self.channel._gateway()
        query = {
            "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
            "timestamp": "1409659589",
            "nonce": "263014780",
            "echostr": WECOM_ECHO,
        }
        answer = gateway._challenge(self.channel, WebhookCall("GET", query))
        self.assertEqual(answer, "1616140317555161061")
        query = {
            "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
            "timestamp": "1409659813",
            "nonce": "1372623149",
        }
        body = f"<xml><Encrypt><![CDATA[{WECOM_ENCRYPT}]]></Encrypt></xml>".encode()
        plain = gateway._verify(self.channel, WebhookCall("POST", query, {}, body))
        self.assertIn(b"<![CDATA[hello]]>", plain)
        with self.assertRaises(Refused):
            gateway._challenge(self.channel, WebhookCall("GET", {}))


@tagged("post_install", "-at_install")
class TestWecom(WecomCase):
    def test_pages_are_followed_even_empty_ones(self):
        self.api.page(self.item("one"), cursor="c1", more=1)
        self.api.page(cursor="c2", more=1)
        self.api.page(self.item("two"), cursor="c3")
        self.take(self.channel, self.notice())
        talk = self.arrive()
        self.assertEqual(self.words(talk), ["one", "two"])
        bodies = [json.loads(body) for body in self.api.sent("sync_msg")]
        cursors = [body["cursor"] for body in bodies]
        self.assertEqual(cursors[:3], ["", "c1", "c2"])
        position = self.env["cs.channel.cursor"].search([])
        self.assertEqual(position.cursor, "c3")
        self.env["cs.channel.event"]._drain()
        self.assertEqual(len(self.api.sent("sync_msg")), len(bodies))

    def test_what_is_fetched_twice_is_stored_once(self):
        again = self.item("once")
        self.arrive(again)
        talk = self.arrive(again)
        self.assertEqual(self.words(talk), ["once"])

    def test_a_failure_keeps_the_cursor(self):
        self.arrive(self.item("one"))
        self.api.answers["sync_msg"] = [{"errcode": -1, "errmsg": "busy"}]
        self.take(self.channel, self.notice())
        self.env["cs.channel.event"]._drain()
        position = self.env["cs.channel.cursor"].search([])
        self.assertEqual((position.cursor, bool(position.error)), ("c1", True))
        position.next_try_at = False
        self.api.page(self.item("two"), cursor="c2")
        self.env["cs.channel.event"]._drain()
        self.assertEqual(position.cursor, "c2")
        self.assertFalse(position.error)

    def test_how_it_was_is_asked_while_the_session_lasts(self):
        self.channel.ask_rating = True
        mine = self.arrive(self.item()).with_user(self.agent)
        mine.reply("answer")
        mine.close()
        parts = mine.sudo().delivery_ids.sorted("id")[-2:]
        self.assertEqual(parts.mapped("kind"), ["text", "service_state"])
        self.assertIn("How did we do", parts[0].body)

    def test_a_stale_notice_is_followed_without_its_ticket(self):
        self.api.answers["sync_msg"] = [{"errcode": 95007, "errmsg": "token"}]
        talk = self.arrive(self.item("late"))
        self.assertEqual(self.words(talk), ["late"])
        self.assertNotIn("token", json.loads(self.api.sent("sync_msg")[1]))

    def test_one_strange_message_does_not_stop_the_others(self):
        talk = self.arrive({"msgid": "x"}, "x", self.item("good"))
        self.assertEqual(self.words(talk), ["good"])

    def test_a_strange_message_is_shown_as_such(self):
        talk = self.arrive(
            self.item(msgtype="image", image={}), self.item("x" * 20001), self.item("b")
        )
        self.assertEqual(len(self.words(talk)), 3)
        self.assertIn("cannot be shown", " ".join(self.words(talk)))

    def test_cards_and_records_are_shown_by_their_words(self):
        order = {"order_id": "O1", "product_titles": "键盘", "price_wording": "￥99"}
        said = json.dumps({"text": {"content": "好的"}})
        record = [
            {"msgtype": "text", "sender_name": "张三", "msg_content": said},
            {
                "msgtype": "text",
                "sender_name": "李四",
                "msg_content": '{"content":"行"}',
            },
            {"msgtype": "image", "sender_name": "张三", "msg_content": "{}"},
        ]
        talk = self.arrive(
            self.item(msgtype="channels_shop_order", channels_shop_order=order),
            self.item(msgtype="channels", channels={"nickname": "N", "title": "T"}),
            self.item(msgtype="merged_msg", merged_msg={"title": "群", "item": record}),
            self.item(msgtype="merged_msg", merged_msg={"title": "x", "item": ["y"]}),
            self.item(msgtype="meeting", meeting={}),
        )
        words = self.words(talk)
        self.assertEqual(words[:2], ["键盘 ￥99 O1", "N T"])
        self.assertEqual(words[2], "群 张三: 好的 李四: 行 张三: [image]")
        for strange in words[3:]:
            self.assertIn("cannot be shown", strange)

    def test_a_message_taken_back(self):
        image = self.item(msgtype="image", image={"media_id": "m1"})
        talk = self.arrive(self.item("my password is 1234"), image)
        self.env["cs.channel.media"]._drain()
        words, picture = talk.sudo()._stream_messages()
        self.assertTrue(picture.attachment_ids)
        numbers = [
            event.external_id.removeprefix("msg:")
            for event in self.env["cs.channel.event"].search(
                [("message_id", "in", (words | picture).ids)]
            )
        ]
        self.arrive(*(self.happens("user_recall_msg", recall_msgid=n) for n in numbers))
        self.assertNotIn("1234", words.body)
        self.assertIn("took this message back", words.body)
        self.assertFalse(picture.attachment_ids)
        self.assertIn("took this message back", talk.preview)

    def test_taken_back_before_it_came(self):
        late = self.item("oops")
        self.arrive(self.happens("user_recall_msg", recall_msgid=late["msgid"]))
        domain = [("stream_key", "=like", "recall:%")]
        recall = self.env["cs.channel.event"].search(domain)
        self.assertEqual(recall.state, "new")
        talk = self.arrive(late)
        self.assertEqual(self.words(talk), ["oops"])
        recall.next_try_at = False
        self.env["cs.channel.event"]._drain()
        self.assertNotIn("oops", " ".join(self.words(talk)))

    def test_kinds_and_names(self):
        self.api.answers["batchget"] = [
            {
                "errcode": 0,
                "customer_list": [
                    {"external_userid": "wm1", "nickname": "王敏", "unionid": "U1"}
                ],
            }
        ]
        place = {"name": "Tower", "address": "Road 1", "latitude": 1.5}
        talk = self.arrive(
            self.item(msgtype="image", image={"media_id": "m1"}),
            self.item(msgtype="location", location=place),
            self.item(msgtype="link", link={"title": "T", "url": "https://x"}),
            self.item(msgtype="business_card", business_card={"userid": "u"}),
        )
        self.assertEqual(talk.identity_id.name, "王敏")
        self.assertEqual(talk.identity_id.union_id, "U1")
        self.assertIn("Tower", " ".join(self.words(talk)))
        self.env["cs.channel.media"]._drain()
        self.assertEqual(talk.sudo()._stream_messages().attachment_ids.raw, JPEG)

    def test_who_comes_in_is_greeted_and_known(self):
        self.channel.welcome = "欢迎"
        partner = self.env["res.partner"].create({"name": "王敏"})
        scene = self.env["cs.channel.scene"].create(
            {"channel_id": self.channel.id, "partner_id": partner.id}
        )
        scene.action_show()
        self.assertTrue(scene.url.endswith(f"&scene_param={scene.token}"))
        came = {"welcome_code": "w1", "scene": "connect", "scene_param": scene.token}
        talk = self.arrive(self.happens("enter_session", **came), self.item())
        self.assertEqual(talk.partner_id, partner)
        (body,) = self.api.sent("send_msg_on_event")
        self.assertEqual(json.loads(body)["code"], "w1")

    def test_a_message_that_failed_later(self):
        talk = self.arrive(self.item())
        talk.with_user(self.agent).reply("answer")
        self.drain_out()
        delivery = talk.delivery_ids.filtered(lambda d: d.kind == "text")
        self.assertTrue(delivery.external_id.startswith("cs_"))
        gone = {"fail_msgid": delivery.external_id, "fail_type": 10}
        self.arrive(self.happens("msg_send_fail", **gone))
        self.assertEqual(delivery.state, "failed")
        self.assertIn("does not accept", delivery.reason)

    def test_a_report_on_a_message_whose_answer_was_lost(self):
        talk = self.arrive(self.item())
        talk.with_user(self.agent).reply("answer")
        self.api.answers["kf/send_msg"] = [requests.exceptions.ReadTimeout()]
        self.drain_out()
        part = talk.delivery_ids.filtered(lambda d: d.kind == "text")
        self.assertEqual(part.state, "unknown")
        gone = {"fail_msgid": f"cs_{self.channel.id}_{part.id}", "fail_type": 10}
        self.arrive(self.happens("msg_send_fail", **gone))
        self.assertEqual(part.state, "failed")
        part.with_user(self.agent).action_retry()
        self.drain_out()
        self.assertEqual(part.state, "sent")
        first, second = (json.loads(body) for body in self.api.sent("kf/send_msg"))
        self.assertNotEqual(first["msgid"], second["msgid"])

    def test_what_is_typed_in_wecom_is_noted(self):
        talk = self.arrive(self.item())
        self.arrive(self.item("from my phone", origin=5, servicer_userid="lin"))
        self.assertIn("from my phone", str(talk.message_ids[0].body))
        self.assertEqual(self.words(talk), ["hi"])

    def test_menus_and_files_go_out(self):
        talk = self.arrive(self.item())
        agent = talk.with_user(self.agent)
        agent.send_rich("menu", {"head": "?", "options": [{"id": "a", "text": "A"}]})
        agent.reply("", attachments=[("a.pdf", b"%PDF-1")])
        self.drain_out()
        menu, file = (json.loads(body) for body in self.api.sent("kf/send_msg"))
        self.assertEqual(menu["msgmenu"]["list"][0]["click"]["id"], "a")
        self.assertEqual(file["file"]["media_id"], "m1")

    def test_a_menu_that_is_too_long_is_text(self):
        talk = self.arrive(self.item())
        options = [{"id": str(n), "text": f"Choice {n}"} for n in range(1, 12)]
        talk.with_user(self.agent).send_rich("menu", {"head": "?", "options": options})
        self.drain_out()
        [sent] = (json.loads(body) for body in self.api.sent("kf/send_msg"))
        self.assertIn("11. Choice 11", sent["text"]["content"])

    def test_what_wecom_says_about_an_answer(self):
        talk = self.arrive(self.item())
        codes = (42001, 0, 95001, 95013)
        self.api.answers["kf/send_msg"] = [
            {"errcode": code, "errmsg": "x"} for code in codes
        ]
        for number in range(3):
            talk.with_user(self.agent).reply(str(number))
        self.drain_out()
        parts = talk.delivery_ids.sorted("id").filtered(lambda d: d.kind == "text")
        self.assertEqual(parts.mapped("state"), ["sent", "held", "held"])

    def test_other_accounts_and_events(self):
        gateway = self.channel._gateway()
        for call in (self.notice(account="wk2"), self.notice(Event="other")):
            content = gateway._verify(self.channel, call)
            self.assertEqual(gateway._parse(self.channel, content), [])
