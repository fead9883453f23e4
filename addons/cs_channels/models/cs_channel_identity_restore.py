# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsChannelIdentity(models.Model):
    """What letting a contact go took away, a change of mind gives back."""

    _inherit = "cs.channel.identity"

    def _binding(self):
        facts = super()._binding()
        for identity in self.filtered("partner_id"):
            facts[identity.id] |= {
                "words": identity._cs_own_words().ids,
                "tickets": identity._cs_own_tickets(),
                "leads": identity._cs_own_leads(),
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
        tickets = self._cs_tickets_of(self.sudo().conversation_ids, partner)
        return {str(ticket.id): ticket._cs_parts_of(partner) for ticket in tickets}

    def _cs_own_leads(self):
        """The ids of the opportunities made of his words that are his contact's."""
        talks, partner = self.sudo().conversation_ids, self.sudo().partner_id
        return self._cs_leads_of(talks, partner).ids

    def _restore(self, facts):
        before = self.partner_id
        result = super()._restore(facts)
        partner = self.partner_id
        if partner and partner.id == facts["partner"]:
            words = self.env["mail.message"].browse(facts.get("words", ())).exists()
            self._cs_take_over(words)
            self._cs_give_tickets(facts.get("tickets", {}), before)
            self._cs_give_leads(facts.get("leads", ()), before)
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

    def _cs_give_leads(self, known, before):
        """The same of opportunities; their address and number come with the contact."""
        leads = self.env["crm.lead"].browse(known).exists()
        nobody = self.env["res.partner"]
        leads.filtered(
            lambda lead: lead.partner_id in (before, nobody)
        ).partner_id = self.partner_id
