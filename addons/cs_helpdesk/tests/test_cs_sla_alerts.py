# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestSlaAlerts(HelpdeskCase):
    """What follows when a promise is at risk or broken, and how it is found."""

    def test_merged_promises_end_cancelled(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        target, source = self._new_ticket(), self._new_ticket()
        deadline = target.sla_deadline
        self._at("02 02:00")
        source.merge_into(target)
        self.assertEqual(source.sla_line_ids.state, "cancelled")
        self.assertEqual(source.sla_state, "none")
        self.assertEqual(
            (target.sla_deadline, target.sla_state), (deadline, "on_track")
        )

    def test_alerts_touch_only_what_is_due(self):
        self._new_policy(target=8, warn_percent=25)
        self._at("02 01:00")
        ticket = self._new_ticket()
        late = self._new_ticket(user_id=self.agent.id)
        self._at("02 02:00")
        quiet = self._new_ticket()
        Line = self.env["cs.sla.line"]
        self.assertFalse(Line._cs_due())
        self._at("02 08:30")  # at risk since 8:00, the quiet one at 9:00
        self.assertEqual(Line._cs_due(), (ticket + late).sla_line_ids)
        self.assertEqual(ticket.sla_state, "at_risk")
        Line._cs_alert_due()
        self.assertEqual(ticket.activity_ids.user_id, self.manager)
        self.assertEqual(late.activity_ids.user_id, self.agent)
        self.assertFalse(quiet.activity_ids)
        self.assertFalse(Line._cs_due())
        self._at("02 10:00")
        self.assertFalse(Line._cs_due() & late.sla_line_ids)
        self._at("03 00:30")
        Line._cs_alert_due()
        line = late.sla_line_ids
        self.assertEqual(
            (line.state, line.breached_at), ("breached", self._utc("02 10:00"))
        )
        self.assertEqual(line.event_ids[-1].at, self._utc("02 10:00"))
        self.assertEqual(len(late.activity_ids), 2)
        alerts = self.env["cs.alert"].search(
            [("partner_id", "=", self.customer.id), ("kind", "=", "promise_broken")]
        )
        self.assertEqual(len(alerts), 1, "one a day, not one a promise")

    def test_states_are_searched_and_grouped_alike(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        tickets = [self._new_ticket() for _number in range(5)]
        breached, at_risk, waiting, met, cancelled = tickets
        for ticket in (at_risk, waiting, met, cancelled):
            self._move(ticket, "waiting")
        self._move(met, "solved")
        self._move(cancelled, "closed")
        cancelled.sla_line_ids.write({"is_cancelled": True, "reached_at": False})
        self._at("03 02:00")
        self._move(at_risk, "open")
        self._at("04 00:30")
        expected = {
            "breached": breached,
            "at_risk": at_risk,
            "on_track": waiting,
            "met": met,
            "none": cancelled,
        }
        domain = [("id", "in", [ticket.id for ticket in tickets])]
        Ticket = self.env["cs.ticket"].with_user(self.agent)
        groups = dict(Ticket._read_group(domain, ["sla_state"], ["id:recordset"]))
        for state, ticket in expected.items():
            with self.subTest(state=state):
                self.assertEqual(ticket.sla_state, state)
                found = Ticket.search(domain + [("sla_state", "=", state)])
                self.assertEqual(found, ticket)
                self.assertEqual(groups[state], ticket)
        lines = self.env["cs.sla.line"].search([("ticket_id", "in", domain[0][2])])
        by_state = self.env["cs.sla.line"]._read_group(
            [("id", "in", lines.ids)], ["state"], ["id:recordset"]
        )
        for state, group in by_state:
            self.assertEqual(set(group.mapped("state")), {state})
            same = lines.search([("id", "in", lines.ids), ("state", "=", state)])
            self.assertEqual(same, group)

    def test_events_cannot_be_rewritten(self):
        self._new_policy(target=8)
        event = self._new_ticket().sla_line_ids.event_ids
        with self.assertRaises(UserError):
            event.with_user(self.manager).sudo().write({"note": "never"})
        with self.assertRaises(UserError):
            event.unlink()

    def test_create_in_batch(self):
        """A batch costs queries by the batch, not by the ticket."""
        for metric in ("first_response", "resolve", "update"):
            self._new_policy(metric)
        vals = {"name": "Batch", "team_id": self.team.id, "partner_id": self.contact.id}
        Ticket = self.env["cs.ticket"]
        Ticket.create([dict(vals)])
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        tickets = Ticket.create([dict(vals) for _number in range(100)])
        self.env.flush_all()
        self.assertEqual(len(tickets.sla_line_ids), 300)
        self.assertLessEqual(self.cr.sql_log_count - count, 90)

    def test_policy_by_type_and_entitlement(self):
        bug = self.env["cs.ticket.type"].create({"name": "Bug"})
        erp, wms = self.env["product.product"].create(
            [{"name": "ERP"}, {"name": "WMS"}]
        )
        self._new_policy(target=1, type_ids=bug.ids, sequence=1)
        self._new_policy(target=4, entitlement="covered", sequence=2)
        self._new_policy(target=40, entitlement="uncovered", sequence=3)
        item = self.env["cs.item"].create(
            {"partner_id": self.customer.id, "product_id": erp.id}
        )
        ticket = self._new_ticket()
        self.assertEqual(ticket.sla_line_ids.target_hours, 4)
        ticket.product_id = wms
        self.assertEqual(ticket.sla_line_ids.target_hours, 40)
        ticket.item_id = item
        self.assertEqual(ticket.sla_line_ids.target_hours, 4)
        ticket.type_id = bug
        self.assertEqual(ticket.sla_line_ids.target_hours, 1)
        self.assertEqual(
            self._new_ticket(partner_id=self.stranger.id).sla_line_ids.target_hours, 40
        )

    def test_a_broken_promise_raises_the_priority(self):
        self._new_policy(target=2, raise_priority=True)
        self._at("02 01:00")
        normal, urgent = self._new_ticket(), self._new_ticket(priority="3")
        self._at("02 05:00")
        self.env["cs.sla.line"]._cs_alert_due()
        self.assertEqual((normal.priority, urgent.priority), ("2", "3"))

    def test_a_broken_promise_escalates(self):
        self.team.escalation_team_id = self.other_team
        self._new_policy(target=2, escalate=True, team_ids=self.team.ids)
        self._at("02 01:00")
        ticket = self._new_ticket(user_id=self.agent.id)
        self._at("02 05:00")
        self.env["cs.sla.line"]._cs_alert_due()
        self.assertEqual(ticket.team_id, self.other_team)
        self.assertEqual((ticket.escalation_level, ticket.user_id.id), (1, 0))
        self.assertEqual(ticket.sla_state, "breached", "it does not begin anew")

    def test_the_log_says_what_paused_it(self):
        self._new_policy(target=8)
        ticket = self._new_ticket()
        self._move(ticket, "waiting")
        self._move(ticket, "open")
        notes = ticket.sla_line_ids.event_ids.mapped("note")
        self.assertEqual(
            notes[1:], [f"Stage: {self.stages[s].name}" for s in ("waiting", "open")]
        )

    def test_alert_costs_what_is_due_not_what_is_open(self):
        """The same queries with ten times the open promises."""
        self._new_policy(target=8, warn_percent=0)
        counts = []
        for open_tickets in (20, 200):
            self._at("02 01:00")
            due = [self._new_ticket() for _number in range(5)]
            self._at("02 05:00")
            vals = {"name": "Later", "team_id": self.team.id}
            self.env["cs.ticket"].create([dict(vals) for _n in range(open_tickets)])
            self._at("02 10:30")
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.assertEqual(self.env["cs.sla.line"]._cs_alert_due(), len(due))
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])

    def test_policy_of_several_conditions(self):
        tag = self.env["cs.ticket.tag"].create({"name": "outage"})
        self._new_policy(
            target=1, tag_ids=[Command.link(tag.id)], team_ids=self.other_team.ids
        )
        self._new_policy(target=2, tag_ids=[Command.link(tag.id)])
        ticket = self._new_ticket()
        self.assertFalse(ticket.sla_line_ids)
        ticket.tag_ids = tag
        self.assertEqual(ticket.sla_line_ids.target_hours, 2)
        ticket.tag_ids = False
        self.assertEqual(ticket.sla_line_ids.state, "cancelled")
