# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTier(models.Model):
    """How much a customer matters; the same in every company."""

    _name = "cs.tier"
    _description = "Customer Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        default=1.0,
        help="Work of customers with a higher weight is put first.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(name) WHERE active IS TRUE", "A tier of this name exists already."
    )
    _check_weight = models.Constraint(
        "CHECK (weight >= 0)", "The weight of a tier cannot be negative."
    )
