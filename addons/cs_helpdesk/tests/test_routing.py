# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .routing_common import RoutingCase


@tagged("post_install", "-at_install")
class TestRouting(RoutingCase):
    """Work finds its person, and the borders it keeps."""

    # === Who gets it === #

    def test_the_reason_is_kept_and_said(self):
        ticket = self._ask()
        self.assertEqual(ticket.user_id, self.agent)
        self.assertEqual(ticket.assign_reason, "Holds the least work in the team.")
        self.assertIn("Holds the least", ticket.message_ids[0].body)
        self.assertEqual(self._kinds(ticket), ["automatic"])
        taken = self._new_ticket(team_id=self.other_team.id)
        taken.with_user(self.outsider).claim()
        self.assertEqual(taken.assign_reason, f"Taken by {self.outsider.name}.")
        self.assertEqual(self._kinds(taken), ["taken"])
        ticket.with_user(self.manager).user_id = self.agent2
        self.assertIn(self.manager.name, ticket.assign_reason)
        self.assertEqual(self._kinds(ticket), ["automatic", "assigned"])

    def test_skills_and_language(self):
        self.member2.skill_ids = self.wms
        skilled = self._ask(3, skill_ids=[Command.set(self.wms.ids)])
        self.assertEqual(skilled.mapped("user_id"), self.agent2)
        self.assertFalse(skilled[2].user_id, "nobody else can do it")
        self.assertIn("skills needed", skilled[0].assign_reason)
        self.people.cs_capacity = 9
        self.assertEqual(skilled[2].user_id, self.agent2, "there is room now")
        self.member2.skill_ids = self.zh
        self.env["res.lang"]._activate_lang("zh_CN")
        self.contact.lang = "zh_CN"
        self._ask(2, user_id=self.agent2.id)
        ticket = self._ask(partner_id=self.contact.id)
        self.assertEqual(ticket.user_id, self.agent2)
        self.assertIn("language", ticket.assign_reason)

    def test_who_helped_the_customer_last(self):
        self._ask(user_id=self.agent2.id, partner_id=self.contact.id)
        ticket = self._ask(partner_id=self.customer.id)
        self.assertEqual(ticket.user_id, self.agent2)
        self.assertEqual(ticket.assign_reason, "Helped this customer last.")
        third = self._ask(partner_id=self.customer.id)
        self.assertEqual(third.user_id, self.agent, "the other one is full")
        self.people.cs_capacity = 0
        self.team.affinity_days = 0
        self._ask(3, user_id=self.agent.id, partner_id=self.contact.id)
        self.assertEqual(self._ask(partner_id=self.contact.id).user_id, self.agent2)

    def test_who_is_not_there_gets_nothing(self):
        self.agent.with_user(self.agent).cs_set_status("busy")
        self.assertEqual(self._ask().user_id, self.agent2)
        self.agent2.out_of_office_from = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(self._ask().user_id)

    def test_caps_of_the_team(self):
        self.member.capacity = 1
        self.member2.capacity = 1
        tickets = self._ask(3)
        self.assertEqual(tickets.mapped("user_id.id"), self.people.ids)
        self.assertFalse(tickets[2].user_id)

    def test_queries_do_not_grow_with_the_batch(self):
        """Beyond the stage that is looked up, and the mail core sends, for each."""
        quiet = self.env(context={"mail_auto_subscribe_no_notify": True})
        self.people.cs_capacity = 0
        counts = []
        for size in (2, 5, 25):
            tickets = self._ask(size, user_id=self.agent.id, active=False)
            self.env.flush_all()
            before = self.cr.sql_log_count
            tickets.with_env(quiet).write({"active": True, "user_id": False})
            self.env.flush_all()
            self.assertTrue(all(ticket.user_id for ticket in tickets))
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1], counts)

    # === Freed places === #

    def test_a_freed_place_is_filled(self):
        self._ask(4)
        waiting = self._ask(2)
        urgent = self._ask(priority="3")
        self.assertFalse((waiting + urgent).user_id)
        first = self.env["cs.ticket"].search([("user_id", "=", self.agent.id)], limit=1)
        self._move(first, "solved")
        self.assertEqual(urgent.user_id, self.agent, "the most pressing first")
        self.assertFalse(waiting.user_id)
        urgent.unlink()
        self.assertEqual(waiting[0].user_id, self.agent)

    def test_coming_online_takes_what_waits(self):
        self.people._cs_change_status("off", False)
        tickets = self._ask(3)
        self.assertFalse(tickets.user_id)
        self.agent.with_user(self.agent).cs_set_status("online")
        self.assertEqual(len(tickets.filtered("user_id")), 2)
        self.assertEqual(tickets.user_id, self.agent)

    def test_a_full_team_blocks_nobody_who_can_do_more(self):
        self.agent2._cs_change_status("off", False)
        self.member.skill_ids = False
        needing = self._ask(60, skill_ids=[Command.set(self.wms.ids)], priority="3")
        self._ask(2)
        plain = self._ask()
        self.assertFalse(plain.user_id | needing.user_id)
        held = self.env["cs.ticket"].search([("user_id", "=", self.agent.id)], limit=1)
        self._move(held, "closed")
        self.assertEqual(plain.user_id, self.agent)

    def test_what_reopens_without_a_person_is_handed_out(self):
        self.people._cs_change_status("off", False)
        ticket = self._ask(partner_id=self.contact.id)
        self._move(ticket, "waiting")
        self.people._cs_change_status("online", False)
        self.assertFalse(ticket.user_id, "it waits for the customer")
        self._write_as(ticket, partner=self.contact)
        self.assertTrue(ticket.user_id)

    def test_back_from_a_leave(self):
        """Nothing happens when a leave ends: the cron looks."""
        self.people.out_of_office_from = fields.Datetime.now() - timedelta(hours=1)
        ticket = self._ask()
        self.env["cs.ticket"]._cs_heal()
        self.assertFalse(ticket.user_id)
        self.people.out_of_office_from = False
        self.env["cs.ticket"]._cs_heal()
        self.assertTrue(ticket.user_id)

    # === Borders === #

    def test_assignments_keep_to_teams_and_companies(self):
        ticket = self._ask()
        rows = ticket.assignment_ids
        self.assertTrue(rows.with_user(self.agent).read(["kind"]))
        for user in (
            self.outsider,
            new_test_user(self.env, "rt_employee", groups="base.group_user"),
            new_test_user(self.env, "rt_customer", groups="base.group_portal"),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rows.with_user(user).read(["kind"])
        with self.assertRaises(AccessError):
            rows.with_user(self.manager).write({"kind": "taken"})

    def test_what_routing_owns_nobody_writes(self):
        ticket = self._ask().with_user(self.manager)
        for values in (
            {"assign_facts": {"rule": "next"}},
            {"escalation_level": 3},
            {"pooled_at": False},
            {"touched_at": "2026-01-01 00:00:00"},
            {"next_route_at": False},
            {"waiting_since": False},
            {"returned_from_id": False},
            {"assigned_at": "2026-01-01 00:00:00"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                ticket.write(values)
