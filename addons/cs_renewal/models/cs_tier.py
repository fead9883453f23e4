# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTier(models.Model):
    _inherit = "cs.tier"

    renewal_days = fields.Integer(
        "Renewal Lead Time",
        help="How many days before the notice deadline the renewal of such a customer "
        "is opened; 0: as the company's settings say.",
    )

    _check_renewal_days = models.Constraint(
        "CHECK (renewal_days >= 0)", "The renewal lead time cannot be negative."
    )
