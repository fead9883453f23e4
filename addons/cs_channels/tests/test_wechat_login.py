# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.wechat_login import safe_path
from .wechat_case import WechatAccountCase


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
