# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError

ENGINE = {
    "cs_amended_line_id",
    "cs_amendment_id",
    "cs_contract_line_id",
    "cs_date_from",
    "cs_date_to",
    "cs_periods",
}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_contract_line_id = fields.Many2one(
        "cs.contract.line",
        "Renews",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    # How many billing periods of the contract line the price is for.
    cs_periods = fields.Float(
        readonly=True,
        copy=False,
        export_string_translation=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_guard_renewal(
            any(vals.get(name) for vals in vals_list for name in ENGINE)
        )
        return super().create(vals_list)

    def write(self, vals):
        named = ENGINE & vals.keys()
        self._cs_guard_renewal(
            any(vals[name] or any(self.mapped(name)) for name in named)
        )
        return super().write(vals)

    def _cs_guard_renewal(self, named):
        """Only the renewal itself says what a line renews: signing it renews that."""
        if named and not self.env.su:
            raise AccessError(
                self.env._("A renewal quotation is made from its opportunity.")
            )

    def _cs_is_priced(self):
        """Whether the contract, and no price list, says what this line costs."""
        return bool(self.cs_contract_line_id or self.cs_periods)

    @api.depends("cs_contract_line_id", "cs_periods")
    def _compute_price_unit(self):
        """The price of a renewal is the contract's, whatever the price list says."""
        priced = self.filtered(lambda line: line._cs_is_priced() and line.price_unit)
        return super(SaleOrderLine, self - priced)._compute_price_unit()

    @api.depends("cs_contract_line_id", "cs_periods")
    def _compute_discount(self):
        """The discount was agreed with the price: other seats leave it as it is."""
        priced = self.filtered(lambda line: line._cs_is_priced())
        return super(SaleOrderLine, self - priced)._compute_discount()

    def _successor_line_values(self, contract, known):
        """This line of an accepted renewal as a line of the next contract.

        A line the salesperson added is billed once a term where its product is sold
        for a time; other things are sold once, by this order.

        :param known: lines of the contract whose use was ever noted
        """
        self.ensure_one()
        if self.display_type or self.is_downpayment or not self.product_uom_qty:
            return None
        renewed = self.cs_contract_line_id
        if not renewed and not self._cs_recurs(contract):
            return None
        count, unit = contract._next_span()
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.product_uom_qty,
            "price_unit": self.price_unit / (self.cs_periods or 1),
            "discount": self.discount,
            "billing_count": renewed.billing_count or count,
            "billing_unit": renewed.billing_unit or unit,
            "license_value": renewed.license_value,
            "maintenance_percent": renewed.maintenance_percent,
            "sequence": self.sequence,
            **({"seats_used": renewed.seats_used} if renewed & known else {}),
        }

    def _cs_recurs(self, contract):
        """Whether what was added to a renewal is sold for a time."""
        product = self.product_id
        return product.cs_billing_unit or product in contract.line_ids.product_id
