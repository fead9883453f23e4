# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestLifecycle(HelpdeskCase):
    """What time does to tickets, and what thanks do not."""

    def setUp(self):
        super().setUp()
        self.team.write({"close_days": 7, "silence_days": 5, "warn_days": 2})
        self._at("02 01:00")
        self.ticket = self._new_ticket(user_id=self.agent.id)

    def _steps(self):
        return self.env["cs.ticket"]._cs_steps()

    def _mails(self):
        return self.ticket.message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )

    # === Solved and closed === #

    def test_solved_is_closed_for_good_after_the_grace_time(self):
        self._move(self.ticket, "solved")
        self._at("08 23:00")
        self.assertFalse(self._steps())
        self._at("09 02:00")
        self.assertEqual(self._steps(), 1)
        self.assertEqual(self.ticket.state, "closed")
        self.assertEqual(self.ticket.solved_at, self._utc("02 01:00"))
        self._write_as(self.ticket, partner=self.contact, body="It is back")
        self.assertEqual(self.ticket.state, "closed")
        follow_up = self.ticket.child_ids
        self.assertEqual((follow_up.state, follow_up.partner_id), ("new", self.contact))
        self.assertIn("It is back", follow_up.message_ids.mapped("body")[-1])

    def test_an_answer_within_the_grace_time_reopens(self):
        self._move(self.ticket, "solved")
        self._at("06 01:00")
        self._write_as(self.ticket, partner=self.contact)
        self.assertEqual(self.ticket.state, "open")
        self.assertFalse(self.ticket.solved_at or self.ticket.next_step_at)

    def test_grace_time_of_the_team_counts_also_for_what_is_solved_already(self):
        self._move(self.ticket, "solved")
        self.team.close_days = 0
        self.assertFalse(self.ticket.next_step_at)
        self.team.close_days = 1
        self.assertEqual(self.ticket.next_step_at, self._utc("03 01:00"))

    def test_every_team_is_served(self):
        tickets = self.ticket
        for team in (self.other_team, self._new_team("Third", self.agent2)):
            tickets += self._new_ticket(team_id=team.id)
        for ticket in tickets:
            self._move(ticket, "solved")
        self._at("20 01:00")
        self._steps()
        self.assertEqual(set(tickets.mapped("state")), {"closed"})

    # === Thanks === #

    def test_thanks_leave_it_solved_and_one_click_reopens(self):
        self._move(self.ticket, "solved")
        self._write_as(self.ticket, partner=self.contact, body="好的，谢谢！")
        self.assertEqual(self.ticket.state, "solved")
        self.assertIn("Only thanks", self.ticket.message_ids[0].body)
        self.ticket.with_user(self.agent).action_reopen()
        self.assertEqual(self.ticket.state, "open")

    def test_thanks_to_a_closed_ticket_make_no_follow_up(self):
        self._move(self.ticket, "closed")
        self._write_as(self.ticket, partner=self.contact, body="Thank you!")
        self.assertFalse(self.ticket.child_ids)

    def test_thanks_with_a_file_or_on_open_work_are_more(self):
        self._move(self.ticket, "solved")
        file = self.env["ir.attachment"].create({"name": "log.txt", "raw": b"x"})
        self._write_as(
            self.ticket, partner=self.contact, body="Thanks", attachment_ids=file.ids
        )
        self.assertEqual(self.ticket.state, "open")
        self._move(self.ticket, "waiting")
        self._write_as(self.ticket, partner=self.contact, body="Thanks")
        self.assertEqual(self.ticket.state, "open")

    # === Silence === #

    def test_silence_is_warned_of_then_closes_by_working_days(self):
        self._move(self.ticket, "waiting")
        self._at("04 09:00")  # Wednesday: 3 working days are not over
        self.assertFalse(self._steps())
        self._at("05 00:30")
        self.assertEqual(self._steps(), 1)
        self.assertEqual(self.ticket.state, "waiting")
        self.assertEqual(self._mails().notified_partner_ids, self.contact)
        self.assertIn("2", self._mails().body)
        self.assertFalse(self._steps(), "warned once")
        self._at("06 09:00")
        self.assertFalse(self._steps())
        self._at("09 01:30")  # two working days later, over the weekend
        self._steps()
        self.assertEqual((self.ticket.state, self.ticket.is_auto_closed), ("closed", 1))

    def test_the_last_message_counts(self):
        self._move(self.ticket, "waiting")
        self._at("04 09:00")
        self._write_as(self.ticket)  # the agent asks again
        self._at("05 01:00")
        self.assertFalse(self._steps())
        self._at("09 10:00")
        self._steps()
        self.assertTrue(self.ticket.warned_at)
        self._write_as(self.ticket, partner=self.contact)
        self.assertEqual(self.ticket.state, "open")
        self.assertFalse(self.ticket.warned_at or self.ticket.next_step_at)

    def test_who_has_no_address_is_closed_without_a_mail(self):
        self.contact.email = False
        self._move(self.ticket, "waiting")
        self._at("12 01:00")
        self._steps()
        self._at("20 01:00")
        self._steps()
        self.assertEqual(self.ticket.state, "closed")
        self.assertFalse(self._mails())

    def test_no_rating_after_closing_by_itself(self):
        self.team.rating_active = True
        self._move(self.ticket, "waiting")
        self._at("12 01:00")
        self._steps()
        self._at("20 01:00")
        self._steps()
        self.assertFalse(self.ticket.rating_asked_at)
        self.assertFalse(self.ticket._cs_can_rate())
        self.ticket.action_reopen()
        self.ticket.action_solve()
        self.assertTrue(self.ticket.rating_asked_at)
        self.assertTrue(self.ticket._cs_can_rate())

    def test_closing_for_silence_keeps_no_promise(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        ticket = self._new_ticket()
        self._move(ticket, "waiting")
        self._at("12 01:00")
        self._steps()
        self._at("20 01:00")
        self._steps()
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.sla_line_ids.state, "cancelled")
        report = self.env["cs.ticket.report"].search([("ticket_id", "=", ticket.id)])
        self.assertFalse(report.resolve_hours)
        token = ticket._rating_get_access_token(self.contact)
        ticket.rating_apply(1, token=token)
        self.assertFalse(ticket.rating_ids.filtered("consumed"))

    def test_one_that_cannot_holds_up_nobody(self):
        good = self._new_ticket()
        for ticket in (self.ticket, good):
            self._move(ticket, "solved")
        self._at("20 01:00")
        bad = self.ticket.id
        close = type(self.ticket)._cs_close_for_good

        def breaking(tickets):
            if bad in tickets.ids:
                raise ValueError("template")
            return close(tickets)

        self.patch(type(self.ticket), "_cs_close_for_good", breaking)
        self._steps()
        self.assertEqual((good.state, self.ticket.state), ("closed", "solved"))
        self.assertEqual(self.ticket.next_step_at, self._utc("20 02:00"))

    def test_answers_after_closing_go_on_in_one_follow_up(self):
        self._move(self.ticket, "closed")
        for body in ("It is back", "And again"):
            self._write_as(self.ticket, partner=self.contact, body=body)
        self.assertEqual(len(self.ticket.child_ids), 1)
        bodies = "".join(self.ticket.child_ids.message_ids.mapped("body"))
        self.assertIn("And again", bodies)

    def test_silence_must_be_longer_than_the_warning(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.cr.savepoint(),
        ):
            self.team.write({"silence_days": 2, "warn_days": 2})
            self.env.flush_all()

    # === Waiting until a day === #

    def test_wakes_up_on_its_day(self):
        wizard = self.env["cs.ticket.wait"].with_user(self.agent)
        wizard = wizard.create(
            {
                "ticket_ids": self.ticket.ids,
                "wake_at": self._utc("20 01:00"),
                "note": "The part arrives",
            }
        )
        wizard.action_wait()
        self.assertEqual(self.ticket.state, "waiting")
        self.assertIn("The part arrives", self.ticket.message_ids.mapped("body")[0])
        self._at("19 01:00")
        self.assertFalse(self._steps(), "it waits on purpose: no warning")
        self._at("20 01:05")
        self._steps()
        self.assertEqual((self.ticket.state, self.ticket.wake_at), ("open", False))
        self.assertEqual(self.ticket.activity_ids.user_id, self.agent)
        self._move(self.ticket, "waiting")
        self.assertGreater(self.ticket.next_step_at, self._utc("20 02:00"))

    def test_a_day_that_is_over_is_refused(self):
        wizard = self.env["cs.ticket.wait"].create(
            {"ticket_ids": self.ticket.ids, "wake_at": self._utc("01 01:00")}
        )
        with self.assertRaises(ValidationError):
            wizard.action_wait()

    def test_cron(self):
        self._move(self.ticket, "solved")
        self._at("20 01:00")
        with self.enter_registry_test_mode():
            self.env.ref("cs_helpdesk.ir_cron_ticket_steps").method_direct_trigger()
        self.assertEqual(self.ticket.state, "closed")

    # === Merge, undo, link, split === #

    def test_merge_is_undone_until_somebody_writes(self):
        target = self._new_ticket()
        self._move(self.ticket, "open")
        file = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"a",
                "res_model": "cs.ticket",
                "res_id": self.ticket.id,
            }
        )
        said = self._write_as(
            self.ticket, partner=self.contact, attachment_ids=file.ids
        )
        self.ticket.activity_schedule("mail.mail_activity_data_todo")
        activity = self.ticket.activity_ids
        self.ticket.with_user(self.agent).merge_into(target)
        self.assertEqual((said.res_id, activity.res_id), (target.id, target.id))
        self.assertEqual(file.res_id, target.id)
        self.ticket.with_user(self.agent).action_undo_merge()
        self.assertEqual((said.res_id, activity.res_id), (self.ticket.id,) * 2)
        self.assertEqual(file.res_id, self.ticket.id)
        self.assertEqual(
            (self.ticket.state, self.ticket.merged_into_id.id), ("open", 0)
        )
        with self.assertRaises(UserError):
            self.ticket.action_undo_merge()

    def test_merge_is_not_undone_when_the_talk_went_on(self):
        target = self._new_ticket()
        self.ticket.merge_into(target)
        self._write_as(target)
        with self.assertRaisesRegex(UserError, "went on"):
            self.ticket.with_user(self.agent).action_undo_merge()
        self.assertEqual(self.ticket.merged_into_id, target)

    def test_undone_promises_go_on_with_the_time_used(self):
        self._new_policy(target=8)
        self._at("02 01:00")
        source, target = self._new_ticket(), self._new_ticket()
        self._at("02 03:00")
        source.merge_into(target)
        self._at("02 05:00")
        source.action_undo_merge()
        self.assertEqual(source.sla_line_ids.mapped("state"), ["cancelled", "running"])
        # 2 hours were used, 6 are left from 13:00 on
        self.assertEqual(source.sla_deadline, self._utc("03 02:00"))

    def test_chains_are_undone_from_the_end(self):
        first, second, third = (self._new_ticket() for _number in range(3))
        said = self._write_as(first, partner=self.contact)
        first.merge_into(second)
        second.merge_into(third)
        with self.assertRaisesRegex(UserError, "Undo that first"):
            first.action_undo_merge()
        second.action_undo_merge()
        self.assertEqual(said.res_id, second.id)
        first.action_undo_merge()
        self.assertEqual(said.res_id, first.id)

    def test_two_merged_at_once_are_undone_one_by_one(self):
        first, second, target = (self._new_ticket() for _number in range(3))
        said = [self._write_as(t, partner=self.contact) for t in (first, second)]
        (first | second).merge_into(target)
        first.action_undo_merge()
        self.assertEqual([m.res_id for m in said], [first.id, target.id])
        second.action_undo_merge()
        self.assertEqual(said[1].res_id, second.id)
        self.assertFalse(first.reopened_at, "it was never closed for the customer")

    def test_merging_brings_people_and_links(self):
        colleague = self.env["res.partner"].create(
            {
                "name": "Li Qiang",
                "email": "li@huadong.example",
                "parent_id": self.customer.id,
            }
        )
        source = self._new_ticket(
            partner_id=colleague.id, email_cc="boss@huadong.example"
        )
        linked = self._new_ticket(partner_id=self.stranger.id)
        source.merge_into(linked)
        lead = source.create_opportunity()
        source.merge_into(self.ticket)
        self.assertIn(colleague, self.ticket.message_partner_ids)
        self.assertEqual(self.ticket.email_cc, "boss@huadong.example")
        self.assertEqual(self.ticket.linked_ids, linked)
        self.assertEqual(lead.cs_origin_id, self.ticket.id)
        source.action_undo_merge()
        self.assertEqual(lead.cs_origin_id, source.id)
        self.assertNotIn(colleague, self.ticket.message_partner_ids)
        self.assertFalse(self.ticket.email_cc or self.ticket.linked_ids)

    def test_undoing_one_merge_keeps_what_another_brought(self):
        values = {"email_cc": "boss@huadong.example, audit@huadong.example"}
        first, second = self._new_ticket(**values), self._new_ticket(**values)
        second.email_cc = "boss@huadong.example"
        (first | second).merge_into(self.ticket)
        first.action_undo_merge()
        self.assertEqual(self.ticket.email_cc, "boss@huadong.example")
        second.action_undo_merge()
        self.assertFalse(self.ticket.email_cc)

    def test_senders_without_a_contact_are_told_apart(self):
        one = self._new_ticket(partner_id=False, email_from="x@one.example")
        two = self._new_ticket(partner_id=False, email_from="y@two.example")
        same = self._new_ticket(partner_id=False, email_from="X <x@one.example>")
        (two | same).merge_into(one)
        self.assertFalse(two.merged_into_id)
        self.assertEqual(same.merged_into_id, one)

    def test_merged_tickets_do_not_go_on_alone(self):
        self.ticket.merge_into(self._new_ticket())
        with self.assertRaisesRegex(UserError, "undo the merge"):
            self.ticket.action_reopen()

    def test_other_teams_do_not_undo(self):
        target = self._new_ticket()
        self.ticket.merge_into(target)
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.outsider).action_undo_merge()
        journal = self.env["cs.ticket.journal"].search(
            [("source_id", "=", self.ticket.id)]
        )
        self.assertFalse(
            journal.with_user(self.outsider).search([("id", "=", journal.id)])
        )
        with self.assertRaises(AccessError):
            journal.with_user(self.agent).write({"moved": {}})

    def test_tickets_of_two_customers_are_linked(self):
        other = self._new_ticket(partner_id=self.stranger.id)
        said = self._write_as(self.ticket, partner=self.contact)
        self.ticket.with_user(self.agent).merge_into(other)
        self.assertFalse(self.ticket.merged_into_id)
        self.assertEqual(said.res_id, self.ticket.id)
        self.assertEqual(
            (self.ticket.linked_ids, other.linked_ids), (other, self.ticket)
        )
        self.assertNotIn(self.contact, other.message_partner_ids)

    def test_merge_wizard_tells_of_strangers(self):
        other = self._new_ticket(partner_id=self.stranger.id)
        context = {"default_ticket_ids": (self.ticket | other).ids}
        with Form(self.env["cs.ticket.merge"].with_context(**context)) as form:
            form.target_id = other
            self.assertTrue(form.has_strangers)

    def test_split_wizard(self):
        said = self._write_as(self.ticket, partner=self.contact, body="By the way")
        wizard = (
            self.env["cs.ticket.split"]
            .with_user(self.agent)
            .create({"ticket_id": self.ticket.id, "name": "Another matter"})
        )
        self.assertIn(said, wizard.line_ids.message_id)
        with self.assertRaisesRegex(UserError, "Choose messages"):
            wizard.action_split()
        line = wizard.line_ids.filtered(lambda line: line.message_id == said)
        line.is_chosen = True
        action = wizard.action_split()
        new = self.env["cs.ticket"].browse(action["res_id"])
        self.assertEqual((new.name, new.parent_id), ("Another matter", self.ticket))
        self.assertEqual(said.res_id, new.id)

    # === Similar ones, fields of a team === #

    def test_similar_open_tickets_are_shown_while_typing(self):
        chinese = self._new_ticket(
            name="标签打印机无法打印", partner_id=self.contact.id
        )
        solved = self._new_ticket(name="Labels do not print at all")
        self._move(solved, "solved")
        self._new_ticket(name="Labels do not print", partner_id=self.stranger.id)
        with Form(self.env["cs.ticket"].with_user(self.agent)) as form:
            form.team_id = self.team
            form.partner_id = self.contact
            form.name = "The labels are not printed"
            self.assertEqual(form.duplicate_ids.ids, self.ticket.ids)
            form.name = "打印机打印不出标签"
            self.assertEqual(form.duplicate_ids.ids, chinese.ids)
            form.name = "Password forgotten"
            self.assertFalse(form.duplicate_ids.ids)

    def test_fields_of_a_team(self):
        self.team.ticket_properties = [
            {"name": "site", "string": "Site", "type": "char"}
        ]
        self.ticket.with_user(self.agent).properties = {"site": "Suzhou"}
        found = self.env["cs.ticket"].search([("properties.site", "=", "Suzhou")])
        self.assertEqual(found, self.ticket)

    def test_a_ticket_without_a_step_is_never_looked_at(self):
        self.ticket.wake_at = self._utc("02 01:00") - timedelta(days=1)
        self.assertFalse(self.ticket.next_step_at, "it does not wait")
