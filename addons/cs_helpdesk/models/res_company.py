# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL


class ResCompany(models.Model):
    """A company numbers its own tickets."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._cs_ticket_sequences()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self._cs_promises_changed(self.env._("Working hours of the company"))
        return result

    def _cs_promises_changed(self, name):
        """Have every open promise of these companies planned again.

        :param str name: what changed, for people
        """
        for company in self:
            self.env["cs.sla.replan"]._request("company_id", company.ids, name, company)

    def _cs_ticket_sequences(self):
        """The sequences that number the tickets of these companies.

        :return: ``ir.sequence`` by company
        :rtype: dict
        """
        # sudo: ir.sequence: an agent numbers tickets but does not manage sequences
        Sequence = self.env["ir.sequence"].sudo()
        found = Sequence.search(
            [("code", "=", "cs.ticket"), ("company_id", "in", self.ids)]
        )
        missing = self - found.company_id
        found += Sequence.create(
            [
                {
                    "name": self.env._("Tickets of %(company)s", company=company.name),
                    "code": "cs.ticket",
                    "prefix": "T",
                    "padding": 5,
                    "company_id": company.id,
                }
                for company in missing.sudo()
            ]
        )
        return {sequence.company_id: sequence for sequence in found}

    def _cs_next_ticket_numbers(self, count):
        """Draw the next ticket numbers of this company in one query.

        :param int count: how many
        :rtype: list of str
        """
        self.ensure_one()
        sequence = self._cs_ticket_sequences()[self]
        if sequence.implementation != "standard":
            return [sequence.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in rows]
