# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError


class PaymentTransaction(models.Model):
    """A payment that renews is a decision, by whatever page it is begun."""

    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        transactions._cs_check_decided()
        return transactions

    def _cs_check_decided(self):
        """Nobody pays for a renewal who may not decide on it.

        Core's page hides the button; its route makes the payment all the same.

        :raise AccessError: for a contact who does not decide
        """
        # sudo: sale.order: whether it is decided, whoever pays
        for order in self.sudo().sale_order_ids:
            if not order._cs_may_be_paid():
                raise AccessError(self.env._("Ask who decides on contracts."))
