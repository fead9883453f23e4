# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from odoo.addons.cs_customer.models.cs_partner_privacy import cs_addresses


class CsPartnerPrivacy(models.AbstractModel):
    """What tickets and the mail store keep of a person."""

    _inherit = "cs.partner.privacy"

    def _cs_privacy_models(self):
        found = super()._cs_privacy_models()
        # sudo: an export is complete or it is wrong; administrators only
        persons = self.sudo().with_context(active_test=False)
        mails = persons._cs_naming("cs.mail.inbound", "sender")
        found["cs.ticket"] = [("id", "in", persons._cs_tickets_of_person().ids)]
        found["cs.mail.inbound"] = [("id", "in", mails.ids)]
        return found

    def _cs_tickets_of_person(self):
        tickets = self.env["cs.ticket"].search([("partner_id", "in", self.ids)])
        return tickets | self._cs_naming("cs.ticket", "email_from", "email_cc")

    def _cs_erase(self):
        self._cs_check_privacy_officer()
        # sudo: cs.ticket, cs.mail.inbound: an erasure reaches every company
        persons = self.sudo().with_context(active_test=False, tracking_disable=True)
        persons._cs_erase_tickets()
        # What was not processed goes too: it could only make a ticket of the person.
        persons._cs_naming("cs.mail.inbound", "sender").unlink()
        return super()._cs_erase()

    def _cs_erase_tickets(self):
        """Clear the addresses of these persons from tickets, theirs and others'."""
        emails = self._cs_privacy_emails()
        tickets = self._cs_tickets_of_person()
        asked = tickets.filtered(
            lambda ticket: (
                ticket.partner_id in self or cs_addresses(ticket.email_from) & emails
            )
        )
        asked.write({"email_from": False, "phone": False})
        for ticket in tickets.filtered("email_cc"):
            parts = ticket.email_cc.split(",")
            kept = [part.strip() for part in parts if not cs_addresses(part) & emails]
            ticket.email_cc = ", ".join(kept)
