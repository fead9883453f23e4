# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from psycopg2 import errors

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.cs_sla_replan import CsSlaReplan
from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestSlaReplan(HelpdeskCase):
    """Edited terms reach the open tickets, in the background."""

    def setUp(self):
        super().setUp()
        self.Replan = self.env["cs.sla.replan"]
        self.Replan.search([]).unlink()
        self.env["cs.ticket"].search([]).active = False
        self.policy = self._new_policy(target=8)
        self._at("02 01:00")
        self.ticket = self._new_ticket()
        self.line = self.ticket.sla_line_ids
        self._at("02 03:00")

    def _drain(self):
        while self.Replan._drain():
            continue

    def _holiday(self, **values):
        # With Time Off a holiday is told in the zone of the calendar, not in UTC.
        self.env.user.tz = self.calendar.tz
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": self._utc("02 05:00"),
                "date_to": self._utc("03 00:00"),
                **values,
            }
        )

    def test_edited_target_keeps_the_time_used(self):
        self.policy.with_user(self.manager).target_hours = 4
        self.assertEqual(self.line.target_hours, 8, "not in the manager's transaction")
        row = self.Replan.search([])
        self.assertEqual((row.state, row.total, row.company_id.id), ("waiting", 1, 1))
        self._drain()
        self.assertEqual((self.line.target_hours, self.line.consumed_hours), (4, 2))
        self.assertEqual(self.line.deadline, self._utc("02 06:00"))
        self.assertEqual(self.line.event_ids.mapped("kind"), ["start", "swap"])
        self.assertEqual((row.state, row.done, row.progress), ("done", 1, 100))

    def test_archived_policy_no_longer_binds(self):
        self.policy.active = False
        self._drain()
        self.assertEqual(self.line.state, "cancelled")

    def test_new_policy_reaches_open_tickets(self):
        self._new_policy("update", 4)
        self._drain()
        self.assertEqual(
            self.ticket.sla_line_ids.mapped("metric"), ["resolve", "update"]
        )

    def test_who_was_answered_is_promised_no_first_response(self):
        self._write_as(self.ticket)
        self._new_policy("first_response", 4)
        self._drain()
        self.assertEqual(self.ticket.sla_line_ids.mapped("metric"), ["resolve"])

    def test_holiday_moves_the_deadline_and_is_logged(self):
        holiday = self._holiday()
        self._drain()
        # 3 hours on Monday morning, none after 13:00, 5 on Tuesday
        self.assertEqual(self.line.deadline, self._utc("03 07:00"))
        event = self.line.event_ids[-1]
        self.assertEqual((event.kind, event.note), ("swap", "Working hours changed"))
        holiday.unlink()
        self._drain()
        self.assertEqual(self.line.deadline, self._utc("02 10:00"))

    def test_holiday_of_the_company_and_of_all(self):
        self._holiday(calendar_id=False)
        self._drain()
        self.assertEqual(self.line.deadline, self._utc("03 07:00"))
        self.env["resource.calendar.leaves"].search([]).company_id = False
        rows = self.Replan.search([("state", "=", "waiting")])
        self.assertEqual(rows.mapped("scope"), ["company_id"], "asked once")

    def test_absence_of_a_person_and_quiet_edits_ask_for_nothing(self):
        resource = self.env["resource.resource"].create({"name": "Lin Xiao"})
        self._holiday(resource_id=resource.id)
        self.policy.name = "Another name"
        self._new_calendar("UTC")
        self.assertFalse(self.Replan.search([]))

    def test_edited_hours(self):
        afternoon = self.calendar.attendance_ids.filtered(lambda a: a.hour_from == 13)
        afternoon.hour_to = 19
        self._drain()
        self.assertEqual(self.line.deadline, self._utc("02 10:00"))
        self.calendar.tz = "UTC"  # 9 is 9:00 UTC now
        self._drain()
        self.assertEqual(self.line.deadline, self._utc("02 18:00"))
        self.calendar.attendance_ids.filtered(lambda a: a.hour_from == 9).unlink()
        self._drain()
        self.assertEqual(self.line.deadline, self._utc("03 15:00"))

    def test_what_broke_stays_broken(self):
        self._at("03 01:30")
        self.env["cs.sla.line"]._cs_alert_due()
        self._holiday()
        self._drain()
        self.assertEqual(
            (self.line.state, self.line.breached_at),
            ("breached", self._utc("02 10:00")),
        )

    def test_team_company_and_tier(self):
        berlin = self._new_calendar("Europe/Berlin")
        self.team.calendar_id = berlin
        self._drain()
        self.assertEqual(self.line.calendar_id, berlin)
        self.team.calendar_id = False
        self.company.resource_calendar_id = self.calendar
        self._drain()
        self.assertEqual(self.line.calendar_id, self.calendar)
        gold = self.env["cs.tier"].create({"name": "Platinum"})
        self._new_policy(target=2, tier_ids=gold.ids, sequence=1)
        (self.customer | self.stranger).cs_tier_id = gold
        self._drain()
        self.assertEqual(self.line.target_hours, 2)

    def test_a_new_product_in_use_is_a_new_claim(self):
        self._new_policy(target=2, entitlement="covered", sequence=1)
        self._drain()
        self.assertEqual(self.line.target_hours, 8)
        product = self.env["product.product"].create({"name": "ERP"})
        item = self.env["cs.item"].create(
            {"partner_id": self.customer.id, "product_id": product.id}
        )
        self._drain()
        self.assertEqual(self.line.target_hours, 2)
        item.active = False
        self._drain()
        self.assertEqual(self.line.target_hours, 8)

    def test_batches_go_on_where_they_stopped(self):
        tickets = self.ticket
        for _number in range(4):
            tickets += self._new_ticket()
        self.policy.target_hours = 4
        row = self.Replan.search([])
        self.assertEqual(row._step(limit=2), 2)
        self.assertEqual((row.state, row.progress), ("running", 40))
        # asked again while it runs: what is done already has to be done again
        self.policy.target_hours = 3
        self.assertEqual(len(self.Replan.search([("state", "!=", "done")])), 2)
        self.policy.target_hours = 5
        self.assertEqual(len(self.Replan.search([("state", "!=", "done")])), 2)
        self._drain()
        self.assertEqual(set(tickets.sla_line_ids.mapped("target_hours")), {5.0})

    def test_closed_tickets_are_left_alone(self):
        self._move(self.ticket, "solved")
        self.policy.target_hours = 1
        self.assertFalse(self.Replan.search([]), "there is nothing to plan")

    def test_cron_survives_somebody_working_on_the_same_ticket(self):
        self.policy.target_hours = 4
        cron = self.env.ref("cs_helpdesk.ir_cron_sla_replan")
        conflict = errors.SerializationFailure()
        with (
            self.enter_registry_test_mode(),
            patch.object(CsSlaReplan, "_step", side_effect=conflict),
        ):
            cron.method_direct_trigger()
        self.assertEqual(self.Replan.search([]).state, "waiting")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.line.target_hours, 4)

    def test_finished_rows_are_forgotten(self):
        self.policy.target_hours = 4
        self._drain()
        row = self.Replan.search([])
        self._at("30 01:00")
        self.Replan._gc_done()
        self.assertTrue(row.exists())
        row.finished_at = self._utc("01 00:00").replace(month=2)
        self.env.flush_all()
        self.Replan._gc_done()
        self.assertFalse(row.exists())

    def test_managers_look_and_nobody_writes(self):
        self.policy.target_hours = 4
        row = self.Replan.search([])
        self.assertEqual(row.with_user(self.manager).total, 1)
        with self.assertRaises(AccessError):
            row.with_user(self.manager).write({"last_id": 10**6})
        with self.assertRaises(AccessError):
            row.with_user(self.agent).read(["name"])
