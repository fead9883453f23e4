# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class CsChannelIdentity(models.Model):
    """What letting a contact go took away, a change of mind gives back."""

    _inherit = "cs.channel.identity"

    def _binding(self):
        facts = super()._binding()
        for identity in self.filtered("partner_id"):
            facts[identity.id] |= {
                "words": identity._cs_own_words().ids,
                "tickets": identity._cs_own_tickets(),
            }
        return facts

    def _cs_own_words(self):
        """What this customer wrote in his contact's name, in our own streams."""
        return self._cs_words_of(self.sudo().conversation_ids, self.partner_id)

    def _cs_own_tickets(self):
        """The tickets made of his words that are his contact's, and what of them is
        the contact's; no address nor number, which has to be forgotten with him.

        :return: dict of ticket id (as text) -> names of what was his
        """
        partner = self.sudo().partner_id
        # sudo: cs.ticket: all of the customer's, those of other teams too
        tickets = self.env["cs.ticket"].sudo()
        tickets = tickets.search(
            Domain("conversation_id", "in", self.sudo().conversation_ids.ids)
            & Domain("partner_id", "=", partner.id)
        )
        return {str(ticket.id): ticket._cs_parts_of(partner) for ticket in tickets}

    def _restore(self, facts):
        before = self.partner_id
        result = super()._restore(facts)
        partner = self.partner_id
        if partner and partner.id == facts["partner"]:
            words = self.env["mail.message"].browse(facts.get("words", ())).exists()
            self._cs_take_over(words)
            self._cs_give_tickets(facts.get("tickets", {}), before)
        return result

    def _cs_give_tickets(self, known, before):
        """Tickets that nobody gave to a third person since are the contact's again.

        :param dict known: of :meth:`_cs_own_tickets`
        :param before: the ``res.partner`` he was said to be in between, or none
        """
        tickets = self.env["cs.ticket"].browse(map(int, known)).exists()
        for ticket in tickets:
            if ticket.partner_id in (before, self.env["res.partner"]):
                ticket._cs_give_parts(self.partner_id, known[str(ticket.id)])
