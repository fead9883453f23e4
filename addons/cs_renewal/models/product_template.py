# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..const import UNITS


class ProductTemplate(models.Model):
    """A product that is sold for a time: a confirmed order makes a contract."""

    _inherit = "product.template"

    cs_billing_unit = fields.Selection(
        UNITS,
        "Recurring Period",
        help="The price is for one such period; a confirmed order makes a contract. "
        "Empty: sold once.",
    )
    cs_billing_count = fields.Integer("Recurring Every", default=1)

    _check_cs_billing_count = models.Constraint(
        "CHECK (cs_billing_count > 0)", "A recurring period has at least one day."
    )
