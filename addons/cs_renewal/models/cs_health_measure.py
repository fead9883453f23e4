# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_customer.models.cs_account import LIFECYCLES

SIGNALS = [
    ("tickets_open", "Open tickets"),
    ("tickets_urgent", "Urgent tickets"),
    ("promises_broken_90d", "Promises broken in 90 days"),
    ("tickets_reopened_90d", "Tickets reopened in 90 days"),
    ("rating_avg_90d", "Average rating of 90 days"),
    ("days_since_contact", "Days since contact"),
    ("backlog_days", "Days the oldest ticket waits"),
    ("conversations_30d", "Conversations in 30 days"),
    ("invoices_overdue", "Invoices overdue"),
    ("seats_used_ratio", "Share of seats in use"),
    ("days_to_notice", "Days to the notice deadline"),
    ("notice_given", "Contracts under notice"),
    ("manager_call", "The manager's own call"),
]


class CsHealthMeasure(models.Model):
    """One thing that makes a customer healthy or not, and how much it weighs."""

    _name = "cs.health.measure"
    _description = "Health Measure"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    signal = fields.Selection(SIGNALS, required=True)
    weight = fields.Float(
        default=10.0, required=True, help="Measures that are not known are left out."
    )
    value_good = fields.Float("Good At", help="From here on it gives all its points.")
    value_bad = fields.Float("Bad At", help="From here on it gives none.")
    tier_ids = fields.Many2many("cs.tier", string="Tiers", help="Empty: all.")
    lifecycle = fields.Selection(
        LIFECYCLES, help="Only in this part of a customer's life. Empty: always."
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: every company."
    )
    active = fields.Boolean(default=True)

    _check_weight = models.Constraint(
        "CHECK (weight >= 0)", "The weight of a measure cannot be negative."
    )

    @api.constrains("value_good", "value_bad")
    def _check_values(self):
        if any(measure.value_good == measure.value_bad for measure in self):
            raise ValidationError(self.env._("Good and bad cannot be the same value."))

    def _applies_to(self, account, tier):
        """Whether this measure counts for an account."""
        self.ensure_one()
        return (
            (not self.company_id or self.company_id == account.company_id)
            and (not self.lifecycle or self.lifecycle == account.lifecycle)
            and (not self.tier_ids or tier in self.tier_ids)
        )
