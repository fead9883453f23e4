# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestQuietWords(ChannelCase):
    """A welcome, and the answer of a menu entry: nobody has to answer those."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wechat.welcome = "Good that you are here."
        cls.entry = cls.env["cs.channel.menu"].create(
            {
                "channel_id": cls.wechat.id,
                "name": "Hours",
                "key": "K1",
                "answer": "9 to 5",
            }
        )

    def _event(self, name, sender="openid-9", **more):
        xml = self.wechat_xml("", sender, MsgType="event", Event=name, MsgId="", **more)
        events = self.take(self.wechat, self.wechat_call(xml))
        self.env["cs.channel.event"]._drain()
        return events.conversation_id

    def _report(self, talk):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["cs.conversation.report"]
        return report.search([("conversation_id", "=", talk.id)])

    def test_the_bot_meets_who_was_welcomed(self):
        self.wechat.write({"bot_active": True, "bot_greeting": "BOT hello"})
        talk = self._event("subscribe")
        self.assertEqual(self.words(talk), ["Good that you are here."])
        self.assertEqual(self.customer_writes("Hi", "openid-9", self.wechat), talk)
        self.assertEqual((talk.state, talk.had_bot), ("bot", True))
        self.assertIn("BOT hello", self.words(talk)[-1])

    def test_a_welcome_is_no_work(self):
        self.team.assign_mode = "balanced"
        self.wechat.follow_up = "lead"
        for user in (self.agent, self.colleague):
            user.sudo()._cs_change_status("online", False)
        leads = self.env["crm.lead"].search_count([])
        talk = self._event("subscribe")
        self.assertEqual((talk.state, talk.user_id.id), ("closed", False))
        self.assertFalse(talk.follow_up_reason or talk.asked_at)
        self.assertEqual(self.env["crm.lead"].search_count([]), leads)
        self.assertFalse(self._report(talk))
        self.assertFalse(talk.sla_line_ids)
        self.customer_writes("Hi", "openid-9", self.wechat)
        self.assertEqual(talk.state, "open", "now somebody has it")
        self.assertEqual(len(self._report(talk)), 1)

    def test_it_opens_nothing(self):
        talk = self.customer_writes("Hi", "openid-9", self.wechat)
        talk.with_user(self.agent).reply("Hello")
        solved = self.env.ref("cs_channels.cs_conversation_outcome_solved")
        talk.with_user(self.agent).close(solved)
        closed_at = fields.Datetime.subtract(talk.closed_at, minutes=5)
        talk.closed_at = closed_at
        self.assertEqual(self._event("subscribe"), talk)
        self.assertEqual((talk.state, talk.outcome_id), ("closed", solved))
        self.assertEqual((talk.closed_at, talk.reopen_count), (closed_at, 0))
        self.assertIn("Good that", self.words(talk)[-1])

    def test_one_of_it_however_often_he_comes(self):
        self.wechat.reopen_hours = 0
        first = self._event("subscribe")
        first.opened_at = fields.Datetime.subtract(first.opened_at, days=90)
        self._event("unsubscribe")
        self.assertEqual(self._event("subscribe"), first)
        self.assertEqual(self.customer_writes("Hi", "openid-9", self.wechat), first)
        self.assertEqual(first.opened_at.date(), fields.Date.today())
        self.assertFalse(first.identity_id.conversation_ids - first)

    def test_a_menu_entry_that_answers(self):
        self.wechat.write({"bot_active": True, "bot_greeting": "BOT hello"})
        talk = self._event("CLICK", EventKey="K1")
        self.assertEqual(self.words(talk), ["[Menu] Hours", "9 to 5"])
        self.assertEqual((talk.state, talk.waiting_since), ("closed", False))
        self.entry.answer = False
        talk = self._event("CLICK", "openid-8", EventKey="K1")
        self.assertEqual(talk.state, "bot")

    def test_a_menu_entry_in_an_open_conversation(self):
        talk = self.customer_writes("Hi", "openid-9", self.wechat)
        talk.with_user(self.agent).reply("Hello")
        self.assertEqual(self._event("CLICK", EventKey="K1"), talk)
        self.assertEqual((talk.state, talk.waiting_since), ("open", False))
        self.assertEqual(self.words(talk)[-1], "9 to 5")

    def test_who_was_only_welcomed_is_nobodys_work(self):
        inbox = self.env["cs.conversation"].with_user(self.agent)
        talk = self._event("subscribe")
        self.assertEqual(talk.state, "closed")
        closed = [row["id"] for row in inbox.inbox_list("closed")]
        self.assertNotIn(talk.id, closed)
        self.customer_writes("Hi", "openid-9", self.wechat)
        talk.with_user(self.agent).claim()
        talk.with_user(self.agent).close()
        closed = [row["id"] for row in inbox.inbox_list("closed")]
        self.assertIn(talk.id, closed)
