# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.cs_ticket import CsTicket
from .common import HelpdeskCase

MAIL = """\
From: {sender}
To: {to}
Subject: {subject}
Message-Id: {message_id}
{headers}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestMail(HelpdeskCase):
    """Mails become tickets once, never in a loop, and are never lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Domain = cls.env["mail.alias.domain"]
        known = Domain.search([("name", "=", "polaris.example")])
        cls.domain = known or Domain.create({"name": "polaris.example"})
        cls.team.write({"alias_name": "care", "alias_domain_id": cls.domain.id})
        cls.address = "care@polaris.example"

    def _receive(self, **values):
        values = {
            "sender": "Wang Min <wang@huadong.example>",
            "to": self.address,
            "subject": "标签打印不出来",
            "message_id": "<1@huadong.example>",
            "headers": "",
            "body": "从今天早上开始。",
            **values,
        }
        self.env["mail.thread"].message_process(None, MAIL.format(**values).encode())
        self.env.flush_all()

    def _tickets(self):
        return self.env["cs.ticket"].search([("team_id", "=", self.team.id)])

    def _rows(self):
        return self.env["cs.mail.inbound"].search([])

    def test_mail_becomes_a_ticket_and_is_acknowledged_once(self):
        self.contact.lang = "en_US"
        self._receive()
        ticket = self._tickets()
        self.assertEqual((ticket.name, ticket.source), ("标签打印不出来", "email"))
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertIn("从今天早上", ticket.message_ids[-1].body)
        acknowledgement = ticket.message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )
        self.assertEqual(acknowledgement.notified_partner_ids, self.contact)
        self.assertIn(ticket.number, acknowledgement.body)
        self.assertEqual(self._rows().mapped("state"), ["done"])
        self._receive(
            message_id="<2@huadong.example>",
            headers=f"In-Reply-To: {acknowledgement.message_id}\n",
            body="More",
        )
        self.assertEqual(self._tickets(), ticket)
        self.assertEqual(
            len(
                ticket.message_ids.filtered(lambda m: m.message_type == "auto_comment")
            ),
            1,
        )

    def test_unknown_sender_becomes_a_contact(self):
        self._receive(sender="New Person <new@person.example>", subject="")
        ticket = self._tickets()
        self.assertEqual(ticket.partner_id.email, "new@person.example")
        self.assertEqual(ticket.name, "(no subject)")
        self.assertEqual(ticket.message_ids[-1].author_id, ticket.partner_id)

    def test_the_same_mail_twice_is_one_ticket(self):
        self._receive()
        self._receive()
        self._receive(message_id="")
        self._receive(message_id="")
        self.assertEqual(len(self._tickets()), 2)
        self.assertTrue(self._rows()[0].message_id.startswith("hash:"))

    def test_machines_reopen_nothing_and_begin_no_loop(self):
        self._receive()
        ticket = self._tickets()
        self._move(ticket, "solved")
        answered = ticket.message_ids[-1].message_id
        automatic = (
            "Auto-Submitted: auto-replied (vacation)",
            "Precedence: bulk",
            "X-Auto-Response-Suppress: All",
        )
        for number, header in enumerate(automatic):
            self._receive(
                message_id=f"<auto-{number}@huadong.example>",
                headers=f"{header}\nIn-Reply-To: {answered}\n",
            )
        self.assertEqual(ticket.state, "solved")
        self.assertEqual(self._tickets(), ticket)
        self._receive(
            message_id="<absent@huadong.example>",
            headers="Auto-Submitted: auto-replied\n",
        )
        self.assertEqual(self._tickets(), ticket, "an absence note begins nothing")
        self._receive(
            sender="monitor@huadong.example",
            message_id="<alarm@huadong.example>",
            headers="Auto-Submitted: auto-generated\n",
        )
        alarm = self._tickets() - ticket
        self.assertTrue(alarm, "an alarm does")
        self.assertFalse(alarm.acknowledged_at)
        self.assertFalse(alarm.partner_id)

    def test_an_answer_through_a_group_address_is_an_answer(self):
        self._receive()
        ticket = self._tickets()
        self._move(ticket, "solved")
        self._receive(
            message_id="<group@huadong.example>",
            headers=(
                f"Precedence: list\nIn-Reply-To: {ticket.message_ids[-1].message_id}\n"
            ),
            body="It is broken again",
        )
        self.assertEqual(ticket.state, "open")

    def test_many_mails_of_one_sender_stop(self):
        for number in range(25):
            self._receive(message_id=f"<flood-{number}@huadong.example>")
        self.assertEqual(len(self._tickets()), 20)

    def test_what_raises_is_kept_and_retried(self):
        with patch.object(CsTicket, "create", side_effect=ValueError("broken")):
            self._receive()
            self.env["cs.mail.inbound"]._cs_process(self._rows().id)
        row = self._rows()
        self.assertEqual((row.state, row.attempts), ("new", 2))
        self.assertIn("broken", row.error)
        self.assertFalse(self._tickets())
        row.state = "dead"
        row.with_user(self.manager).action_retry()
        self.assertEqual((row.state, len(self._tickets())), ("done", 1))

    def test_after_some_attempts_a_person_must_look(self):
        with patch.object(CsTicket, "create", side_effect=ValueError("broken")):
            self._receive()
            for _number in range(6):
                self.env["cs.mail.inbound"]._cs_process(self._rows().id)
        self.assertEqual((self._rows().state, self._rows().attempts), ("dead", 5))

    def test_too_large_a_mail_waits_for_a_person(self):
        target = "odoo.addons.cs_helpdesk.models.cs_mail_inbound.MAX_BYTES"
        with patch(target, 100):
            self._receive()
        self.assertEqual(self._rows().state, "dead")
        self.assertFalse(self._tickets())
        self._rows().with_user(self.manager).action_retry()
        self.assertTrue(self._tickets())

    def test_broken_mails(self):
        process = self.env["mail.thread"].message_process
        process(
            None, b"To: care@polaris.example\nContent-Type: multipart/mixed\n\n\xff"
        )
        process(
            None, b"To: care@polaris.example\nFrom: \nSubject: =?utf-8?b?broken\n\n"
        )
        self.assertEqual(len(self._rows()), 2)
        self.assertFalse(self._rows().filtered(lambda row: row.state == "dead"))

    # === Where a mail belongs === #

    def test_number_in_the_subject_finds_the_ticket(self):
        self._receive()
        ticket = self._tickets()
        self._receive(
            message_id="<2@huadong.example>",
            subject=f"AW: [{ticket.number}] 标签打印不出来",
            body="No headers, an old mail program",
        )
        self.assertEqual(self._tickets(), ticket)
        self.assertIn("old mail program", ticket.message_ids[0].body)

    def test_number_of_another_company_is_another_ticket(self):
        other = self.env["res.company"].create({"name": "Abroad"})
        self._receive()
        ticket = self._tickets()
        abroad = self.env["cs.ticket"].create(
            {
                "name": "There",
                "company_id": other.id,
                "team_id": False,
                "partner_id": self.contact.id,
            }
        )
        self.env.flush_all()
        abroad.sudo().number = ticket.number
        self._receive(
            message_id="<2@huadong.example>", subject=f"Re: 【{ticket.number}】 more"
        )
        mails = abroad.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertFalse(mails)
        self.assertEqual(self._tickets(), ticket)

    def test_managers_edit_no_raw_mail(self):
        self._receive()
        row = self._rows().with_user(self.manager)
        with self.assertRaises(AccessError):
            row.options = {"model": "res.partner"}

    def test_a_forged_number_opens_a_ticket_of_its_own(self):
        self._receive()
        ticket = self._tickets()
        self._receive(
            sender="Mallory <mallory@evil.example>",
            message_id="<2@evil.example>",
            subject=f"Re: [{ticket.number}] pay here",
        )
        self.assertEqual(len(self._tickets()), 2)
        senders = ticket.message_ids.mapped(lambda m: m.email_from or "")
        self.assertFalse([sender for sender in senders if "mallory" in sender])
        self.assertNotIn(
            "mallory@evil.example", ticket.message_partner_ids.mapped("email")
        )

    def test_who_was_copied_takes_part(self):
        self._receive(headers="Cc: boss@huadong.example\n")
        ticket = self._tickets()
        self._receive(
            sender="boss@huadong.example",
            message_id="<3@huadong.example>",
            subject=f"Re: [{ticket.number}]",
        )
        self.assertEqual(self._tickets(), ticket)

    def test_one_mail_to_two_teams_is_one_ticket(self):
        self.other_team.write(
            {"alias_name": "field", "alias_domain_id": self.domain.id}
        )
        both = f"{self.address}, field@polaris.example"
        before = self.env["cs.ticket"].search_count([])
        self._receive(to=both, headers=f"Delivered-To: {self.address}\n")
        self._receive(to=both, headers="Delivered-To: field@polaris.example\n")
        self.assertEqual(self.env["cs.ticket"].search_count([]), before + 1)

    def test_unknown_sender_of_a_known_company_is_suggested(self):
        self.contact.email = "wang@precision.example"
        self._receive(sender="Li Qiang <li@precision.example>")
        ticket = self._tickets()
        self.assertEqual(ticket.suggested_company_id, self.customer)
        self.assertFalse(ticket.partner_id.parent_id, "nobody joins by writing")
        ticket.with_user(self.agent).action_accept_contact()
        self.assertEqual(ticket.commercial_partner_id, self.customer)
        self.assertFalse(ticket.suggested_company_id)

    def test_nobody_else_is_moved_to_the_suggested_company(self):
        self.contact.email = "wang@precision.example"
        self._receive(sender="Li Qiang <li@precision.example>")
        ticket = self._tickets()
        ticket.with_user(self.agent).partner_id = self.stranger
        with self.assertRaises(UserError):
            ticket.with_user(self.agent).action_accept_contact()
        self.assertFalse(self.stranger.parent_id)

    def test_suggestions_are_refused_and_never_guessed(self):
        self.contact.email = "wang@precision.example"
        self._receive(sender="Li Qiang <li@precision.example>")
        ticket = self._tickets()
        with self.assertRaises(AccessError):
            ticket.with_user(self.outsider).action_accept_contact()
        ticket.with_user(self.agent).action_refuse_contact()
        self.assertFalse(ticket.suggested_company_id or ticket.partner_id.parent_id)
        self.contact.email = "wang@gmail.com"
        self._receive(sender="x@gmail.com", message_id="<x@gmail.com>")
        self.assertFalse(self._tickets()[0].suggested_company_id, "a public provider")

    def test_acknowledgement_tells_when_the_office_opens(self):
        self.contact.lang = "en_US"
        for moment, closed in (("02 02:00", False), ("06 12:00", True)):
            self._at(moment)
            self._receive(message_id=f"<{moment[:2]}@huadong.example>")
            message = self._tickets()[0].message_ids.filtered(
                lambda m: m.message_type == "auto_comment"
            )
            self.assertEqual("office is closed" in message.body, closed, moment)
        # Friday evening; the team is back on Monday at 9:00 in Shanghai
        self.assertIn("3/9/26, 9:00", message.body)

    # === What mails should not do === #

    def test_a_thousand_recipients(self):
        crowd = ", ".join(f"p{number}@crowd.example" for number in range(1000))
        self._receive(headers=f"Cc: {crowd}\n")
        ticket = self._tickets()
        self.assertEqual(self._rows().state, "done")
        self.assertEqual(
            ticket.message_partner_ids.filtered("partner_share"), self.contact
        )
        self.assertFalse(self.env["res.partner"].search([("email", "like", "@crowd.")]))

    def test_other_mails_are_left_to_core(self):
        alias = self.env["mail.alias"].create(
            {
                "alias_name": "other",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        self._receive(to=alias.alias_full_name)
        self.assertFalse(self._rows())

    def test_answers_go_to_the_team(self):
        ticket = self._new_ticket()
        self.assertIn(self.address, ticket._notify_get_reply_to()[ticket.id])

    def test_agents_do_not_read_raw_mails(self):
        self._receive()
        with self.assertRaises(AccessError):
            self._rows().with_user(self.agent).read(["raw"])
