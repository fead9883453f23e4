# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class CsBook(models.Model):
    """The book of business of each success manager, and whether it can be carried."""

    _name = "cs.book"
    _description = "Book of Business"
    _auto = False
    _order = "hours_needed desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", "Success Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    accounts = fields.Integer("Customers", readonly=True)
    red = fields.Integer("Red Customers", readonly=True)
    renewals = fields.Integer("Renewals in 90 Days", readonly=True)
    hours_needed = fields.Float(readonly=True)
    hours_available = fields.Float(readonly=True)
    load = fields.Float(aggregator="avg", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    mrr = fields.Monetary(
        "MRR",
        readonly=True,
        groups="cs_customer.group_finance",
        help="Of the customers looked after, in the currency of your company.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT min(a.id) AS id, a.manager_id AS user_id, a.company_id,
                      %(currency)s AS currency_id,
                      count(*) AS accounts,
                      count(*) FILTER (WHERE a.health_band = 'red') AS red,
                      count(*) FILTER (WHERE a.next_notice IS NOT NULL
                          AND a.next_notice <= %(today)s::date + 90) AS renewals,
                      sum(COALESCE(t.success_hours, 4)) AS hours_needed,
                      COALESCE(max(u.cs_success_hours), 0) AS hours_available,
                      CASE WHEN COALESCE(max(u.cs_success_hours), 0) > 0
                           THEN sum(COALESCE(t.success_hours, 4))
                                / max(u.cs_success_hours) END AS load,
                      sum((SELECT COALESCE(sum(m.amount * (%(rate)s)), 0)
                             FROM cs_mrr_movement m
                            WHERE m.partner_id = a.partner_id
                              AND m.company_id = a.company_id
                              AND m.date <= %(today)s::date)) AS mrr
                 FROM cs_account a
                 JOIN res_users u ON u.id = a.manager_id
                 JOIN res_partner p ON p.id = a.partner_id
                 LEFT JOIN cs_tier t ON t.id = p.cs_tier_id
                WHERE a.active IS TRUE AND a.lifecycle NOT IN ('prospect', 'churned')
                GROUP BY a.manager_id, a.company_id""",
            currency=self.env.company.currency_id.id,
            today=self.env.company._cs_today(),
            rate=self.env["cs.mrr.movement"]._rate_today(SQL.identifier("m")),
        )

    def action_open_customers(self):
        """Open the customers of this book."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_renewal.cs_account_cockpit_action"
        )
        action["domain"] = [
            ("manager_id", "=", self.user_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {}
        return action
