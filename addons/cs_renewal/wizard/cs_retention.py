# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

AMOUNTS = (
    "start",
    "new",
    "reactivation",
    "expansion",
    "contraction",
    "churn",
    "end",
)


class CsRetention(models.TransientModel):
    """The retention figures of a period, for reading."""

    _name = "cs.retention"
    _description = "Retention"

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.start_of(self.env.company._cs_today(), "year"),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self.env.company._cs_today()
    )
    tier_ids = fields.Many2many("cs.tier", string="Tiers")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount_start = fields.Monetary("At the start", compute="_compute_figures")
    amount_new = fields.Monetary("New", compute="_compute_figures")
    amount_reactivation = fields.Monetary("Reactivation", compute="_compute_figures")
    amount_expansion = fields.Monetary("Expansion", compute="_compute_figures")
    amount_contraction = fields.Monetary("Contraction", compute="_compute_figures")
    amount_churn = fields.Monetary("Churn", compute="_compute_figures")
    amount_end = fields.Monetary("At the end", compute="_compute_figures")
    grr = fields.Float("Gross revenue retention", compute="_compute_figures")
    nrr = fields.Float("Net revenue retention", compute="_compute_figures")
    logo_start = fields.Integer("Customers at the start", compute="_compute_figures")
    logo_lost = fields.Integer("Customers lost", compute="_compute_figures")
    logo_churn = fields.Float("Customer churn", compute="_compute_figures")
    quick_ratio = fields.Float(compute="_compute_figures")

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Retention")

    @api.depends("date_from", "date_to", "tier_ids")
    def _compute_figures(self):
        for wizard in self:
            domain = []
            if wizard.tier_ids:
                domain = [("partner_id.cs_tier_id", "in", wizard.tier_ids.ids)]
            figures = self.env["cs.mrr.movement"].retention(
                wizard.date_from, max(wizard.date_to, wizard.date_from), domain
            )
            wizard.update(
                {
                    f"amount_{name}" if name in AMOUNTS else name: value or 0
                    for name, value in figures.items()
                }
            )
