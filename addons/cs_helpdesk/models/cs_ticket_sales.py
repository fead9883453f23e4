# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

MANY = 3
MANY_DAYS = 14


class CsTicket(models.Model):
    """What sales should hear of, beyond a single ticket."""

    _inherit = "cs.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._cs_tell_many()
        return tickets

    def _cs_opportunity_values(self):
        return {"name": self.name, "email_from": self.email_from, "phone": self.phone}

    def _cs_tell_many(self):
        """Tell the account team when a customer asks for the third time in a while."""
        since = fields.Datetime.now() - timedelta(days=MANY_DAYS)
        # sudo: cs.ticket: counted over all teams, for the account team
        groups = self.sudo()._read_group(
            Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("create_date", ">=", since)
            & Domain("merged_into_id", "=", False),
            ["company_id", "commercial_partner_id"],
            ["__count"],
            having=[("__count", ">=", MANY)],
        )
        newest = {(t.company_id, t.commercial_partner_id): t for t in self}
        told = {}
        for company, customer, count in groups:
            ticket = newest.get((company, customer))
            if ticket:
                note = self.env._(
                    "%(count)s tickets in %(days)s days, the last one: %(ticket)s",
                    count=count,
                    days=MANY_DAYS,
                    ticket=ticket.display_name,
                )
                told[customer.with_env(self.env)] = (ticket, note)
        self.commercial_partner_id._cs_raise_each("many_tickets", told)
