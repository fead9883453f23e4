# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversationAbsence(ChannelCase):
    """Nobody waits for who is not there; who begins a talk has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talk = cls.customer_writes("hello")
        cls.mine = cls.talk.with_user(cls.agent)
        cls.mine.reply("hi")

    def test_reopened_while_he_is_off(self):
        self.mine.close()
        self.agent.sudo()._cs_change_status("off", False)
        self.customer_writes("again")
        self.assertEqual((self.talk.state, self.talk.user_id.id), ("queued", False))

    def test_woken_while_he_is_off(self):
        until = fields.Datetime.now() + timedelta(hours=1)
        self.mine.snooze(until)
        self.agent.sudo()._cs_change_status("off", False)
        self.customer_writes("again")
        self.assertEqual((self.talk.state, self.talk.user_id.id), ("queued", False))

    def test_nothing_is_handed_to_who_is_off(self):
        self.colleague.sudo()._cs_change_status("off", False)
        with self.assertRaises(UserError):
            self.mine.transfer(user=self.colleague)
        details = self.mine.inbox_details()
        own = next(team for team in details["teams"] if team["id"] == self.team.id)
        there = {member["id"]: member["there"] for member in own["members"]}
        self.assertEqual(there, {self.agent.id: True, self.colleague.id: False})

    def test_who_leaves_the_team(self):
        members = self.team.member_ids
        members.filtered(lambda one: one.user_id == self.colleague).unlink()
        self.assertEqual(self.talk.user_id, self.agent)
        members.exists().filtered(lambda one: one.user_id == self.agent).unlink()
        self.assertEqual((self.talk.state, self.talk.user_id.id), ("queued", False))

    def test_who_is_moved_to_another_team(self):
        own = self.team.member_ids.filtered(lambda one: one.user_id == self.agent)
        own.team_id = self.other_team
        self.assertEqual((self.talk.state, self.talk.user_id.id), ("queued", False))

    def test_starting_in_a_balanced_team(self):
        self.mine.close()
        self.talk.closed_at = fields.Datetime.now() - timedelta(days=90)
        self.team.assign_mode = "balanced"
        for user in (self.agent, self.colleague):
            user.sudo()._cs_change_status("online", False)
        for user in (self.agent, self.colleague):
            talks = self.env["cs.conversation"].with_user(user)
            talk = talks.start(self.talk.identity_id.with_user(user), "hello")
            self.assertEqual((talk.user_id, talk.state), (user, "open"))
            talk.close()
