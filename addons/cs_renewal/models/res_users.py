# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResUsers(models.Model):
    """How much time a success manager has."""

    _inherit = "res.users"

    cs_success_hours = fields.Float(
        "Hours for Customers",
        default=120.0,
        help="Hours a month this person has for the customers he or she looks after.",
    )

    _check_cs_success_hours = models.Constraint(
        "CHECK (cs_success_hours >= 0)", "Hours cannot be negative."
    )
