# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

KINDS = [
    ("quantity", "More or fewer seats"),
    ("price", "Other price or plan"),
    ("add", "Add a product"),
    ("remove", "Take something out"),
    ("pause", "Pause"),
    ("renewal", "Renew early"),
    ("end", "End the contract"),
]


class CsContractAmend(models.TransientModel):
    """What is to change in a contract in force, since when and why."""

    _name = "cs.contract.amend"
    _description = "Amend Contract"

    contract_id = fields.Many2one("cs.contract", required=True, readonly=True)
    company_id = fields.Many2one(related="contract_id.company_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    kind = fields.Selection(KINDS, "Change", required=True, default="quantity")
    date = fields.Date(
        "Valid From",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_end = fields.Date("Last Day of the Pause")
    ending = fields.Selection(
        [("paid", "At the end of the paid period"), ("now", "On the day named above")],
        "Ends",
        default="paid",
    )
    reason = fields.Char(required=True)
    line_id = fields.Many2one(
        "cs.contract.line",
        domain="[('contract_id', '=', contract_id), '|', ('date_end', '=', False),"
        " ('date_end', '>=', date)]",
    )
    product_id = fields.Many2one("product.product", check_company=True)
    quantity = fields.Float(
        "New Quantity",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
    )
    price_unit = fields.Float(
        "New Unit Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
    )
    prorated = fields.Monetary(
        "Charged in Part",
        compute="_compute_prorated",
        help="What the change makes different up to the end of the billing period "
        "that is under way.",
    )

    @api.depends("contract_id")
    def _compute_date(self):
        for wizard in self:
            contract = wizard.contract_id
            today = (contract.company_id or self.env.company)._cs_today()
            wizard.date = max(today, contract.date_start or today)

    @api.depends("line_id")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.line_id.quantity or 1

    @api.depends("line_id", "product_id", "date")
    def _compute_price_unit(self):
        for wizard in self:
            line, product = wizard.line_id, wizard.product_id
            wizard.price_unit = line._price_on(wizard._first_day()) if line else 0.0
            if product and product != line.product_id:
                like = line or wizard.contract_id.line_ids[:1]
                wizard.price_unit = wizard.contract_id._list_price_of(
                    product, like.billing_count, like.billing_unit
                )

    def _first_day(self):
        """The day from which the line is another."""
        day = self.date or self.contract_id.date_start
        return max(day, self.line_id._first_day()) if self.line_id else day

    @api.depends("line_id", "quantity", "price_unit", "kind", "date", "product_id")
    def _compute_prorated(self):
        for wizard in self:
            wizard.prorated = wizard.date and wizard._prorated() or 0.0

    def _prorated(self):
        """The difference from the day of the change to the end of its period."""
        contract, line = self.contract_id, self.line_id
        if self.kind not in ("quantity", "price", "remove", "add"):
            return 0.0
        old = new = 0.0
        price, until = self.price_unit, line.date_end
        if self.kind == "add":
            line, until = contract.line_ids[:1], None  # billed as this is
        if not line:
            return 0.0
        if self.kind == "add":
            new = line._monthly_at(self.quantity, price, discount=0)
        else:
            agreed = line._price_on(self._first_day())
            old = line._monthly_at(line.quantity, agreed)
            price = agreed if self.kind == "quantity" else price
        if self.kind in ("quantity", "price"):
            new = line._monthly_at(self.quantity, price)
        return contract._prorated_part(new - old, self._first_day(), until, line)

    def action_confirm(self):
        """Make the change, book it and keep both sides of it.

        :raise UserError: for what cannot be changed so
        """
        self.ensure_one()
        self.contract_id.check_access("write")
        self.contract_id._amend(
            self.kind,
            self.date,
            self.reason,
            line=self.line_id,
            product=self.product_id,
            quantity=self.quantity,
            price_unit=self.price_unit,
            date_end=self.date_end,
            ending=self.ending,
        )
        return {"type": "ir.actions.act_window_close"}
