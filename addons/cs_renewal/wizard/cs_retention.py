# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..tools.terms import months_between

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
    amount_new = fields.Monetary("New Customers", compute="_compute_figures")
    amount_reactivation = fields.Monetary("Reactivation", compute="_compute_figures")
    amount_expansion = fields.Monetary("Expansion", compute="_compute_figures")
    amount_contraction = fields.Monetary("Contraction", compute="_compute_figures")
    amount_churn = fields.Monetary("Churn", compute="_compute_figures")
    amount_end = fields.Monetary("At the end", compute="_compute_figures")
    grr = fields.Float(
        "Gross revenue retention (rate)",
        compute="_compute_figures",
        export_string_translation=False,
    )
    nrr = fields.Float(
        "Net revenue retention (rate)",
        compute="_compute_figures",
        export_string_translation=False,
    )
    logo_start = fields.Integer("Customers at the start", compute="_compute_figures")
    logo_lost = fields.Integer("Customers lost", compute="_compute_figures")
    logo_churn = fields.Float(
        "Customer churn (rate)",
        compute="_compute_figures",
        export_string_translation=False,
    )
    quick_ratio = fields.Float(
        "Quick Ratio (rate)",
        compute="_compute_figures",
        export_string_translation=False,
    )
    grr_text = fields.Char("Gross revenue retention", compute="_compute_figures")
    nrr_text = fields.Char("Net revenue retention", compute="_compute_figures")
    logo_churn_text = fields.Char("Customer churn", compute="_compute_figures")
    quick_ratio_text = fields.Char("Quick Ratio", compute="_compute_figures")
    lifetime_text = fields.Char("Lifetime value", compute="_compute_figures")
    due = fields.Integer("Contracts Due", compute="_compute_figures")
    rate_count_text = fields.Char("Renewed by count", compute="_compute_figures")
    rate_value_text = fields.Char("Renewed by value", compute="_compute_figures")
    rate_net_text = fields.Char(
        "Renewed by value, with what was added", compute="_compute_figures"
    )
    rate_time_text = fields.Char("Renewed on time", compute="_compute_figures")

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Retention")

    @api.depends("date_from", "date_to", "tier_ids")
    def _compute_figures(self):
        for wizard in self:
            domain = []
            if wizard.tier_ids:
                domain = [("partner_id.cs_tier_id", "in", wizard.tier_ids.ids)]
            period = wizard.date_from, max(wizard.date_to, wizard.date_from)
            figures = self.env["cs.mrr.movement"].retention(*period, domain)
            rates = self.env["cs.renewal.rate"].rates(*period, domain)
            wizard.update(
                {
                    "due": rates["due"],
                    "rate_count_text": self._percent(rates["by_count"]),
                    "rate_value_text": self._percent(rates["by_value"]),
                    "rate_net_text": self._percent(rates["net"]),
                    "rate_time_text": self._percent(rates["on_time"]),
                    **{
                        f"{name}_text": self._percent(figures[name])
                        for name in ("grr", "nrr", "logo_churn")
                    },
                    "quick_ratio_text": self._number(figures["quick_ratio"]),
                    "lifetime_text": wizard._lifetime(figures, *period),
                }
            )
            wizard.update(
                {
                    f"amount_{name}" if name in AMOUNTS else name: value or 0
                    for name, value in figures.items()
                }
            )

    def _lifetime(self, figures, first, last):
        """What a customer is worth while he stays, in words."""
        company = self.env.company
        value = self.env["cs.mrr.movement"].lifetime_value(
            figures, months_between(first, last), company.cs_gross_margin / 100
        )
        if value is None:
            return "–"
        return formatLang(self.env, value, currency_obj=company.currency_id)

    @api.model
    def _percent(self, value):
        """A rate as people read it; a dash where it is undefined."""
        if value is None:
            return "–"
        return f"{formatLang(self.env, 100 * value, digits=1)} %"

    @api.model
    def _number(self, value):
        return "–" if value is None else formatLang(self.env, value, digits=2)

    @api.model
    def action_open(self):
        """Open the figures of this year."""
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Retention"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
            "target": "current",
        }
