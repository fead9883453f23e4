# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

BANDS = [("green", "Green"), ("amber", "Amber"), ("red", "Red")]


class CsHealthScore(models.Model):
    """How a customer was on a day, with the receipts of every point.

    A row is written when the score or the band is another one than before.
    """

    _name = "cs.health.score"
    _description = "Health Score"
    _order = "date desc, id desc"
    _rec_name = "date"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    value = fields.Float(
        "Health",
        required=True,
        readonly=True,
        digits=(5, 1),
        aggregator="avg",
        help="0 to 100.",
    )
    band = fields.Selection(BANDS, required=True, readonly=True)
    known = fields.Float(readonly=True, help="Which share of the measures was known.")
    overridden = fields.Boolean("Set by Hand", readonly=True)
    contributions = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="One dict a measure: name, signal, value, points, weight, model, domain.",
    )

    _day_unique = models.Constraint(
        "UNIQUE (company_id, partner_id, date)", "This day has its score already."
    )
    _check_value = models.Constraint(
        "CHECK (value BETWEEN 0 AND 100)", "A score is from 0 to 100."
    )
