# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversationRouting(ChannelCase):
    """Conversations find their people as tickets do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.assign_mode = "balanced"
        (cls.agent | cls.colleague).cs_capacity = 1

    def test_handed_out_to_who_has_room(self):
        talks = [self.customer_writes("Hi", f"demo-{n}") for n in range(3)]
        owners = {talk.user_id for talk in talks[:2]}
        self.assertEqual(owners, {self.agent, self.colleague})
        self.assertEqual([talk.state for talk in talks], ["open", "open", "queued"])
        self.assertIn("least", talks[0].assign_reason)
        self.assertIn("Assigned to", talks[0].message_ids[0].body)
        members = talks[0].discuss_channel_id.channel_member_ids.partner_id
        self.assertEqual(members, talks[0].user_id.partner_id)
        talks[0].with_user(talks[0].user_id).close()
        self.assertEqual(talks[2].state, "open", "the free place is filled at once")

    def test_the_most_pressing_first(self):
        (self.agent | self.colleague).cs_set_status("break", "lunch")
        first = self.customer_writes("Hi", "demo-1")
        second = self.customer_writes("Hi", "demo-2")
        self.assertEqual((first | second).mapped("state"), ["queued", "queued"])
        tier = self.env["cs.tier"].create({"name": "Diamond", "weight": 99})
        partner = self.env["res.partner"].create(
            {"name": "Huadong", "cs_tier_id": tier.id}
        )
        second.identity_id.with_user(self.manager).bind(partner)
        self.agent.with_user(self.agent).cs_set_status("online")
        self.assertEqual(second.user_id, self.agent)
        self.assertFalse(first.user_id)

    def test_who_asks_for_the_next_gets_the_most_pressing(self):
        self.team.assign_mode = "manual"
        self.agent.cs_capacity = 2
        first = self.customer_writes("Hi", "demo-1")
        second = self.customer_writes("Hi", "demo-2")
        third = self.customer_writes("Hi", "demo-3")
        first.queued_at -= timedelta(minutes=5)
        tier = self.env["cs.tier"].create({"name": "Diamond", "weight": 99})
        partner = self.env["res.partner"].create(
            {"name": "Huadong", "cs_tier_id": tier.id}
        )
        third.identity_id.with_user(self.manager).bind(partner)
        Conversation = self.env["cs.conversation"].with_user(self.agent)
        found = [Conversation.next_conversation() for _time in range(2)]
        self.assertEqual([answer["id"] for answer in found], (third | first).ids)
        self.assertIn("Diamond customer", found[0]["reason"])
        self.assertIn("waits the longest", found[1]["reason"])
        self.assertEqual((third.state, third.user_id), ("open", self.agent))
        self.assertEqual(third.assign_reason, found[0]["reason"])
        self.assertEqual(second.state, "queued")
        with self.assertRaisesRegex(UserError, "no free place"):
            Conversation.next_conversation()

    def test_the_next_is_nobody_s_when_nobody_waits(self):
        self.assertFalse(
            self.env["cs.conversation"].with_user(self.agent).next_conversation()
        )

    def test_the_next_is_for_agents_of_the_team(self):
        self.team.assign_mode = "manual"
        talk = self.customer_writes("Hi")
        for login, groups in (("p", "base.group_portal"), ("u", "base.group_user")):
            user = new_test_user(self.env, f"next_{login}", groups=groups)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                talk.with_user(user).next_conversation()
        self.assertFalse(talk.with_user(self.stranger).next_conversation())
        self.assertEqual(talk.state, "queued")

    def test_whoever_helped_last_goes_on(self):
        self.team.affinity_days = 30
        talk = self.customer_writes("Hi")
        owner = talk.user_id
        talk.with_user(owner).close()
        talk.closed_at = fields.Datetime.now() - timedelta(days=2)
        again = self.customer_writes("Again")
        self.assertEqual((again.previous_id, again.user_id), (talk, owner))

    def test_archived_people_leave_theirs_to_the_team(self):
        self.colleague.cs_set_status("off")
        talk = self.customer_writes("Hi")
        self.assertEqual(talk.user_id, self.agent)
        self.agent.active = False
        self.assertEqual((talk.state, talk.user_id.id), ("queued", False))

    def test_overflow(self):
        self.team.write(
            {
                "assign_mode": "manual",
                "overflow_team_id": self.other_team.id,
                "overflow_minutes": 10,
                "calendar_id": self.env["resource.calendar"]
                .create({"name": "Always", "flexible_hours": True})
                .id,
            }
        )
        talk = self.customer_writes("Hi")
        self.assertEqual(talk.next_route_at, talk.queued_at + timedelta(minutes=10))
        talk.next_route_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env["cs.conversation"]._cs_overflow_due()
        self.assertEqual((talk.team_id, talk.state), (self.other_team, "queued"))
        self.assertFalse(talk.next_route_at)
        self.assertTrue(talk.with_user(self.stranger).has_access("read"))
