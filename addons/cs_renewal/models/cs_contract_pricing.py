# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..const import UNITS
from ..tools import terms

UPLIFTS = [
    ("percent", "Percent"),
    ("list_price", "List price of the day"),
    ("same", "Same price"),
]
DAY_COUNTS = [
    ("actual", "Days of the month"),
    ("actual_30", "Days by 30"),
    ("30_360", "Every month has 30 days"),
    ("period", "Days by those of the billing month"),
]


class CsContract(models.Model):
    """What the next term costs and how long it is, and how odd spans are charged."""

    _inherit = "cs.contract"

    uplift_kind = fields.Selection(
        UPLIFTS,
        "Price of the Next Term",
        default="percent",
        required=True,
        help="Percent: today's price with the uplift. List price: what the product "
        "costs on the day of the quotation. Same price: nothing changes.",
    )
    renewal_term_count = fields.Integer(
        "Renewal Term",
        help="How long the next term is; 0: as long as this one.",
    )
    renewal_term_unit = fields.Selection(UNITS, default="year", required=True)
    grace_days = fields.Integer(
        "Days of Grace",
        help="How long after the end a contract that was neither renewed nor given "
        "notice stays in force, with its claims.",
    )
    date_close = fields.Date(
        compute="_compute_date_close",
        store=True,
        index=True,
        export_string_translation=False,
        help="The day after which the contract is closed: its end and the grace.",
    )
    day_count = fields.Selection(
        DAY_COUNTS,
        default="actual",
        required=True,
        help="How a part of a month is charged.",
    )
    service_level_id = fields.Many2one(
        "cs.service.level",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Which service the customer bought; promises can follow it.",
    )
    document_ids = fields.Many2many(
        "ir.attachment",
        string="Documents",
        bypass_search_access=True,
        help="Signed papers. The customer finds them in the portal.",
    )

    _check_renewal_term = models.Constraint(
        "CHECK (renewal_term_count >= 0)", "The renewal term cannot be negative."
    )
    _check_grace = models.Constraint(
        "CHECK (grace_days >= 0)", "The days of grace cannot be negative."
    )

    @api.constrains("document_ids")
    def _check_documents(self):
        """Nobody gives to the customer what he or she may not read."""
        self.document_ids.check_access("read")

    @api.depends("date_end", "grace_days", "auto_renew", "notice_date")
    def _compute_date_close(self):
        for contract in self:
            firm = contract.auto_renew or contract.notice_date
            days = 0 if firm else contract.grace_days
            end = contract.date_end
            contract.date_close = end and fields.Date.add(end, days=days)

    def _next_span(self):
        """(count, unit) of the next term."""
        self.ensure_one()
        if self.renewal_term_count:
            return self.renewal_term_count, self.renewal_term_unit
        return self.term_count, self.term_unit

    def _next_months(self):
        """How many months the next term has."""
        return terms.months_of(*self._next_span())

    def _next_price(self, line):
        """The price of a line in the next term, for one unit and billing period."""
        self.ensure_one()
        if self.uplift_kind == "list_price":
            return self._list_price(line)
        price = line._price_on(self.date_end or self.company_id._cs_today())
        return price if self.uplift_kind == "same" else price * (1 + self.uplift / 100)

    def _list_price(self, line):
        """The list price of a line's product for its billing period."""
        return self._list_price_of(
            line.product_id, line.billing_count, line.billing_unit
        )

    def _list_price_of(self, product, count, unit):
        """A product's list price in the contract's currency, per billing period.

        A product's own billing period says what its price is for; without one it is
        the one asked for.

        :param count: how many units the period has, :param unit: day, week, ...
        """
        company = self.company_id or self.env.company
        product = product.with_company(company)
        price = product.list_price
        if product and self.currency_id:
            price = product.currency_id._convert(
                price, self.currency_id, company, company._cs_today(), round=False
            )
        if not product.cs_billing_unit:
            return price
        own = terms.months_of(product.cs_billing_count or 1, product.cs_billing_unit)
        return price * terms.months_of(count or 1, unit or "month") / own
