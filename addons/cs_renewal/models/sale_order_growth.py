# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import terms

# What is sold beside a contract; it is won when the customer accepts.
GROWTH = ("upsell", "cross_sell")


class SaleOrder(models.Model):
    """A quotation for more of what is under contract changes that contract."""

    _inherit = "sale.order"

    cs_amended_contract_id = fields.Many2one(
        "cs.contract",
        "Adds to Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="What recurs in this order becomes part of the contract when it is "
        "confirmed.",
    )

    def _cs_named_contracts(self):
        return super()._cs_named_contracts() | self.cs_amended_contract_id

    def _cs_recurring_lines(self):
        """What is added to a contract makes none of its own."""
        lines = super()._cs_recurring_lines()
        return lines.filtered(lambda row: not row.order_id.cs_amended_contract_id)

    def _action_confirm(self):
        result = super()._action_confirm()
        for order in self.filtered("cs_amended_contract_id"):
            # sudo: cs.contract: the order changes it, whoever confirms
            order.sudo()._cs_amend_contract()
        return result

    def _action_cancel(self):
        # sudo: cs.contract.amendment: whether there is one, whoever cancels
        if self.sudo().order_line.cs_amendment_id:
            raise UserError(
                self.env._(
                    "This order has changed a contract. Change the contract back "
                    "instead of cancelling the order."
                )
            )
        return super()._action_cancel()

    def _cs_amend_contract(self):
        """Each recurring line becomes one amendment, once; the chance is won."""
        self.ensure_one()
        contract = self.cs_amended_contract_id._cs_running_now()
        contract._hold()
        if self.currency_id != contract.currency_id:
            raise UserError(
                self.env._(
                    "The quotation is in %(currency)s and the contract is not. "
                    "Choose a price list in the contract's currency.",
                    currency=self.currency_id.name,
                )
            )
        for row in self.order_line.filtered(lambda row: row._cs_is_for_contract()):
            row.cs_amendment_id = contract._cs_add_ordered(row)
        lead = self.opportunity_id
        if lead.cs_motion in GROWTH and lead.won_status == "pending":
            lead.action_set_won()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_amended_line_id = fields.Many2one(
        "cs.contract.line",
        "More Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    cs_date_from = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
    cs_date_to = fields.Date(readonly=True, copy=False, export_string_translation=False)
    cs_amendment_id = fields.Many2one(
        "cs.contract.amendment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        export_string_translation=False,
    )

    def _cs_is_for_contract(self):
        """Whether this line goes into the contract, and has not yet."""
        contract = self.order_id.cs_amended_contract_id
        recurs = self.cs_periods or self._cs_recurs(contract)
        wanted = not self.display_type and not self.is_downpayment
        return bool(
            wanted and recurs and self.product_uom_qty > 0 and not self.cs_amendment_id
        )

    def _cs_months_ordered(self, contract):
        """How many months the price of this line is for.

        A line the salesperson added has the price of its product's billing period.
        """
        if self.cs_periods:
            like = self.cs_amended_line_id or contract.line_ids[:1]
            count, unit = like.billing_count, like.billing_unit
        else:
            product = self.product_id
            count, unit = product.cs_billing_count, product.cs_billing_unit
        return terms.months_of(count or 1, unit or "month") * (self.cs_periods or 1)

    def _cs_agreed_price(self, line, day, months):
        """What one unit of this row costs by the contract's own prices.

        :param line: the `cs.contract.line` it is more of
        :param day: from when it runs, :param float months: what the price is for;
            a quotation for more says from when to when
        """
        if not self.cs_date_from:
            return line._monthly_at(1, line._price_on(day)) * months
        price = line._price_for(self.cs_date_from, self.cs_date_to)
        return price * (1 - line.discount / 100)

    def _cs_net_price(self):
        """What one unit of this line costs, the discount taken off."""
        return self.price_unit * (1 - self.discount / 100)
