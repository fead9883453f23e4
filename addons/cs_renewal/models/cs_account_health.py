# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.cs_customer.tools.inner import inner

from ..tools import health
from .cs_health_score import BANDS

CALLS = [("good", "Good"), ("fair", "Fair"), ("bad", "Bad")]
TRENDS = [("up", "Better"), ("flat", "The same"), ("down", "Worse")]
OVERRIDE_DAYS = 30
ENGINE = {
    "health",
    "health_band",
    "health_known",
    "health_change",
    "health_trend",
    "health_low_runs",
    "health_date",
    "health_parts",
    "next_notice",
    "days_contact",
    "promises_broken",
}


class CsAccount(models.Model):
    """How the customer is, why, and what the manager says to it."""

    _inherit = "cs.account"

    health = fields.Float(
        digits=(5, 1), readonly=True, index=True, aggregator="avg", help="0 to 100."
    )
    health_band = fields.Selection(
        BANDS, readonly=True, index=True, group_expand="_expand_bands"
    )
    health_known = fields.Float("Known Share", readonly=True, aggregator="avg")
    health_change = fields.Float(
        "Change in 30 Days", digits=(5, 1), readonly=True, aggregator="avg"
    )
    health_trend = fields.Selection(TRENDS, "Trend", readonly=True)
    health_low_runs = fields.Integer(readonly=True, export_string_translation=False)
    health_date = fields.Date("Scored On", readonly=True)
    health_parts = fields.Json(readonly=True, export_string_translation=False)
    health_contributions = fields.Json(
        compute="_compute_health_contributions", export_string_translation=False
    )
    health_tree = fields.Float(
        "Health of the Group",
        digits=(5, 1),
        compute="_compute_health_tree",
        help="The mean of this customer and the companies below it, by their weight.",
    )
    manager_call = fields.Selection(
        CALLS, "My Call", tracking=True, help="What the success manager thinks."
    )
    override_value = fields.Float("Health by Hand", digits=(5, 1), tracking=True)
    override_reason = fields.Char("Why by Hand", tracking=True)
    override_until = fields.Date(
        "By Hand Until", tracking=True, help="30 days from today at most."
    )
    next_notice = fields.Date("Next Notice Deadline", readonly=True)
    days_contact = fields.Integer(
        "Days Since Contact",
        readonly=True,
        aggregator="avg",
        help="Where no contact is noted: since the customer is on file.",
    )
    promises_broken = fields.Integer("Broken Promises (90 Days)", readonly=True)
    touch_days = fields.Integer(related="tier_id.touch_days")
    touch_overdue = fields.Boolean(
        "Contact Overdue", compute="_compute_touch_overdue", store=True
    )

    _check_override = models.Constraint(
        "CHECK (override_value BETWEEN 0 AND 100)", "Health is from 0 to 100."
    )

    @api.model
    def _expand_bands(self, _bands, _domain):
        """The worst first, as a manager works."""
        return [band for band, _label in reversed(BANDS)]

    @api.depends("days_contact", "partner_id.cs_tier_id.touch_days", "health_date")
    def _compute_touch_overdue(self):
        for account in self:
            limit = account.partner_id.cs_tier_id.touch_days or 30
            account.touch_overdue = account.days_contact > limit

    @api.depends("health_parts")
    @api.depends_context("lang")
    def _compute_health_contributions(self):
        self.check_access("read")
        # sudo: cs.health.measure: its name, in the reader's language
        measures = self.env["cs.health.measure"].sudo().with_context(active_test=False)
        names = {measure.id: measure.name for measure in measures.search([])}
        for account in self:
            parts = account.health_parts or []
            account.health_contributions = [
                {**part, "name": names.get(part.get("measure"), part["name"])}
                for part in parts
            ]

    def _compute_health_tree(self):
        roots = self.partner_id
        below = self.env["res.partner"].search([("id", "child_of", roots.ids)])
        accounts = self.search(
            [
                ("partner_id", "in", below.ids),
                ("company_id", "in", self.company_id.ids),
                ("health_date", "!=", False),
            ]
        )
        parents = {
            account: self._all_parents(account.partner_id) for account in accounts
        }
        for account in self:
            parts = [
                (other.health, other.tier_weight or 1.0)
                for other in accounts
                if other.company_id == account.company_id
                and account.partner_id in parents[other]
            ]
            account.health_tree = health.weighted(parts) or 0.0

    def _all_parents(self, partner):
        """A partner and everything above it."""
        chain = partner
        while partner.parent_id and partner.parent_id not in chain:
            partner = partner.parent_id
            chain |= partner
        return chain

    # === By hand === #

    @api.constrains("override_value", "override_reason", "override_until")
    def _check_override_terms(self):
        for account in self.filtered("override_until"):
            latest = fields.Date.add(account.company_id._cs_today(), days=OVERRIDE_DAYS)
            if not account.override_reason or account.override_until > latest:
                raise ValidationError(
                    self.env._(
                        "Health by hand needs a reason and ends after 30 days at most."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_engine(vals)
        result = super().write(vals)
        by_hand = {"override_value", "override_reason", "override_until"}
        said = (by_hand | {"manager_call"}) & vals.keys()
        if said and not inner(self.env, "cs_defer_score"):
            self._score_health()
        return result

    def _check_engine(self, names):
        if ENGINE & set(names) and not self.env.su:
            raise AccessError(
                self.env._("Health is worked out; give your own call instead.")
            )

    def action_score_health(self):
        """Work the health of these accounts out now."""
        self.check_access("write")
        self._score_health()
        return True
