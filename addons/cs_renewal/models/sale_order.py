# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_contract_id = fields.Many2one(
        "cs.contract",
        "Renews Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    def _action_confirm(self):
        """An accepted renewal quotation makes the contract of the next term, once."""
        result = super()._action_confirm()
        for order in self.filtered("cs_contract_id"):
            # sudo: the customer's signature renews, not the rights of a portal user
            successor = order.sudo().cs_contract_id._renew(order.sudo())
            order.message_post(
                body=self.env._(
                    "%(contract)s is renewed by %(successor)s.",
                    contract=successor.predecessor_id.display_name,
                    successor=successor.display_name,
                )
            )
        return result

    def action_cs_send_renewal(self):
        """Send the quotation's link to the customer, who accepts it in the portal.

        :raise UserError: when nobody can be reached, or it is not to be sent any more
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent") or not self.cs_contract_id:
            raise UserError(self.env._("Only an open renewal quotation can be sent."))
        template = self.env.ref("cs_renewal.mail_template_renewal")
        told = self.partner_id._cs_notify_customer(template, "service", self)
        if not any(told.values()):
            raise UserError(
                self.env._(
                    "%(customer)s cannot be reached: note an e-mail address, or check "
                    "what the customer allows.",
                    customer=self.partner_id.display_name,
                )
            )
        self.filtered(lambda order: order.state == "draft").action_quotation_sent()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The renewal was sent."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
