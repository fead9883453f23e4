# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CsContract(models.Model):
    """A contract that was sold by an order."""

    _inherit = "cs.contract"

    order_id = fields.Many2one(
        "sale.order",
        "Sold By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _one_per_order = models.UniqueIndex(
        "(order_id) WHERE order_id IS NOT NULL", "This order made a contract already."
    )

    def _ask_about_cancelled_order(self):
        """Ask the responsible person whether the contract ends with its order, once."""
        self.ensure_one()
        summary = self.env._(
            "%(order)s was cancelled: end its contract, or keep it",
            order=self.order_id.name,
        )
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                user_id=self._cs_responsible().id,
                date_deadline=self.company_id._cs_today(),
            )


class SaleOrder(models.Model):
    """An order for something that recurs makes its contract, once."""

    _inherit = "sale.order"

    cs_made_contract_ids = fields.One2many(
        "cs.contract", "order_id", export_string_translation=False
    )
    cs_made_contract_id = fields.Many2one(
        "cs.contract", "Contract", compute="_compute_cs_made_contract_id"
    )

    @api.depends("cs_made_contract_ids")
    def _compute_cs_made_contract_id(self):
        for order in self.with_context(active_test=False):
            # sudo: only the link; opening it checks access
            order.cs_made_contract_id = order.sudo().cs_made_contract_ids[:1]

    def _action_confirm(self):
        result = super()._action_confirm()
        for order in self:
            # sudo: cs.contract: the order makes it, whoever confirms
            if not order.cs_contract_id and order.sudo()._cs_recurring_lines():
                order.sudo()._cs_make_contract()
        return result

    def _action_cancel(self):
        """What was sold is in force still: somebody decides what becomes of it."""
        result = super()._action_cancel()
        # sudo: cs.contract: the order made it, whoever cancels
        for contract in self.sudo().cs_made_contract_ids:
            if contract.is_running and not contract.notice_date:
                contract._ask_about_cancelled_order()
        return result

    def _cs_recurring_lines(self):
        """The lines whose product is sold for a time."""
        return self.order_line.filtered(
            lambda line: (
                line.product_id.cs_billing_unit
                and not line.display_type
                and line.product_uom_qty > 0
            )
        )

    def _cs_make_contract(self):
        """The contract of this order: a year from today, in force.

        :return: the contract; the one that is there when it was made before
        """
        self.ensure_one()
        if self.cs_made_contract_ids:
            return self.cs_made_contract_ids[0]
        start = self.company_id._cs_today()
        last = fields.Date.subtract(fields.Date.add(start, years=1), days=1)
        contract = self.env["cs.contract"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "title": self._cs_recurring_lines()[:1].product_id.name,
                "date_start": start,
                "date_end": last,
                "order_id": self.id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "name": line.product_id.display_name,
                            "quantity": line.product_uom_qty,
                            "price_unit": line.price_unit,
                            "discount": line.discount,
                            "billing_count": line.product_id.cs_billing_count,
                            "billing_unit": line.product_id.cs_billing_unit,
                        }
                    )
                    for line in self._cs_recurring_lines()
                ],
            }
        )
        contract.action_activate()
        return contract

    def action_cs_open_made_contract(self):
        """Open the contract that this order made.

        :raise UserError: when it made none
        """
        self.ensure_one()
        self.check_access("read")
        if not self.cs_made_contract_id:
            raise UserError(self.env._("This order has made no contract."))
        return self.cs_made_contract_id.get_formview_action()
