# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestAgentLoad(HelpdeskCase):
    """Places are taken and given back, and nobody gets more than he can hold."""

    def _load(self, user=None):
        row = self.env["cs.agent.load"].search(
            [("user_id", "=", (user or self.agent).id)]
        )
        return row.load

    def test_claim_takes_a_place_and_solving_gives_it_back(self):
        ticket = self._new_ticket()
        ticket.with_user(self.agent).claim()
        self.assertEqual((ticket.user_id, self._load()), (self.agent, 1))
        with self.assertRaisesRegex(UserError, "already has"):
            ticket.with_user(self.agent2).claim()
        self._move(ticket, "waiting")
        self.assertEqual(self._load(), 0)
        self._move(ticket, "open")
        self.assertEqual(self._load(), 1)
        self._move(ticket, "solved")
        self.assertEqual(self._load(), 0)

    def test_reassigning_moves_the_load(self):
        ticket = self._new_ticket(user_id=self.agent.id)
        ticket.user_id = self.agent2
        self.assertEqual((self._load(), self._load(self.agent2)), (0, 1))
        ticket.active = False
        self.assertEqual(self._load(self.agent2), 0)
        ticket.active = True
        ticket.unlink()
        self.assertEqual(self._load(self.agent2), 0)

    def test_capacity_refuses_the_assignment_not_the_customer(self):
        self.agent.cs_capacity = 1
        ticket = self._new_ticket(user_id=self.agent.id)
        self._move(ticket, "solved")
        self._new_ticket(user_id=self.agent.id)
        with self.assertRaisesRegex(UserError, "no free place"), self.cr.savepoint():
            self._new_ticket(user_id=self.agent.id)
        self._write_as(ticket, partner=self.contact)
        self.assertEqual((ticket.state, self._load()), ("open", 2))
        self.agent.cs_capacity = 0
        self._new_ticket(user_id=self.agent.id)

    def test_cap_of_a_team(self):
        self.team.member_ids.filtered(lambda m: m.user_id == self.agent).capacity = 1
        self._new_ticket(user_id=self.agent.id)
        full = self.assertRaisesRegex(UserError, "at most in Support")
        with full, self.cr.savepoint():
            self._new_ticket(user_id=self.agent.id)
        self._new_ticket(user_id=self.agent.id, team_id=self.other_team.id)

    def test_take_and_release(self):
        self.agent.cs_capacity = 2
        self.agent._cs_take_capacity(1.5)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.agent._cs_take_capacity()
        self.agent._cs_release_capacity(1.5)
        self.assertEqual(self._load(), 0)
        self.agent._cs_release_capacity()
        self.assertEqual(self._load(), 0, "never below zero")

    def test_balanced_team_hands_out_to_who_holds_least(self):
        team = self._new_team(
            "Balanced", self.agent + self.agent2, assign_mode="balanced"
        )
        self.agent.cs_capacity = self.agent2.cs_capacity = 2
        self._new_ticket(user_id=self.agent.id)
        tickets = self.env["cs.ticket"].create(
            [{"name": str(number), "team_id": team.id} for number in range(4)]
        )
        counts = {user: len(held) for user, held in tickets.grouped("user_id").items()}
        nobody = self.env["res.users"]
        self.assertEqual(counts, {self.agent: 1, self.agent2: 2, nobody: 1})

    def test_rebuild_tells_what_was_wrong(self):
        self._new_ticket(user_id=self.agent.id)
        self.env["cs.agent.load"]._cs_add({self.agent.id: 3})
        wrong = self.env["cs.agent.load"]._cs_rebuild()
        self.assertEqual(wrong[self.agent.id], -3)
        self.assertEqual(self._load(), 1)

    def test_only_a_manager_sets_capacity(self):
        member = self.team.member_ids[0]
        member.with_user(self.manager).person_capacity = 4
        self.assertEqual(member.user_id.cs_capacity, 4)
