# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_renewal_days = fields.Integer(
        "Renewal Lead Time",
        default=90,
        help="How many days before the notice deadline a renewal is opened.",
    )

    _check_cs_renewal_days = models.Constraint(
        "CHECK (cs_renewal_days >= 0)", "The renewal lead time cannot be negative."
    )
