# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .wechat_case import WechatAccountCase


@tagged("post_install", "-at_install")
class TestWechatCode(WechatAccountCase):
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
