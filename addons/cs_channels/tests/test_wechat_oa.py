# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import safe_fetch
from .wechat_case import WechatAccountCase

AMR = b"#!AMR\n" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


@tagged("post_install", "-at_install")
class TestWechatAccount(WechatAccountCase):
    def test_cards(self):
        talk = self.customer_writes(channel=self.wechat, sender="openid-1")
        agent = talk.with_user(self.agent)
        agent.send_rich("link", {"title": "帮助", "url": "https://x.example/1"})
        options = [{"id": "a", "text": "Yes"}, {"id": "b", "text": "No"}]
        agent.send_rich("menu", {"head": "Was it good?", "options": options})
        agent.send_rich("card", {"title": "T", "page": "p", "media_id": "m"})
        self.drain_out()
        sent = self.api.sent()
        self.assertEqual(sent[0]["news"]["articles"][0]["title"], "帮助")
        self.assertEqual(sent[1]["msgmenu"]["list"][1], {"id": "b", "content": "No"})
        self.assertEqual(sent[2]["miniprogrampage"]["appid"], self.wechat.app_id)
        self.assertIn("1. Yes", "\n".join(self.words(talk)))
        with self.assertRaises(UserError):
            agent.send_rich("service_state", {})

    def test_cards_by_hand(self):
        talk = self.customer_writes(channel=self.wechat, sender="openid-1")
        template = self.env["cs.channel.template"].create(
            {"channel_id": self.wechat.id, "name": "News", "external_id": "t1"}
        )
        composer = (
            self.env["cs.channel.compose"]
            .with_user(self.agent)
            .with_context(active_model="cs.conversation", active_id=talk.id)
        )
        self.assertTrue(composer.create({"title": "x"}).has_templates)
        for values in (
            {"kind": "link", "title": "Help", "url": "https://x.example"},
            {"kind": "menu", "title": "Good?", "options": "Yes\n\nNo"},
            {"kind": "template", "template_id": template.id},
        ):
            composer.create(values).action_send()
        self.assertEqual(
            talk.delivery_ids.sorted("id").mapped("kind"), ["link", "menu", "template"]
        )
        for values in ({"kind": "link"}, {"kind": "menu"}, {"kind": "template"}):
            with self.assertRaises(UserError):
                composer.create(values).action_send()
        with self.assertRaises(AccessError):
            composer.with_user(self.stranger).create(
                {"kind": "link", "title": "x", "url": "x"}
            ).action_send()

    def test_voice_and_video(self):
        talk = self.customer_writes(channel=self.wechat, sender="openid-1")
        files = [("hello.amr", AMR), ("how.mp4", MP4), ("no.pdf", b"%PDF-1.4")]
        talk.with_user(self.agent).reply("", attachments=files)
        self.drain_out()
        sent = self.api.sent()
        self.assertEqual([body["msgtype"] for body in sent], ["voice", "video"])
        self.assertEqual(sent[1]["video"]["title"], "how.mp4")
        self.assertTrue(all(body[body["msgtype"]]["media_id"] for body in sent))
        kinds = [o["params"]["type"] for path, o in self.api.calls if "upload" in path]
        self.assertEqual(kinds, ["voice", "video"])
        refused = talk.delivery_ids.filtered(lambda part: part.state == "failed")
        self.assertIn("cannot carry no.pdf", refused.reason)

    def test_cards_become_text_elsewhere(self):
        talk = self.customer_writes()
        options = [{"id": "a", "text": "Yes"}]
        talk.with_user(self.agent).send_rich("menu", {"head": "?", "options": options})
        self.assertEqual(talk.delivery_ids.mapped("kind"), ["text"])
        self.assertEqual(talk.delivery_ids.body, "?\n1. Yes")
        with self.assertRaises(UserError):
            talk.with_user(self.agent).send_rich("template", {})

    def test_a_choice_comes_back(self):
        xml = self.wechat_xml("Yes", bizmsgmenuid="a")
        gateway = self.wechat._gateway()
        call = self.wechat_call(xml)
        (event,) = gateway._parse(self.wechat, gateway._verify(self.wechat, call))
        self.assertEqual(event["payload"]["choice"], "a")

    def test_a_template_passes_the_quota(self):
        talk = self.customer_writes(channel=self.wechat, sender="openid-1")
        talk.identity_id._close_quota()
        template = self.env["cs.channel.template"].create(
            {
                "channel_id": self.wechat.id,
                "name": "News on your ticket",
                "external_id": "tmpl-1",
                "content": "first: Dear {customer}\nkeyword1: {agent}\nno blank",
            }
        )
        self.api.answers["message/template/send"] = [{"errcode": 0, "msgid": 9001}]
        template.with_user(self.agent).send(talk.id)
        talk.with_user(self.agent).reply("held")
        self.drain_out()
        self.assertEqual(talk.delivery_ids.sorted().mapped("state"), ["held", "sent"])
        report = {"Status": "failed:user block", "MsgID": "9001"}
        self.event("TEMPLATESENDJOBFINISH", **report)
        delivery = talk.delivery_ids.filtered(lambda part: part.kind == "template")
        self.assertEqual(delivery.state, "failed")
        self.assertIn("user block", delivery.reason)

    def test_a_template_report(self):
        talk = self.customer_writes(channel=self.wechat, sender="openid-1")
        self.api.answers["message/template/send"] = [{"errcode": 0, "msgid": 9002}]
        data = {"template": "t", "values": {"first": "x"}}
        talk.with_user(self.agent).send_rich("template", data, "x")
        self.drain_out()
        self.event("TEMPLATESENDJOBFINISH", Status="success", MsgID="9002")
        self.assertEqual(talk.delivery_ids.state, "delivered")

    def test_unionid_tells_who_it_is_on_another_account(self):
        self.customer_writes(sender="demo-9")
        known = self.identity("demo-9")
        known.write({"union_id": "U1", "partner_id": self.partner.id})
        self.event("VIEW", "https://x.example")
        self.identity()._learn({"union_id": "U1"})
        self.assertEqual(self.identity().partner_id, self.partner)

    def test_a_console_may_be_set_to_json(self):
        self.wechat.crypt_mode = "plain"
        push = {"FromUserName": "openid-1", "CreateTime": int(time.time())}
        push |= {"MsgType": "text", "Content": "你好", "MsgId": 7}
        self.take(self.wechat, self.wechat_call(json.dumps(push)))
        self.env["cs.channel.event"]._drain()
        self.assertEqual(self.words(self.identity().conversation_ids), ["你好"])

    def test_news_of_the_account_make_nobody_known(self):
        news = self.event("MASSSENDJOBFINISH", sender="operator", MsgID="1")
        news += self.event("weapp_audit_fail", sender="operator", Reason="name")
        self.assertEqual(set(news.mapped("state")), {"done"})
        self.assertFalse(self.identity("operator"))

    def test_templates_fetched(self):
        item = {"template_id": "t1", "title": "News", "content": "{{first.DATA}}"}
        self.api.answers["template/get_all_private_template"] = [
            {"template_list": [item]},
            {"template_list": [{**item, "content": "{{second.DATA}}"}]},
        ]
        self.wechat.action_fetch_templates()
        self.wechat.action_fetch_templates()
        self.assertEqual(self.wechat.template_ids.example, "{{second.DATA}}")

    def test_who_follows_is_greeted(self):
        self.wechat.welcome = "欢迎"
        talk = self.event("subscribe").conversation_id
        self.assertEqual(talk.state, "closed")
        self.drain_out()
        self.assertEqual(self.api.sent()[-1]["text"]["content"], "欢迎")
        again = self.customer_writes(channel=self.wechat, sender="openid-1")
        self.assertEqual((again, again.state), (talk, "queued"))

    def test_videos_are_fetched_where_wechat_points(self):
        gateway = self.wechat._gateway()
        for scheme in ("https", "http"):
            pointer = {"video_url": f"{scheme}://video.qpic.cn/1"}
            self.api.answers["media/get"] = [pointer]
            with patch.object(safe_fetch, "fetch", return_value=b"film") as fetch:
                self.assertEqual(gateway._fetch_media(self.wechat, "m1"), b"film")
            self.assertEqual(fetch.call_args.args[0], "https://video.qpic.cn/1")

    def test_a_place(self):
        gateway = self.wechat._gateway()
        xml = self.wechat_xml(
            "", MsgType="event", Event="LOCATION", MsgId="", Latitude="23.1"
        )
        call = self.wechat_call(xml)
        (event,) = gateway._parse(self.wechat, gateway._verify(self.wechat, call))
        self.assertEqual(event["payload"]["detail"], "23.1")
