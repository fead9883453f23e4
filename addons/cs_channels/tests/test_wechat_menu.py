# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .wechat_case import WechatAccountCase


@tagged("post_install", "-at_install")
class TestWechatMenu(WechatAccountCase):
    def test_menu_published(self):
        menus = self.env["cs.channel.menu"]
        top = menus.create({"channel_id": self.wechat.id, "name": "服务"})
        menus.create(
            [
                {
                    "channel_id": self.wechat.id,
                    "parent_id": top.id,
                    "name": "人工客服",
                    "answer": "请稍候",
                },
                {
                    "channel_id": self.wechat.id,
                    "parent_id": top.id,
                    "name": "我的工单",
                    "kind": "view",
                    "url": "https://x.example/my/tickets",
                },
            ]
        )
        self.wechat.with_user(self.manager).action_publish_menu()
        path, options = self.api.calls[-1]
        self.assertEqual(path, "menu/create")
        self.assertIn("人工客服".encode(), options["data"])
        key = top.child_ids[0].key
        talk = self.event("CLICK", key).conversation_id
        self.assertEqual(self.words(talk), ["[Menu] 人工客服", "请稍候"])
        self.drain_out()
        self.assertEqual(self.api.sent()[-1]["text"]["content"], "请稍候")
        self.assertEqual(talk.identity_id.quota_left, 2)
        with self.assertRaises(UserError):
            self.wechat.with_user(self.agent).action_publish_menu()
        with self.assertRaises(ValidationError):
            top.name = "一二三四五六"

    def test_menu_fetched(self):
        menus = self.env["cs.channel.menu"]
        menus.create(
            {"channel_id": self.wechat.id, "name": "x", "key": "K", "answer": "kept"}
        )
        page = {"type": "view", "name": "Page", "url": "https://x.example"}
        scan = {"type": "scancode_waitmsg", "name": "Scan", "key": "S"}
        below = {"name": "More", "sub_button": {"list": [page, scan]}}
        click = {"type": "click", "name": "Tell", "key": "K"}
        answer = {"selfmenu_info": {"button": [below, click]}}
        self.api.answers["get_current_selfmenu_info"] = [answer]
        self.wechat.action_fetch_menu()
        entries = menus.search([("channel_id", "=", self.wechat.id)])
        self.assertEqual(len(entries), 4)
        self.assertEqual(entries.filtered(lambda e: e.key == "K").answer, "kept")
        result = {"ScanResult": "SN-1"}
        body = "".join(f"<{k}>{v}</{k}>" for k, v in result.items())
        xml = self.wechat_xml(
            "", MsgType="event", Event="scancode_waitmsg", EventKey="S", MsgId=""
        ).replace("</xml>", f"<ScanCodeInfo>{body}</ScanCodeInfo></xml>")
        event = self.take(self.wechat, self.wechat_call(xml))
        self.env["cs.channel.event"]._drain()
        self.assertIn("SN-1", self.words(event.conversation_id)[0])

    def test_a_menu_the_provider_refuses(self):
        with self.assertRaises(UserError):
            self.wechat.action_publish_menu()
        self.env["cs.channel.menu"].create({"channel_id": self.wechat.id, "name": "x"})
        self.api.answers["menu/create"] = [{"errcode": 40018, "errmsg": "bad name"}]
        with self.assertRaisesRegex(UserError, "40018"):
            self.wechat.action_publish_menu()
