# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestRouting(HelpdeskCase):
    """Work finds its person; what nobody takes or touches goes on by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.assign_mode = "balanced"
        cls.people = cls.agent + cls.agent2
        cls.people.cs_capacity = 2
        cls.wms, cls.zh = cls.env["cs.skill"].create(
            [
                {"name": "Scanners"},
                {"name": "Chinese", "lang_id": cls.env.ref("base.lang_zh_CN").id},
            ]
        )
        cls.member, cls.member2 = cls.team.member_ids

    def _ask(self, count=1, **values):
        return self.env["cs.ticket"].create(
            [
                {
                    "name": f"Question {number}",
                    "team_id": self.team.id,
                    "partner_id": False,
                    **values,
                }
                for number in range(count)
            ]
        )

    def _kinds(self, ticket):
        return ticket.assignment_ids.sorted("id").mapped("kind")

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

    # === Next === #

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
