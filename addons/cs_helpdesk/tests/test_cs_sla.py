# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.cs_customer.tools.inner import Inner

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestSla(HelpdeskCase):
    """The scenarios that promises must survive."""

    def _line(self, ticket, metric="resolve"):
        return ticket.sla_line_ids.filtered(lambda line: line.metric == metric)[-1:]

    def _kinds(self, line):
        return line.event_ids.mapped("kind")

    def test_deadline_skips_lunch_night_and_weekend(self):
        self._new_policy(target=10)
        self._at("06 02:00")  # Friday, 10:00 in Shanghai
        ticket = self._new_ticket()
        # 7 hours are left on Friday, the lunch break does not count; 3 on Monday
        self.assertEqual(self._line(ticket).deadline, self._utc("09 04:00"))
        self.assertEqual(ticket.sla_deadline, self._utc("09 04:00"))
        self.assertEqual(self._kinds(self._line(ticket)), ["start"])
        self.assertFalse(self._line(ticket).round_the_clock)

    def test_made_at_night_runs_from_the_next_morning(self):
        self._new_policy(target=1)
        self._at("02 15:00")  # Monday, 23:00
        self.assertEqual(self._line(self._new_ticket()).deadline, self._utc("03 02:00"))

    def test_solved_straight_from_waiting_is_kept(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 02:00")
        self._move(ticket, "waiting")
        line = self._line(ticket)
        self.assertEqual((line.state, line.deadline), ("paused", False))
        self.assertEqual(line.consumed_hours, 1.0)
        self._at("10 02:00")
        self._move(ticket, "solved")
        self.assertEqual((line.state, line.consumed_hours), ("met", 1.0))
        self._at("20 02:00")
        self.assertEqual((line.state, ticket.sla_state), ("met", "met"))

    def test_born_from_an_answered_talk_it_has_its_first_response(self):
        self._new_policy(metric="first_response", target=1)
        self._at("02 03:00")
        ticket = self._new_ticket(first_response_at=self._utc("02 01:30"))
        line = self._line(ticket, "first_response")
        self.assertEqual((line.state, line.consumed_hours), ("met", 0.0))
        self.assertEqual(ticket.first_response_at, self._utc("02 01:30"))

    def test_note_does_not_move_waiting_but_the_customer_does(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._move(ticket, "waiting")
        self._write_as(ticket, subtype_xmlid="mail.mt_note")
        self.assertEqual(ticket.state, "waiting")
        self._at("03 01:00")
        self._write_as(ticket, partner=self.contact)
        self.assertEqual(ticket.state, "open")
        self.assertEqual(self._line(ticket).deadline, self._utc("03 10:00"))
        self.assertEqual(self._kinds(self._line(ticket)), ["start", "pause", "resume"])

    def test_priority_raised_keeps_the_time_used(self):
        self._new_policy(target=8, priorities="0,1")
        self._new_policy(target=4, priorities="2,3")
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 03:00")
        ticket.priority = "3"
        line = self._line(ticket)
        self.assertEqual((line.target_hours, line.consumed_hours), (4, 2))
        self.assertEqual(line.deadline, self._utc("02 06:00"))
        self.assertEqual(self._kinds(line), ["start", "swap"])

    def test_swap_keeps_a_failure_and_does_not_repeat_it(self):
        self._new_policy(target=2, priorities="1")
        urgent = self._new_policy(target=1, priorities="3")
        self._new_policy(target=8, priorities="0")
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 04:00")
        ticket.priority = "3"
        line = ticket.sla_line_ids
        self.assertEqual((len(line), line.state), (1, "breached"))
        self.assertEqual(line.breached_at, self._utc("02 03:00"))
        self.assertIn(urgent.name, line.event_ids.mapped("note"))
        ticket.priority = "0"
        # nothing runs any more on the broken one; it stays broken
        self.assertEqual(ticket.sla_line_ids[0].state, "breached")
        self.assertEqual(ticket.sla_state, "breached")

    def test_raised_beyond_the_target_is_due_at_once(self):
        self._new_policy(target=8, priorities="1")
        self._new_policy(target=1, priorities="3")
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 04:00")
        ticket.priority = "3"
        self.assertEqual(self._line(ticket).deadline, self._utc("02 04:00"))

    def test_team_change_measures_the_old_span_in_the_old_calendar(self):
        calendar = self._new_calendar("Europe/Berlin")
        berlin = self._new_team("Berlin", self.agent2, calendar_id=calendar.id)
        self._new_policy(target=8)
        self._at("02 02:00")
        ticket = self._new_ticket()
        self._at("02 10:00")  # 7 hours in Shanghai; 11:00 in Berlin
        ticket.team_id = berlin
        line = self._line(ticket)
        self.assertEqual((line.consumed_hours, line.calendar_id), (7.0, calendar))
        self.assertEqual(line.deadline, self._utc("02 11:00"))

    def test_customer_change_chooses_again(self):
        tier = self.env["cs.tier"].create({"name": "Platinum"})
        self._new_policy(target=2, tier_ids=tier.ids, sequence=1)
        self._new_policy(target=8, sequence=2)
        self.stranger.cs_tier_id = tier
        self._at("02 01:00")
        ticket = self._new_ticket()
        self.assertEqual(self._line(ticket).target_hours, 8)
        ticket.partner_id = self.stranger
        self.assertEqual(self._line(ticket).target_hours, 2)

    def test_reopened_goes_on_and_keeps_the_first_result(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 04:00")
        self._move(ticket, "solved")
        self.assertEqual(ticket.solved_at, self._utc("02 04:00"))
        self._at("04 01:00")
        self._write_as(ticket, partner=self.contact)
        first, second = ticket.sla_line_ids
        self.assertEqual((first.state, first.consumed_hours), ("met", 3.0))
        self.assertEqual((second.state, second.cycle), ("running", 2))
        self.assertEqual(second.deadline, self._utc("04 07:00"))
        self.assertEqual(self._kinds(second), ["reopen"])
        self.assertFalse(ticket.solved_at)
        self.assertEqual(ticket.reopened_at, self._utc("04 01:00"))
        self._move(ticket, "solved")
        self.assertEqual(second.state, "met")

    def test_a_broken_promise_is_not_broken_again_by_reopening(self):
        self._new_policy(target=1)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("03 01:00")
        self._move(ticket, "solved")
        line = ticket.sla_line_ids
        self.assertEqual(
            (line.state, line.breached_at), ("breached", self._utc("02 02:00"))
        )
        self.assertEqual(line.reached_at, self._utc("03 01:00"))
        self._move(ticket, "open")
        self.assertEqual(ticket.sla_line_ids, line)
        self.assertEqual(self._kinds(line), ["start", "breach", "reach", "reopen"])

    def test_skipped_stage_counts(self):
        stage = self.stages["waiting"]
        self._new_policy("reach_stage", 8, stage_id=stage.id)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 02:00")
        self._move(ticket, "solved")
        line = self._line(ticket, "reach_stage")
        self.assertEqual((line.state, line.consumed_hours), ("met", 1.0))
        self._move(ticket, "open")
        self.assertEqual(line.state, "met")

    def test_what_is_a_first_response(self):
        self._new_policy("first_response", 4)
        self._at("02 01:00")
        ticket = self._new_ticket()
        bot = self.env.ref("base.user_root")
        self._write_as(ticket, subtype_xmlid="mail.mt_note")
        self._write_as(ticket, message_type="auto_comment")
        self._write_as(ticket, message_type="notification")
        self._write_as(ticket, user=bot)
        self._write_as(ticket.with_context(cs_automatic_mail=Inner()))
        self._write_as(ticket, partner=self.contact)
        self.assertEqual(self._line(ticket, "first_response").state, "running")
        self.assertFalse(ticket.first_response_at)
        self._at("02 02:00")
        # A remote caller's context is no word of ours.
        self._write_as(ticket.with_context(cs_automatic_mail=True))
        line = self._line(ticket, "first_response")
        self.assertEqual((line.state, line.consumed_hours), ("met", 1.0))
        self.assertEqual(ticket.first_response_at, self._utc("02 02:00"))
        self.assertEqual(ticket.state, "open")

    def test_a_ticket_of_a_colleague_is_answered_by_others_only(self):
        self._new_policy("first_response", 4)
        ticket = self._new_ticket(partner_id=self.agent2.partner_id.id)
        self._write_as(ticket, user=self.agent2)
        self.assertFalse(ticket.first_response_at)
        self._write_as(ticket, user=self.agent)
        self.assertTrue(ticket.first_response_at)

    def test_solved_without_an_answer_is_no_response(self):
        self._new_policy("first_response", 4)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._move(ticket, "solved")
        line = self._line(ticket, "first_response")
        self.assertEqual(line.state, "paused")
        self._at("05 01:00")
        self._move(ticket, "open")
        self.assertEqual(line.deadline, self._utc("05 06:00"))
        self._move(ticket, "closed")
        self.assertEqual((line.state, ticket.sla_state), ("cancelled", "none"))

    def test_next_response_counts_from_the_oldest_question(self):
        self._new_policy("next_response", 4)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self.assertFalse(ticket.sla_line_ids)
        self._write_as(ticket, partner=self.contact)
        self._at("02 02:00")
        self._write_as(ticket, partner=self.contact)
        self._write_as(ticket, partner=self.contact)
        self.assertEqual(len(ticket.sla_line_ids), 1)
        self.assertEqual(ticket.sla_deadline, self._utc("02 06:00"))
        self._write_as(ticket)
        self.assertEqual(ticket.sla_line_ids.state, "met")
        self._write_as(ticket, partner=self.contact)
        self.assertEqual(ticket.sla_line_ids.mapped("cycle"), [1, 2])

    def test_update_is_promised_anew_after_each_answer(self):
        self._new_policy("update", 4)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._at("02 02:00")
        self._write_as(ticket)
        first, second = ticket.sla_line_ids
        self.assertEqual((first.state, second.state), ("met", "running"))
        self.assertEqual(second.consumed_hours, 0)
        self.assertEqual(second.deadline, self._utc("02 07:00"))

    def test_holidays_of_the_right_company_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        leaves = self.env["resource.calendar.leaves"]
        holiday = {
            "name": "Everybody's",
            "calendar_id": False,
            "date_from": self._utc("03 00:00"),
            "date_to": self._utc("03 23:00"),
        }
        leaves.create(holiday).company_id = other
        self._new_policy(target=8)
        self._at("03 01:00")
        self.assertEqual(self._line(self._new_ticket()).deadline, self._utc("03 10:00"))
        leaves.create(holiday)
        self.assertEqual(self._line(self._new_ticket()).deadline, self._utc("04 10:00"))

    def test_calendar_missing_empty_or_flexible_counts_around_the_clock(self):
        empty = self._new_calendar("UTC")
        empty.attendance_ids.unlink()
        flexible = self.env["resource.calendar"].create(
            {"name": "Flexible", "schedule_type": "flexible"}
        )
        policy = self._new_policy(target=30)
        self._at("06 12:00")
        for calendar in (empty, flexible, self.env["resource.calendar"]):
            with self.subTest(calendar=calendar.name):
                self.team.calendar_id = policy.calendar_id = calendar
                if not calendar:
                    self.company.resource_calendar_id = False
                line = self._line(self._new_ticket())
                self.assertEqual(line.deadline, self._utc("07 18:00"))
                self.assertTrue(line.round_the_clock)
                self.assertEqual(line.event_ids.note, "Counted around the clock")

    @freeze_time("2026-03-28 22:00:00")
    def test_night_of_the_clock_change(self):
        """In Berlin the clock jumps from 2 to 3 on 29 March 2026."""
        calendar = self._new_calendar("Europe/Berlin", slots=[(0, 24)], days=range(7))
        self._new_policy(target=6, calendar_id=calendar.id)
        line = self._line(self._new_ticket())
        # 23:00 in winter time and 6 real hours: 6:00 in summer time, 4:00 UTC
        self.assertEqual(str(line.deadline), "2026-03-29 04:00:00")
