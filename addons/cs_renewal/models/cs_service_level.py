# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsServiceLevel(models.Model):
    """A level of service that contracts sell, the same in every company."""

    _name = "cs.service.level"
    _description = "Service Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    renewal_days = fields.Integer(
        "Renewal Lead Time",
        help="How many days before the notice deadline the renewal of such a contract "
        "is opened; 0: as the customer's tier or the company's settings say.",
    )
    autorenew_days = fields.Integer(
        "Automatic Renewal Notice",
        help="How many days before the notice deadline the customer of such a contract "
        "is told that it renews by itself; 0: as the tier or the company's settings "
        "say.",
    )

    _check_renewal_days = models.Constraint(
        "CHECK (renewal_days >= 0 AND autorenew_days >= 0)",
        "The renewal lead time cannot be negative.",
    )
