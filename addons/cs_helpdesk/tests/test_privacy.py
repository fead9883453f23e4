# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestPrivacy(HelpdeskCase):
    def _person(self):
        person = self.env["res.partner"].create(
            {"name": "Wang Min", "email": "Wang@HD.example", "phone": "+86 21 5555"}
        )
        ticket = self._new_ticket(partner_id=person.id)
        copied = self._new_ticket(
            email_cc="boss@hd.example, Wang Min <wang@hd.example>"
        )
        return person, ticket, copied

    def test_erasure_leaves_no_address_on_tickets(self):
        person, ticket, copied = self._person()
        self.assertEqual(ticket.phone, "+86 21 5555")
        person._cs_erase()
        self.assertFalse(ticket.email_from or ticket.phone)
        self.assertEqual(ticket.partner_id, person, "the ticket stays in the books")
        self.assertEqual(copied.email_cc, "boss@hd.example")

    def test_erasure_finds_who_never_became_a_contact_of_the_ticket(self):
        person, _ticket, _copied = self._person()
        loose = self._new_ticket(partner_id=False, email_from='"W" <wang@hd.example>')
        other = self._new_ticket(partner_id=False, email_from="notwang@hd.example")
        person._cs_erase()
        self.assertFalse(loose.email_from)
        self.assertEqual(other.email_from, "notwang@hd.example")

    def test_erasure_empties_the_mail_store(self):
        person, *_tickets = self._person()
        mails = self.env["cs.mail.inbound"].create(
            [
                {
                    "message_id": f"<{number}@hd.example>",
                    "recipient": "help@desk.example",
                    "sender": sender,
                    "state": state,
                }
                for number, (sender, state) in enumerate(
                    [
                        ("Wang Min <wang@hd.example>", "done"),
                        ("wang@hd.example", "dead"),
                        ("li@hd.example", "done"),
                    ]
                )
            ]
        )
        self.assertIn("cs.mail.inbound", person._cs_privacy_models())
        person._cs_erase()
        self.assertEqual(mails.exists(), mails[2])

    def test_history_of_changes_tells_nothing(self):
        person, ticket, _copied = self._person()
        self.cr.precommit.run()  # what follows is a change, not a beginning
        ticket.partner_id = self.customer
        self.cr.precommit.run()
        tracked = ticket.message_ids.tracking_value_ids
        self.assertIn("Wang Min", tracked.mapped("old_value_char"))
        person._cs_erase()
        self.cr.precommit.run()
        left = (person.message_ids | ticket.message_ids).tracking_value_ids
        texts = left.mapped("old_value_char") + left.mapped("new_value_char")
        self.assertFalse([text for text in texts if text and "Wang" in text])

    def test_agents_erase_nobody(self):
        person, *_tickets = self._person()
        with self.assertRaises(AccessError):
            person.with_user(self.agent)._cs_erase()
