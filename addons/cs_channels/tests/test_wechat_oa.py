# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields, http
from odoo.exceptions import AccessDenied, AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.wechat_login import safe_path
from ..tools import safe_fetch
from .common import ChannelCase


class WechatAccountCase(ChannelCase):
    """An official account with a menu, a bound contact and a template."""

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        if not isinstance(self, HttpCase):  # which does it by itself
            self.registry_enter_test_mode()  # tokens have a cursor of their own
        self.partner = self.env["res.partner"].create({"name": "王敏"})

    def event(self, event, key="", sender="openid-1", **more):
        xml = self.wechat_xml(
            "", sender, MsgType="event", Event=event, EventKey=key, MsgId="", **more
        )
        taken = self.take(self.wechat, self.wechat_call(xml))
        self.env["cs.channel.event"]._drain()
        return taken

    def identity(self, sender="openid-1"):
        return self.env["cs.channel.identity"].search([("external_id", "=", sender)])


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

    def test_a_code_binds_once(self):
        self.api.answers["qrcode/create"] = [{"url": "http://weixin.qq.com/q/x"}]
        scene = (
            self.env["cs.channel.scene"]
            .with_user(self.agent)
            .create({"channel_id": self.wechat.id, "partner_id": self.partner.id})
        )
        scene.action_show()
        self.assertIn("weixin", scene.qr_url)
        token = scene.sudo().token
        _path, options = self.api.calls[-1]
        self.assertIn(token, options["data"].decode())
        self.event("SCAN", "other-code")
        self.assertFalse(self.identity().partner_id)
        self.event("subscribe", f"qrscene_{token}")
        self.assertEqual(self.identity().partner_id, self.partner)
        self.assertEqual((scene.state, scene.identity_id), ("used", self.identity()))
        self.event("SCAN", token, sender="openid-2")
        self.assertFalse(self.identity("openid-2").partner_id)

    def test_a_code_expires(self):
        scene = self.env["cs.channel.scene"].create(
            {"channel_id": self.wechat.id, "partner_id": self.partner.id}
        )
        scene.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(scene.state, "expired")
        self.event("SCAN", scene.token)
        self.assertFalse(self.identity().partner_id)
        scene.expires_at -= timedelta(days=100)
        self.env["cs.channel.scene"]._gc_old()
        self.assertFalse(scene.exists())

    def test_who_may_make_codes(self):
        values = {"channel_id": self.wechat.id, "partner_id": self.partner.id}
        scenes = self.env["cs.channel.scene"]
        scene = scenes.with_user(self.agent).create(values)
        with self.assertRaises(AccessError):
            scene.with_user(self.agent).read(["token"])
        with self.assertRaises(AccessError):
            scene.with_user(self.colleague).read(["url"])
        portal = new_test_user(self.env, "ch_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            scenes.with_user(portal).create(values)
        self.partner.company_id = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(UserError):
            scenes.create(values)

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


@tagged("post_install", "-at_install")
class TestWechatLogin(WechatAccountCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.wechat.portal_login = True
        self.user = new_test_user(self.env, "ch_portal", "base.group_portal")
        self.url = f"/cs/wechat/login/{self.wechat.id}?next=/my/tickets"

    def start(self):
        """:return: the state WeChat is given"""
        response = self.url_open(self.url, allow_redirects=False)
        where = response.headers["Location"]
        self.assertTrue(where.startswith("https://open.weixin.qq.com/connect/oauth2/"))
        return where.partition("state=")[2].partition("#")[0]

    def come_back(self, state, openid="openid-7", **more):
        answer = {"openid": openid, "access_token": "x", **more}
        with patch.object(
            type(self.env["cs.gateway.wechat_oa"]), "_http", lambda *a, **k: self
        ):
            self.content = b""
            with patch.object(
                type(self.env["cs.gateway.wechat_oa"]), "_json", lambda *a: answer
            ):
                return self.url_open(
                    f"/cs/wechat/callback?code=c&state={state}", allow_redirects=False
                )

    def bound(self, user, proven=True):
        identities = self.env["cs.channel.identity"]
        identity = identities._get_or_create(self.wechat, "openid-7")
        identity._bind_if(user.partner_id, proven)
        return identity

    def whose(self):
        session_id = self.opener.cookies["session_id"]
        return http.root.session_store.get(session_id).uid

    def test_a_known_customer_needs_no_password(self):
        self.authenticate(None, None)
        self.bound(self.user).login_user_id = self.user
        response = self.come_back(self.start())
        self.assertTrue(response.headers["Location"].endswith("/my/tickets"))
        self.assertEqual(self.whose(), self.user.id)

    def test_a_code_a_colleague_could_scan_opens_no_portal(self):
        scene = self.env["cs.channel.scene"].with_user(self.agent)
        scene = scene.create(
            {"channel_id": self.wechat.id, "partner_id": self.user.partner_id.id}
        )
        identity = self.env["cs.channel.identity"]._get_or_create(
            self.wechat, "openid-7"
        )
        self.assertTrue(scene._redeem(identity, scene.sudo().token))
        self.assertTrue(identity.proven)
        self.authenticate(None, None)
        response = self.come_back(self.start())
        self.assertIn("/web/login", response.headers["Location"])
        self.authenticate("ch_portal", "ch_portal")
        self.come_back(self.start())
        self.authenticate(None, None)
        response = self.come_back(self.start())
        self.assertTrue(response.headers["Location"].endswith("/my/tickets"))
        identity.with_user(self.agent).bind(self.agent.partner_id)
        self.assertFalse(identity.login_user_id)

    def test_state_works_once_and_in_this_browser_only(self):
        self.authenticate(None, None)
        self.bound(self.user).login_user_id = self.user
        state = self.start()
        for wrong in ("", "other", state[:-1]):
            response = self.come_back(wrong)
            self.assertIn("/web/login", response.headers["Location"])
            state = self.start()
        self.come_back(state)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.come_back(state).headers["Location"])

    def test_the_word_of_an_agent_opens_no_portal(self):
        identity = self.bound(self.user, proven=False)
        self.authenticate(None, None)
        response = self.come_back(self.start())
        self.assertIn("/web/login", response.headers["Location"])
        self.authenticate("ch_portal", "ch_portal")
        self.come_back(self.start())
        self.env.invalidate_all()
        self.assertTrue(identity.proven, "now he has logged in once")
        identity.with_user(self.agent).bind(self.user.partner_id)
        self.assertTrue(identity.proven, "nothing changed")
        identity.with_user(self.agent).bind(self.agent.partner_id)
        self.assertFalse(identity.proven)

    def test_the_same_person_is_as_proven_as_before(self):
        for proven in (False, True):
            first = self.bound(self.user, proven)
            first.union_id = f"U{proven}"
            other = first._get_or_create(self.wechat, f"openid-u{proven}")
            other._learn({"union_id": f"U{proven}"})
            self.assertEqual(other.partner_id, self.user.partner_id)
            self.assertEqual(other.proven, proven)

    def test_a_colleague_is_never_let_in_by_phone(self):
        self.authenticate(None, None)
        self.bound(self.agent).login_user_id = self.agent
        response = self.come_back(self.start())
        self.assertIn("/web/login", response.headers["Location"])

    def test_logging_in_once_binds(self):
        self.authenticate(None, None)
        response = self.come_back(self.start(), unionid="U7")
        self.assertIn("/web/login", response.headers["Location"])
        identity = self.identity("openid-7")
        self.assertEqual((identity.union_id, len(identity.partner_id)), ("U7", 0))
        self.authenticate("ch_portal", "ch_portal")
        self.come_back(self.start())
        self.env.invalidate_all()
        self.assertEqual(identity.partner_id, self.user.partner_id)

    def test_a_made_up_user_is_nobody(self):
        self.authenticate(None, None)
        self.come_back(self.start(), is_snapshotuser=1)
        self.assertFalse(self.identity("openid-7"))

    def test_switched_off(self):
        self.wechat.portal_login = False
        response = self.url_open(self.url, allow_redirects=False)
        self.assertTrue(response.headers["Location"].endswith("/my/tickets"))

    def test_only_pages_of_ours(self):
        for path in ("//evil.example", "https://evil.example", "/web", "/my\\x", ""):
            self.assertEqual(safe_path(path), "/my")
        self.assertEqual(safe_path("/help/1"), "/help/1")

    def test_the_login_page_asks_wechat(self):
        self.authenticate(None, None)
        phone = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}
        page = "/web/login?redirect=/my/tickets"
        first = self.url_open(page, headers=phone, allow_redirects=False)
        self.assertIn("/cs/wechat/login/", first.headers["Location"])
        self.start()
        second = self.url_open(page, headers=phone, allow_redirects=False)
        self.assertEqual(second.status_code, 200)

    def test_a_forged_key_opens_nothing(self):
        users = self.env["res.users"].with_user(self.user)
        good = self.user._cs_login_token()
        other = new_test_user(self.env, "ch_other", "base.group_portal")
        for token in ("", "1:x", f"{good}0", other._cs_login_token()):
            credential = {"type": "cs_channel", "token": token, "login": "ch_portal"}
            with self.assertRaises(AccessDenied):
                users._check_credentials(credential, {"interactive": True})
