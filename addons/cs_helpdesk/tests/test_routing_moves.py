# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .routing_common import RoutingCase


@tagged("post_install", "-at_install")
class TestRoutingMoves(RoutingCase):
    """What nobody takes or touches goes on by itself; what is too hard, by hand."""

    # === Untouched, not taken === #

    def test_untouched_goes_back_but_not_to_the_same_person(self):
        self.team.return_minutes = 30
        self._at("02 03:45")
        ticket = self._ask()
        self.assertEqual(ticket.user_id, self.agent)
        self.assertEqual(ticket.next_route_at, self._utc("02 05:15"), "after lunch")
        self._at("02 05:10")
        self.env["cs.ticket"]._cs_route_due()
        self.assertEqual(ticket.user_id, self.agent)
        self._at("02 05:16")
        self.assertEqual(self.env["cs.ticket"]._cs_route_due(), 1)
        self.assertEqual(ticket.user_id, self.agent2)
        self.assertEqual(self._kinds(ticket), ["automatic", "returned", "automatic"])
        self.assertIn("did nothing", "".join(ticket.message_ids.mapped("body")))

    def test_alone_in_the_team(self):
        self.member2.unlink()
        self.team.return_minutes = 30
        self._at("02 01:00")
        ticket = self._ask()
        self._at("02 01:31")
        self.env["cs.ticket"]._cs_route_due()
        self.assertFalse(ticket.user_id)
        self.env["cs.ticket"]._cs_heal()
        self.assertFalse(ticket.user_id, "not at once")
        self._at("02 02:05")
        self.env["cs.ticket"]._cs_heal()
        self.assertEqual(ticket.user_id, self.agent)

    def test_whoever_begins_keeps_it(self):
        self.team.return_minutes = 30
        for begin in (
            lambda ticket: self._write_as(ticket),
            lambda ticket: self._write_as(ticket, subtype_xmlid="mail.mt_note"),
            lambda ticket: ticket.with_user(self.agent)._cs_move("open"),
        ):
            ticket = self._ask(user_id=self.agent.id)
            self.assertTrue(ticket.next_route_at)
            begin(ticket)
            self.assertFalse(ticket.next_route_at)
            self._move(ticket, "waiting")
            self._move(ticket, "open")
            self.assertFalse(ticket.next_route_at)
            self._move(ticket, "closed")
        ticket = self._ask(user_id=self.agent.id)
        self._write_as(ticket, user=self.manager)
        self.assertTrue(ticket.next_route_at, "somebody else did")

    def test_not_taken_goes_to_the_other_team(self):
        self.team.write(
            {
                "assign_mode": "manual",
                "overflow_team_id": self.other_team.id,
                "overflow_minutes": 60,
            }
        )
        self.other_team.assign_mode = "balanced"
        self._at("02 01:00")
        ticket, taken = self._ask(2)
        taken.with_user(self.agent).claim()
        self.assertFalse(taken.next_route_at)
        self._at("02 02:01")
        self.env["cs.ticket"]._cs_route_due()
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.other_team, self.outsider)
        )
        self.assertEqual(self._kinds(ticket), ["overflow", "automatic"])
        self.assertEqual(taken.team_id, self.team)

    def test_settings_reach_what_waits_already(self):
        self.team.assign_mode = "manual"
        ticket = self._ask()
        self.assertFalse(ticket.next_route_at)
        self.team.write({"overflow_team_id": self.other_team.id, "overflow_minutes": 5})
        self.assertTrue(ticket.next_route_at)
        self.team.overflow_team_id = False
        self.assertFalse(ticket.next_route_at)

    def test_the_cron_takes_only_what_is_due(self):
        self.team.return_minutes = 30
        self.people.cs_capacity = 0
        self._ask(30)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["cs.ticket"]._cs_route_due()
        week = fields.Datetime.now() + timedelta(days=9)
        with freeze_time(week), self.enter_registry_test_mode():
            self.env.ref("cs_helpdesk.ir_cron_route").method_direct_trigger()

    def test_no_circles(self):
        self.team.overflow_team_id = self.other_team
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.other_team.overflow_team_id = self.team
        self.team.escalation_team_id = self.other_team
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.other_team.escalation_team_id = self.team

    # === Escalation === #

    def test_escalate_with_a_note(self):
        self.team.escalation_team_id = self.other_team
        ticket = self._ask()
        action = ticket.with_user(self.agent).action_escalate()
        wizard = (
            self.env["cs.ticket.escalate"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"note": "Needs <b>development</b>"})
        )
        self.assertEqual(wizard.team_id, self.other_team)
        wizard.action_escalate()
        self.assertEqual(
            (ticket.team_id, ticket.escalation_level), (self.other_team, 1)
        )
        self.assertFalse(ticket.user_id)
        self.assertIn("Needs &lt;b&gt;development", ticket.message_ids[0].body)
        self.assertEqual(ticket.activity_ids.user_id, self.manager)
        self.assertEqual(
            ticket.assignment_ids.sorted("id")[-1].reason, "Needs <b>development</b>"
        )
        self.assertTrue(ticket.with_user(self.agent).has_access("read"), "he follows")
        with self.assertRaisesRegex(UserError, "no next level"):
            self.env["cs.ticket.escalate"].create(
                {"note": "x", "ticket_ids": ticket.ids}
            ).action_escalate()

    def test_escalate_to_a_person(self):
        self.team.escalation_team_id = self.other_team
        ticket = self._ask()
        wizard = self.env["cs.ticket.escalate"].create(
            {"note": "x", "ticket_ids": ticket.ids, "user_id": self.agent.id}
        )
        with self.assertRaisesRegex(UserError, "not in the next level"):
            wizard.action_escalate()
        wizard.user_id = self.outsider
        wizard.action_escalate()
        self.assertEqual(ticket.user_id, self.outsider)
        self.assertFalse(ticket.activity_ids)
        self.assertFalse(self._ask(team_id=self.other_team.id)._cs_escalate("x"))

    def test_only_who_may_write_it_escalates(self):
        self.team.escalation_team_id = self.other_team
        ticket = self._ask()
        portal = new_test_user(self.env, "rt_portal", groups="base.group_portal")
        for user in (portal, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                ticket.with_user(user).action_escalate()
        wizard = self.env["cs.ticket.escalate"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            wizard.create({"note": "x", "ticket_ids": ticket.ids}).action_escalate()

    def test_the_story_of_the_demo(self):
        story = self.env["cs.ticket.story"]
        story._play_statuses(
            self.agent2.id, [(2, "online", False), (1, "break", "lunch")]
        )
        rows = self.env["cs.agent.status"].search([("user_id", "=", self.agent2.id)])
        self.assertEqual(rows.mapped("hours"), [0.0, 1.0])
        self.team.write(
            {"assign_mode": "manual", "escalation_team_id": self.other_team.id}
        )
        story._play(
            "cs_helpdesk.ticket_test_story",
            *(2, 1, {"name": "Played", "team_id": self.team.id}),
            [
                (1, "assign", self.manager.id, self.agent.login),
                (2, "escalate", self.agent.id, "Needs development"),
            ],
        )
        ticket = self.env.ref("cs_helpdesk.ticket_test_story")
        self.assertEqual(self._kinds(ticket), ["assigned", "escalated"])
        self.assertEqual(ticket.team_id, self.other_team)
        self.assertLess(max(ticket.message_ids.mapped("date")), fields.Datetime.now())

    # === People and teams that go === #

    def test_team_with_open_tickets_cannot_be_deleted(self):
        ticket = self._ask()
        with self.assertRaisesRegex(UserError, "1 open tickets"):
            self.team.unlink()
        self._move(ticket, "closed")
        self.team.unlink()
        self.assertTrue(ticket.exists())

    def test_archived_agent(self):
        first, second, waiting = self._ask(3)
        self.assertEqual(first.user_id, self.agent)
        waiting.user_id = False
        self._move(waiting, "waiting")
        solved = self._new_ticket(team_id=self.other_team.id, user_id=self.agent.id)
        self._move(solved, "solved")
        self.agent2.cs_capacity = 0
        self.agent.active = False
        self.assertEqual(first.user_id, self.agent2)
        self.assertIn("left", self._kinds(first))
        self.assertEqual(second.user_id, self.agent2)
        self.assertEqual(solved.user_id, self.agent, "the past stays")
        self.assertFalse(self.env["cs.agent.load"]._cs_rebuild())
