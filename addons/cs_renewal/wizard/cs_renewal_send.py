# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsRenewalSend(models.TransientModel):
    """The question before a renewal goes to a customer who has trouble with us."""

    _name = "cs.renewal.send"
    _description = "Send Renewal"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    concern = fields.Char(readonly=True)

    def action_send(self):
        """Send it all the same."""
        self.ensure_one()
        order = self.order_id.with_context(cs_send_anyway=True)
        return order.action_cs_send_renewal()
