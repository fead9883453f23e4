# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase

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
