# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsAlert(models.Model):
    """Customers who wrote and found nobody."""

    _inherit = "cs.alert"

    kind = fields.Selection(
        selection_add=[("sales_call", "Call this customer"), ("other",)],
        ondelete={"sales_call": "cascade"},
    )
