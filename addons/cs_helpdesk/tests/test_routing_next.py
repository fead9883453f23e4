# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .routing_common import RoutingCase


@tagged("post_install", "-at_install")
class TestRoutingNext(RoutingCase):
    """What an agent gets who asks for work."""

    def test_next_takes_the_best_and_says_why(self):
        self.team.assign_mode = "manual"
        tier = self.env["cs.tier"].create({"name": "Platinum", "weight": 9})
        gold = self.env["res.partner"].create({"name": "Gold", "cs_tier_id": tier.id})
        self._at("02 01:00")
        plain = self._ask()
        self._at("02 02:00")
        urgent = self._ask(priority="3")
        golden = self._ask(partner_id=gold.id)
        self._new_policy("first_response", 1, team_ids=[Command.set(self.team.ids)])
        risky = self._ask(priority="0")
        self._at("02 03:30")
        self.people.cs_capacity = 0
        Ticket = self.env["cs.ticket"].with_user(self.agent)
        found = [Ticket.next_ticket() for _time in range(4)]
        self.assertEqual(
            [answer["id"] for answer in found],
            [risky.id, golden.id, urgent.id, plain.id],
        )
        self.assertIn("at risk", found[0]["reason"])
        self.assertIn("Platinum customer", found[1]["reason"])
        self.assertIn("urgent", found[2]["reason"])
        self.assertIn("waits the longest", found[3]["reason"])
        self.assertEqual(risky.assign_reason, found[0]["reason"])
        self.assertFalse(Ticket.next_ticket())
        self.assertEqual(self._kinds(risky), ["taken"])

    def test_next_takes_only_what_i_can_do(self):
        self.team.assign_mode = "manual"
        self._ask(skill_ids=[Command.set(self.wms.ids)])
        self._ask(team_id=self.other_team.id)
        Ticket = self.env["cs.ticket"].with_user(self.agent)
        self.assertFalse(Ticket.next_ticket())
        notice = Ticket.action_next_ticket()
        self.assertIn("Nothing waits", notice["params"]["message"])
        self.member.skill_ids = self.wms
        notice = Ticket.action_next_ticket()
        self.assertEqual(notice["params"]["next"]["res_model"], "cs.ticket")
        self.member.capacity = 1
        self._ask()
        self.assertFalse(Ticket.next_ticket(), "the cap of the team is reached")
        self.member.capacity = 0
        self.agent.cs_capacity = 1
        with self.assertRaisesRegex(UserError, "no free place"):
            Ticket.next_ticket()

    def test_next_is_for_agents(self):
        for groups in ("base.group_portal", "cs_customer.group_user"):
            user = new_test_user(self.env, f"rt_{groups}", groups=groups)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                self.env["cs.ticket"].with_user(user).next_ticket()
