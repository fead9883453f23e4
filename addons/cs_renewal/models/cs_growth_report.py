# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from .crm_lead import MOTIONS

ORIGINS = [
    ("cs.ticket", "Ticket"),
    ("cs.conversation", "Conversation"),
    ("cs.contract", "Contract"),
]
SERVICE = ("cs.ticket", "cs.conversation")


class CsGrowthReport(models.Model):
    """Opportunities and money that grew from service or from a contract."""

    _name = "cs.growth.report"
    _description = "Grown From Service"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    origin = fields.Selection(ORIGINS, "Grew From", readonly=True)
    from_service = fields.Boolean(readonly=True)
    motion = fields.Selection(MOTIONS, "Purpose", readonly=True)
    won_status = fields.Selection(
        [("won", "Won"), ("lost", "Lost"), ("pending", "Open")],
        "Outcome",
        readonly=True,
    )
    date = fields.Date("Created", readonly=True)
    count = fields.Integer("Opportunities", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    expected = fields.Monetary(
        readonly=True, help="In the currency of your company, at today's rates."
    )
    won = fields.Monetary(
        "Won Amount",
        readonly=True,
        help="What was ordered; where no order is there, what was expected.",
    )

    @property
    def _table_query(self):
        companies = self.env.companies | self.env.company
        rates = self.env["res.currency"]._get_simple_currency_table(companies)
        zones = SQL(", ").join(
            SQL("(%s, %s)", company.id, company._cs_timezone().zone)
            for company in companies
        )
        return SQL(
            """SELECT l.id, l.id AS lead_id, p.commercial_partner_id AS partner_id,
                      c.company_id, l.user_id,
                      l.cs_origin_model AS origin, l.cs_motion AS motion, l.won_status,
                      l.cs_origin_model = ANY(%(service)s) AS from_service,
                      (l.create_date AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(z.name, 'UTC'))::date AS date, 1 AS count,
                      %(currency)s AS currency_id,
                      COALESCE(l.expected_revenue, 0)
                          * COALESCE(account_currency_table.rate, 1) AS expected,
                      CASE WHEN l.won_status = 'won' THEN
                           COALESCE(NULLIF(o.total, 0), l.expected_revenue, 0)
                           * COALESCE(account_currency_table.rate, 1)
                           ELSE 0 END AS won
                 FROM crm_lead l
                 LEFT JOIN crm_team t ON t.id = l.team_id
                CROSS JOIN LATERAL (
                      SELECT COALESCE(l.company_id, t.company_id) AS company_id) c
                 LEFT JOIN (VALUES %(zones)s) z (company_id, name)
                   ON z.company_id = c.company_id
                 LEFT JOIN res_partner p ON p.id = l.partner_id
                 LEFT JOIN LATERAL (
                      SELECT sum(s.amount_untaxed / COALESCE(
                                 NULLIF(s.currency_rate, 0), 1)) AS total
                        FROM sale_order s
                       WHERE s.opportunity_id = l.id AND s.state = 'sale') o ON TRUE
                 LEFT JOIN %(rates)s ON account_currency_table.company_id = c.company_id
                WHERE l.type = 'opportunity' AND l.cs_motion IS DISTINCT FROM 'renewal'
                  AND l.cs_origin_model = ANY(%(origins)s)""",
            service=list(SERVICE),
            origins=[key for key, _label in ORIGINS],
            currency=self.env.company.currency_id.id,
            rates=rates,
            zones=zones,
        )
