# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversationWays(ChannelCase):
    """The agent picks by which of the customer's channels he goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Wang Min"})
        cls.talk = cls.customer_writes("hello")
        cls.chat = cls.customer_writes("在吗", "openid-7", cls.wechat)
        for talk in (cls.talk, cls.chat):
            talk.identity_id.bind(cls.partner)
        cls.mine = cls.talk.with_user(cls.agent)
        cls.mine.reply("hi")

    def test_what_is_there(self):
        ways = self.mine.inbox_details()["ways"]
        self.assertEqual([way["id"] for way in ways], self.chat.identity_id.ids)
        self.assertEqual(ways[0]["channel"], "WeChat")
        self.assertEqual(ways[0]["quota"]["left"], 5)
        stranger = self.customer_writes("I am nobody", "demo-2")
        self.assertFalse(stranger.with_user(self.agent).inbox_details()["ways"])

    def test_channels_of_other_teams_are_not_mine(self):
        self.wechat.team_id = self.other_team
        self.assertFalse(self.mine.inbox_details()["ways"])
        with self.assertRaises(UserError):
            self.mine.go_on_by(self.chat.identity_id.id)

    def test_his_open_conversation_there(self):
        other = self.mine.go_on_by(self.chat.identity_id.id)
        self.assertEqual((other, other.user_id), (self.chat, self.agent))
        for talk, words in ((self.talk, "Goes on"), (self.chat, "Comes from")):
            self.assertIn(words, talk.message_ids[0].body)
            self.assertTrue(talk.message_ids[0].subtype_id.internal)

    def test_somebody_else_has_him_there(self):
        self.chat.with_user(self.colleague).claim()
        with self.assertRaises(UserError):
            self.mine.go_on_by(self.chat.identity_id)

    def test_a_new_one_begins(self):
        self.chat.with_user(self.manager).close()
        other = self.mine.go_on_by(self.chat.identity_id)
        self.assertNotEqual(other, self.chat)
        self.assertEqual((other.state, other.user_id), ("open", self.agent))
        self.assertEqual(other.previous_id, self.chat)
        other.close()
        report = self.env["cs.conversation.report"]
        self.env.flush_all()
        domain = [("conversation_id", "=", other.id)]
        self.assertFalse(report.search(domain), "nothing was said: nothing counts")

    def test_a_window_that_is_shut(self):
        self.chat.identity_id._close_quota()
        self.assertEqual(self.mine.inbox_details()["ways"][0]["quota"]["left"], 0)
        with self.assertRaises(UserError):
            self.mine.go_on_by(self.chat.identity_id)
