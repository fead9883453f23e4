# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .cs_health_score import BANDS

CALLS = [
    ("commit", "Commit"),
    ("likely", "Most Likely"),
    ("best", "Best Case"),
    ("none", "Not Expected"),
]
ENGINE = {
    "cs_band_count",
    "cs_band_rate",
    "cs_health_band",
    "cs_playbook_date",
    "cs_save_date",
    "cs_thanks_wait",
}
# What a call stands for, to be held against what the band has done before.
CHANCES = {"commit": 0.95, "likely": 0.75, "best": 0.4, "none": 0.05}


class CrmLead(models.Model):
    """The manager's call on a renewal, beside what its health band has done before."""

    _inherit = "crm.lead"

    cs_forecast = fields.Selection(
        CALLS,
        "Forecast",
        tracking=True,
        copy=False,
        help="Commit: it will come. Most likely: more yes than no. Best case: if all "
        "goes well.",
    )
    cs_health_band = fields.Selection(
        BANDS, "Health Band", readonly=True, copy=False, index="btree_not_null"
    )
    cs_band_rate = fields.Float(
        "Renewal Rate of the Band",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="How many renewals of customers in this band were won so far.",
    )
    cs_band_count = fields.Integer(
        "Renewals of the Band",
        readonly=True,
        copy=False,
        aggregator=None,
        help="How many finished renewals that rate rests on.",
    )
    cs_disagreement = fields.Float(
        "Disagreement",
        compute="_compute_cs_disagreement",
        store=True,
        aggregator="avg",
        help="How far the manager's call is from what the band has done before.",
    )
    cs_amount_commit = fields.Float(
        "Committed", compute="_compute_cs_amounts", store=True, digits=(16, 2)
    )
    cs_amount_likely = fields.Float(
        "Most Likely Amount", compute="_compute_cs_amounts", store=True, digits=(16, 2)
    )
    cs_amount_best = fields.Float(
        "Best Case Amount", compute="_compute_cs_amounts", store=True, digits=(16, 2)
    )
    cs_save_date = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_guard_engine(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_guard_engine(vals)
        return super().write(vals)

    def _cs_guard_engine(self, vals):
        """Stamps and rates are written by what happens, never by hand."""
        if ENGINE & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The band and its rate are worked out; give your own call.")
            )

    @api.depends("cs_forecast", "cs_band_rate", "cs_band_count")
    def _compute_cs_disagreement(self):
        for lead in self:
            called = CHANCES.get(lead.cs_forecast)
            known = called is not None and lead.cs_band_count
            lead.cs_disagreement = abs(called - lead.cs_band_rate) if known else 0.0

    @api.depends("cs_forecast", "expected_revenue", "won_status", "cs_motion")
    def _compute_cs_amounts(self):
        for lead in self:
            amount = lead.expected_revenue or 0.0
            call = "commit" if lead.won_status == "won" else lead.cs_forecast
            if lead.won_status == "lost" or not lead.cs_motion:
                call = "none"
            lead.cs_amount_commit = amount if call == "commit" else 0.0
            lead.cs_amount_likely = amount if call in ("commit", "likely") else 0.0
            lead.cs_amount_best = amount if call and call != "none" else 0.0

    @api.model
    def _cs_refresh_bands(self, company):
        """Note each open renewal's band and what that band has done before."""
        self.env.flush_all()
        rates = self.env["cs.health.backtest"].sudo()._rates(company)
        pairs = SQL(", ").join(
            SQL("(%s, %s::float8, %s)", band, *rates.get(band, (0.0, 0)))
            for band, _label in BANDS
        )
        rows = self.env.execute_query(
            SQL(
                """UPDATE crm_lead l
                      SET cs_health_band = a.health_band,
                          cs_band_rate = COALESCE(r.rate, 0),
                          cs_band_count = COALESCE(r.count, 0)
                     FROM res_partner p, cs_account a
                     LEFT JOIN (VALUES %s) r (band, rate, count)
                       ON r.band = a.health_band
                    WHERE p.id = l.partner_id AND l.cs_motion = 'renewal'
                      AND l.won_status = 'pending' AND l.company_id = %s
                      AND a.partner_id = p.commercial_partner_id
                      AND a.company_id = l.company_id
                      AND (l.cs_health_band IS DISTINCT FROM a.health_band
                           OR COALESCE(l.cs_band_rate, 0) != COALESCE(r.rate, 0)
                           OR COALESCE(l.cs_band_count, 0) != COALESCE(r.count, 0))
                RETURNING l.id""",
                pairs,
                company.id,
            )
        )
        changed = self.browse(row[0] for row in rows)
        changed.invalidate_recordset()
        self.env.add_to_compute(self._fields["cs_disagreement"], changed)
        return changed
