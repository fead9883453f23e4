# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestTicket(HelpdeskCase):
    """Numbers, stages, follow-ups, merging, splitting, opportunities."""

    def test_numbers_run_in_each_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        first, second = self._new_ticket(), self._new_ticket()
        self.assertEqual(int(second.number[1:]), int(first.number[1:]) + 1)
        other = self.env["cs.ticket"].create(
            {"name": "There", "company_id": company.id, "team_id": False}
        )
        self.assertEqual(other.number, "T00001")

    def test_a_team_with_tickets_stays_in_its_company(self):
        company = self.env["res.company"].create({"name": "Abroad Inc"})
        team = self._new_team("Idle", self.agent, calendar_id=False, user_id=False)
        self.agent.company_ids += company
        team.company_id = company
        self._new_ticket()
        with self.assertRaisesRegex(ValidationError, "new team"):
            self.team.write({"company_id": company.id, "calendar_id": False})

    def test_team_decides_company_and_stage(self):
        stage = self.env["cs.ticket.stage"].create(
            {"name": "Triage", "sequence": 1, "state": "new"}
        )
        stage.team_ids = self.other_team
        ticket = self._new_ticket()
        self.assertEqual(ticket.stage_id, self.stages["new"])
        ticket.team_id = self.other_team
        self.assertEqual(ticket.stage_id, self.stages["new"], "a valid stage is kept")
        ticket.stage_id = stage
        ticket.team_id = self.team
        self.assertEqual(ticket.stage_id, self.stages["new"])

    def test_solved_and_closed_are_stamped_and_cleared(self):
        ticket = self._new_ticket(stage_id=self.stages["closed"].id)
        self.assertTrue(ticket.solved_at and ticket.closed_at)
        self._move(ticket, "open")
        self.assertFalse(ticket.solved_at or ticket.closed_at)

    def test_answer_to_a_closed_ticket_makes_a_follow_up(self):
        ticket = self._new_ticket(stage_id=self.stages["closed"].id)
        self._write_as(ticket, partner=self.contact, body="Again!")
        self.assertEqual(ticket.state, "closed")
        follow_up = ticket.child_ids
        self.assertEqual(follow_up.partner_id, self.contact)
        self.assertIn("Again!", follow_up.message_ids[0].body)

    def test_merge_moves_everything_and_leaves_a_link(self):
        target, source = self._new_ticket(), self._new_ticket(name="Twin")
        file = self.env["ir.attachment"].create(
            {
                "name": "log.txt",
                "raw": b"x",
                "res_model": "cs.ticket",
                "res_id": source.id,
            }
        )
        message = self._write_as(
            source, partner=self.contact, body="Look", attachment_ids=file.ids
        )
        source.activity_schedule("mail.mail_activity_data_todo", user_id=self.agent.id)
        kept = source.with_user(self.agent).merge_into(target.id)
        self.assertEqual(kept, target)
        self.assertEqual((message.res_id, file.res_id), (target.id, target.id))
        self.assertEqual(len(target.activity_ids), 1)
        self.assertEqual((source.merged_into_id, source.state), (target, "closed"))
        self.assertIn(target.number, source.message_ids[0].body)
        self._write_as(source, partner=self.contact, body="More")
        self.assertIn("More", target.message_ids[0].body)
        third = self._new_ticket()
        self.assertEqual(third.merge_into(source), target, "the end of the chain")

    def test_merge_refuses(self):
        ticket = self._new_ticket()
        with self.assertRaises(UserError):
            ticket.merge_into(ticket)
        with self.assertRaises(AccessError):
            ticket.with_user(self.outsider).merge_into(self._new_ticket())

    def test_split_takes_messages_with_their_files(self):
        ticket = self._new_ticket()
        kept = self._write_as(ticket, partner=self.contact)
        moved = self._write_as(ticket, partner=self.contact, subject="Second thing")
        new = ticket.with_user(self.agent).split(moved.ids, {"priority": "2"})
        self.assertEqual((new.name, new.priority), ("Second thing", "2"))
        self.assertEqual((new.parent_id, moved.res_id), (ticket, new.id))
        self.assertEqual(kept.res_id, ticket.id)
        with self.assertRaises(UserError):
            ticket.split(moved)

    def test_opportunity_takes_neither_notes_nor_followers(self):
        ticket = self._new_ticket()
        self._write_as(ticket, subtype_xmlid="mail.mt_note", body="Secret")
        ticket.message_subscribe(self.contact.ids)
        self.customer.user_id = self.manager
        lead = ticket.with_user(self.agent).create_opportunity(
            {"expected_revenue": 50, "probability": 99}
        )
        lead = lead.sudo()
        self.assertEqual(
            (lead.cs_origin_model, lead.cs_origin_id), ("cs.ticket", ticket.id)
        )
        self.assertEqual((lead.user_id, lead.partner_id), (self.manager, self.contact))
        self.assertEqual(lead.expected_revenue, 50)
        self.assertNotEqual(lead.probability, 99)
        self.assertNotIn(self.contact, lead.message_partner_ids)
        self.assertNotIn("Secret", "".join(lead.message_ids.mapped("body")))
        self.assertEqual(ticket.lead_count, 1)
        self.assertTrue(ticket.with_user(self.agent).action_create_opportunity())

    def test_rating_is_asked_once_per_solution(self):
        self.team.rating_active = True
        ticket = self._new_ticket(user_id=self.agent.id)
        self._move(ticket, "solved")
        self.assertTrue(ticket.rating_asked_at)
        self.assertEqual(len(ticket.rating_ids), 1)
        self._move(ticket, "open")
        self._move(ticket, "solved")
        token = ticket.rating_ids.filtered(lambda r: not r.consumed).access_token
        ticket.rating_apply(4, token=token)
        self.assertEqual(self.team.rating_avg, 4)
        source = self._new_ticket()
        source.merge_into(ticket)
        self.assertFalse(source.rating_asked_at)
