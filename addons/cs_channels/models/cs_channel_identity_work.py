# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class CsChannelIdentity(models.Model):
    """What was made of his words follows who he is: tickets, opportunities, ratings.

    What has ended, too: its customer reads it in the portal.
    """

    _inherit = "cs.channel.identity"

    def _cs_take_work(self, talks, partner):
        """Have what was made of these talks answer who it is now, and nobody else.

        :param talks: his ``cs.conversation`` records, of all teams
        :param partner: the ``res.partner`` he was said to be
        """
        tickets = self._cs_tickets_of(talks, partner)
        leads = self._cs_leads_of(talks, partner)
        self._cs_take_ratings(talks, tickets, partner)
        for record in (*tickets, *leads):
            self._cs_take_record(record, partner)
        if tickets or leads:
            names = [record.display_name for record in (*tickets, *leads)]
            told = self.env._(
                "%(name)s was taken off: %(records)s",
                name=partner.name,
                records=", ".join(names),
            )
            for record in (self, talks[:1]):
                record.message_post(body=told, subtype_xmlid="mail.mt_note")

    def _cs_tickets_of(self, talks, partner):
        """The tickets made of his words that are this contact's."""
        # sudo: cs.ticket: all of the customer's, those of other teams too
        return (
            self.env["cs.ticket"]
            .sudo()
            .search(
                Domain("conversation_id", "in", talks.ids)
                & Domain("partner_id", "=", partner.id)
            )
        )

    def _cs_leads_of(self, talks, partner):
        """The opportunities made of his words that are this contact's."""
        # sudo: crm.lead: as of tickets
        return (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain("cs_origin_model", "=", "cs.conversation")
                & Domain("cs_origin_id", "in", talks.ids)
                & Domain("partner_id", "=", partner.id)
            )
        )

    def _cs_take_record(self, record, partner):
        """Put who it is now in a contact's place, with his address and number."""
        now = self.sudo().partner_id
        own = {
            "email_from": ("email", record.email_from == partner.email),
            "phone": ("phone", record.phone == partner.phone),
        }
        values = {name: now[field] for name, (field, his) in own.items() if his}
        record.message_unsubscribe(partner.ids)
        record.write({"partner_id": now.id, **values})
        told = self.env._("It was taken back that the customer is %s.", partner.name)
        record.message_post(body=told, subtype_xmlid="mail.mt_note")

    def _cs_take_ratings(self, talks, tickets, partner):
        """Whose opinion it was."""
        # sudo: rating.rating: given by the customer, whoever he is
        ratings = self.env["rating.rating"].sudo()
        ratings.search(
            Domain("partner_id", "=", partner.id)
            & (
                Domain("res_model", "=", "cs.conversation")
                & Domain("res_id", "in", talks.ids)
                | Domain("res_model", "=", "cs.ticket")
                & Domain("res_id", "in", tickets.ids)
            )
        ).partner_id = self.sudo().partner_id
