# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..const import MONTHLY, UNITS
from ..tools import terms

# A change of these changes the revenue.
BOOKED = {
    "billing_count",
    "billing_unit",
    "contract_id",
    "date_end",
    "date_start",
    "discount",
    "license_value",
    "maintenance_percent",
    "price_unit",
    "product_id",
    "quantity",
}


class CsContractLine(models.Model):
    """One thing a customer pays for, at a price per billing period."""

    _name = "cs.contract.line"
    _description = "Contract Line"
    _order = "contract_id, sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "cs.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    name = fields.Char(
        "Description",
        compute="_compute_from_product",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = fields.Float(
        default=1.0, digits="Product Unit", help="Seats, sites, modules."
    )
    price_unit = fields.Float(
        "Unit Price",
        compute="_compute_from_product",
        store=True,
        readonly=False,
        precompute=True,
        digits=MONTHLY,
        help="For one unit and one billing period.",
    )
    license_value = fields.Float(
        help="What the licence cost; maintenance is a share of it."
    )
    maintenance_percent = fields.Float(
        "Maintenance (%)",
        help="The price per billing period as a share of the licence value.",
    )
    discount = fields.Float("Discount (%)", digits="Discount")
    billing_count = fields.Integer("Billed Every", default=1, required=True)
    billing_unit = fields.Selection(UNITS, default="month", required=True)
    date_start = fields.Date(help="Empty: with the contract.")
    date_end = fields.Date(help="Empty: with the contract.")
    seats_used = fields.Float(
        copy=False, help="How many of the quantity the customer uses today."
    )
    mrr = fields.Float(
        "MRR",
        compute="_compute_mrr",
        store=True,
        digits=MONTHLY,
        groups="cs_customer.group_finance",
        help="The contracted price per month, not what a short invoice comes to.",
    )

    _check_quantity = models.Constraint(
        "CHECK (quantity >= 0)",
        "The quantity cannot be negative; end the line, or give a discount.",
    )
    _check_billing = models.Constraint(
        "CHECK (billing_count > 0)", "A billing period has at least one day."
    )
    _check_discount = models.Constraint(
        "CHECK (discount BETWEEN 0 AND 100)", "A discount is from 0 to 100 percent."
    )
    _check_dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "The line ends before it starts.",
    )
    _check_seats = models.Constraint(
        "CHECK (seats_used IS NULL OR seats_used >= 0)",
        "The seats in use cannot be negative.",
    )

    @api.depends("product_id", "license_value", "maintenance_percent")
    def _compute_from_product(self):
        for line in self:
            contract = line.contract_id
            product = line.product_id.with_context(lang=contract.partner_id.lang)
            line.name = line.name or product.display_name
            fee = line.license_value * line.maintenance_percent / 100
            line.price_unit = fee or line.price_unit or contract._list_price(line)

    @api.onchange("product_id")
    def _onchange_product_id(self):
        """Another product is called, billed and priced as the product says."""
        product = self.product_id
        if not product or product == self._origin.product_id:
            return
        contract = self.contract_id
        self.name = product.with_context(lang=contract.partner_id.lang).display_name
        if product.cs_billing_unit:
            self.billing_count = product.cs_billing_count
            self.billing_unit = product.cs_billing_unit
        fee = self.license_value * self.maintenance_percent / 100
        self.price_unit = fee or contract._list_price(self)

    @api.depends("contract_id.name", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.contract_id.name}: {line.name}"

    def _search_display_name(self, operator, value):
        """A line by its own name, or by “contract: line” as files name it."""
        domain = super()._search_display_name(operator, value)
        texts = [value] if isinstance(value, str) else value or ()
        for text in texts if operator in ("=", "in", "ilike") else ():
            contract, found, name = str(text).partition(": ")
            if found:
                named = Domain("contract_id.name", "=", contract)
                domain = Domain(domain) | named & Domain("name", "=", name)
        return domain

    @api.depends("quantity", "price_unit", "discount", "billing_count", "billing_unit")
    def _compute_mrr(self):
        for line in self:
            months = terms.months_of(line.billing_count or 1, line.billing_unit)
            line.mrr = line._period_price() / months

    def _period_price(self):
        """What the line costs in one billing period, unrounded."""
        self.ensure_one()
        return self.quantity * self.price_unit * (1 - self.discount / 100)

    # === Changes of a contract in force === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._after_change(lines.contract_id)
        return lines

    def write(self, vals):
        before = self.contract_id
        result = super().write(vals)
        if BOOKED & vals.keys():
            self._after_change(before | self.contract_id)
        return result

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        self._after_change(contracts)
        return result

    def _after_change(self, contracts):
        """Bring the revenue ledger in line with the lines, from today on.

        :raise UserError: for contracts whose money is history
        """
        contracts = contracts.exists()
        done = contracts.filtered(lambda c: c.state != "draft" and not c.is_running)
        if done:
            raise UserError(
                self.env._(
                    "%(contract)s is over: change the contract that follows it.",
                    contract=done[0].display_name,
                )
            )
        contracts._terms_changed()

    @api.constrains("date_start", "date_end", "contract_id")
    def _check_within_contract(self):
        for line in self:
            contract = line.contract_id
            first, last = line.date_start, line.date_end
            early = first and first < contract.date_start
            end = contract._latest_end()
            late = end and (last or first or end) > end
            if early or late:
                raise ValidationError(
                    self.env._(
                        "%(line)s lies outside the dates of %(contract)s.",
                        line=line.name,
                        contract=contract.display_name,
                    )
                )

    def _billing_in_words(self):
        """How often the line is billed: "monthly", "every 3 months"."""
        self.ensure_one()
        count = self.billing_count
        single = {
            "day": self.env._("daily"),
            "week": self.env._("weekly"),
            "month": self.env._("monthly"),
            "year": self.env._("yearly"),
        }
        several = {
            "day": self.env._("every %(count)s days", count=count),
            "week": self.env._("every %(count)s weeks", count=count),
            "month": self.env._("every %(count)s months", count=count),
            "year": self.env._("every %(count)s years", count=count),
        }
        return (single if count == 1 else several)[self.billing_unit]

    # === Renewal === #

    def _renewal_order_line_values(self, term_months):
        """The line of the renewal quotation: one term at the new price."""
        self.ensure_one()
        periods = term_months / terms.months_of(self.billing_count, self.billing_unit)
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "product_uom_qty": self.quantity,
            "price_unit": self.contract_id._next_price(self) * periods,
            "discount": self.discount,
            "cs_contract_line_id": self.id,
            "cs_periods": periods,
        }

    def _successor_line_values(self, contract, known):
        """This line in the next term, where it renews without a quotation.

        :param known: lines of the contract whose use was ever noted
        """
        if not self._goes_on():
            return None
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "price_unit": contract._next_price(self),
            "discount": self.discount,
            "billing_count": self.billing_count,
            "billing_unit": self.billing_unit,
            "sequence": self.sequence,
            "license_value": self.license_value,
            "maintenance_percent": self.maintenance_percent,
            **({"seats_used": self.seats_used} if self & known else {}),
        }
