# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from .cs_health_score import BANDS

AHEAD = 90


class CsHealthBacktest(models.Model):
    """What health said 90 days before a term ended, and what became of the renewal."""

    _name = "cs.health.backtest"
    _description = "Health Backtest"
    _auto = False
    _order = "date_end desc, id desc"
    _rec_name = "partner_id"

    lead_id = fields.Many2one("crm.lead", "Renewal", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    date_end = fields.Date("Term End", readonly=True)
    band = fields.Selection(
        [*BANDS, ("unknown", "Not Known")], "90 Days Before", readonly=True
    )
    value = fields.Float("Health Then", aggregator="avg", readonly=True)
    outcome = fields.Selection(
        [("renewed", "Renewed"), ("lost", "Lost")], readonly=True
    )
    count = fields.Integer("Renewals", readonly=True)
    renewed = fields.Float("Renewal Rate", aggregator="avg", readonly=True)
    overridden = fields.Boolean("Set by Hand", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT l.id, l.id AS lead_id, p.commercial_partner_id AS partner_id,
                      l.company_id, l.user_id, l.cs_term_end AS date_end,
                      COALESCE(s.band, 'unknown') AS band, s.value,
                      COALESCE(s.overridden, FALSE) AS overridden, 1 AS count,
                      CASE WHEN l.won_status = 'won' THEN 'renewed' ELSE 'lost' END
                          AS outcome,
                      CASE WHEN l.won_status = 'won' THEN 1.0 ELSE 0.0 END AS renewed
                 FROM crm_lead l
                 JOIN res_partner p ON p.id = l.partner_id
                 LEFT JOIN LATERAL (
                      SELECT h.band, h.value, h.overridden FROM cs_health_score h
                       WHERE h.partner_id = p.commercial_partner_id
                         AND h.company_id = l.company_id
                         AND h.date <= l.cs_term_end - %s
                       ORDER BY h.date DESC LIMIT 1) s ON TRUE
                WHERE l.cs_motion = 'renewal' AND l.won_status IN ('won', 'lost')
                  AND l.cs_term_end IS NOT NULL""",
            AHEAD,
        )

    def _rates(self, company):
        """{band: (share of renewals that were won, how many)} in a company."""
        groups = self._read_group(
            [("company_id", "=", company.id)], ["band"], ["renewed:avg", "__count"]
        )
        return {band: (rate, count) for band, rate, count in groups}
