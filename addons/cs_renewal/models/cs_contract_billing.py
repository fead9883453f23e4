# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import terms
from ..tools.spans import minus

# How far ahead an open-ended contract is planned.
HORIZON = 12
PAID = ("paid", "in_payment")


class CsContractBilling(models.Model):
    """One span of a contract line that is to be charged, and whether it was paid.

    Invoices are made from orders in Sales; here stands what was agreed.
    """

    _name = "cs.contract.billing"
    _description = "Billing Schedule"
    _order = "date_start, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "cs.contract", required=True, index=True, ondelete="cascade", readonly=True
    )
    line_id = fields.Many2one(
        "cs.contract.line", index=True, ondelete="set null", readonly=True
    )
    name = fields.Char(readonly=True)
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
    date_start = fields.Date("From", required=True, readonly=True)
    date_end = fields.Date("To", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        domain="[('move_type', 'in', ('out_invoice', 'out_refund')),"
        " ('commercial_partner_id', '=', partner_id)]",
    )
    date_paid = fields.Date("Paid On")
    credit_of_id = fields.Many2one(
        "cs.contract.billing",
        "Takes Back",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="What was charged for days that are no longer agreed.",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("invoiced", "Invoiced"), ("paid", "Paid")],
        compute="_compute_state",
        store=True,
        index=True,
    )

    @api.depends("invoice_id.payment_state", "invoice_id.state", "date_paid")
    def _compute_state(self):
        for row in self:
            invoice = row.sudo().invoice_id  # sudo: whether it is paid, not what it is
            if row.date_paid or invoice.payment_state in PAID:
                row.state = "paid"
            else:
                row.state = "invoiced" if invoice.state == "posted" else "planned"

    @api.constrains("invoice_id")
    def _check_invoice(self):
        """The customer finds the invoice on the contract's page: it must be theirs."""
        for row in self.sudo():  # sudo: account.move: whose it is, no more
            invoice = row.invoice_id
            kind = "out_refund" if row.credit_of_id else "out_invoice"
            right = invoice.move_type == kind and (
                invoice.commercial_partner_id == row.partner_id
            )
            if invoice and not right:
                raise ValidationError(
                    self.env._(
                        "%(invoice)s is no invoice to %(customer)s.",
                        invoice=invoice.display_name,
                        customer=row.partner_id.display_name,
                    )
                )

    @api.depends("name", "date_start", "date_end")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.name} {row.date_start} – {row.date_end}"

    def _is_charged(self):
        """Whether it stays as it is: paid, or named by an invoice that is not void."""
        self.ensure_one()
        return self.state != "planned" or self.invoice_id.state == "draft"

    def write(self, vals):
        if not self.env.su and vals.keys() - {"invoice_id", "date_paid"}:
            raise UserError(
                self.env._("The schedule follows the contract: change that instead.")
            )
        return super().write(vals)

    def action_set_paid(self):
        """Note that these spans were paid today, outside Odoo's invoices."""
        self.check_access("write")
        for company, rows in (
            self.filtered(lambda r: r.state != "paid").grouped("company_id").items()
        ):
            rows.date_paid = company._cs_today()
        return True


class CsContract(models.Model):
    _inherit = "cs.contract"

    billing_ids = fields.One2many("cs.contract.billing", "contract_id")

    def _plan_billing(self):
        """Write what is still to be charged anew; what was charged stays.

        Safe to be repeated. A span that begins late or ends early is charged by the
        contract's day count; what was charged for days that are no longer agreed is
        taken back.
        """
        # sudo: cs.contract.billing: the plan follows the contract, whoever changes it
        contracts = self.sudo().filtered(lambda c: c.state in ("active", "renewed"))
        rows = contracts.billing_ids
        rows.filtered(lambda row: not row._is_charged()).unlink()
        values = [
            {"contract_id": contract.id, **row}
            for contract in contracts
            for row in contract._rows_to_bill()
        ]
        self.env["cs.contract.billing"].sudo().create(values)

    @api.model
    def _extend_billing(self, companies):
        """Plan open-ended contracts a year ahead, as time goes by.

        :return: how many were planned anew
        """
        rows = self.env["cs.contract.billing"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("contract_id.state", "=", "active"),
                ("contract_id.date_end", "=", False),
            ],
            ["contract_id"],
            ["date_end:max"],
        )
        short = self.browse()
        for contract, last in rows:
            today = contract.company_id._cs_today()
            if last < fields.Date.add(today, months=HORIZON - 1):
                short |= contract
        short._plan_billing()
        return len(short)

    def _paid_until(self):
        """The last day of what is paid for, or of the span that runs today."""
        self.ensure_one()
        today = self.company_id._cs_today()
        rows = self.sudo().billing_ids.filtered(
            lambda row: (
                row.line_id
                and not row.credit_of_id
                and (row.state == "paid" or row.date_start <= today)
            )
        )
        ends = [min(row.date_end, row.line_id._last_day(row.date_end)) for row in rows]
        end = max(ends, default=today)
        return min(end, self.date_end) if self.date_end else end


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    def _billing_spans(self):
        """[(first day, last day, amount)] of what this line costs, in order.

        :raise UserError: for a line whose schedule would have no end
        """
        self.ensure_one()
        contract = self.contract_id
        start, end = self._first_day(), self._last_day()
        today = contract.company_id._cs_today()
        limit = end or fields.Date.add(max(today, start), months=HORIZON)
        args = (
            *(contract.date_start, self.billing_count, self.billing_unit),
            contract.anchor_day or 1,
        )
        spans, k = [], 0
        while (first := terms.term_start(*args, k)) <= limit:
            last = fields.Date.subtract(terms.term_start(*args, k + 1), days=1)
            k += 1
            if last < start or (not end and first > limit):
                continue
            spans += self._billing_span(first, last, start, end)
            if k > 5000:
                raise UserError(self.env._("The billing period is too short."))
        return spans

    def _billing_span(self, first, last, start, end):
        """What is charged of one billing period: all of it, or the days in force."""
        contract = self.contract_id
        begin, until = max(first, start), min(last, end or last)
        rests = contract.pause_ids.filtered(
            lambda p: p.date_start <= until and begin <= p.date_end
        )
        price = self._price_on(begin)
        full = self.quantity * price * (1 - self.discount / 100)
        if (begin, until) == (first, last) and not rests and self._is_regular(k=first):
            return [(begin, until, contract.currency_id.round(full))]
        days = [(begin, until)] if begin <= until else []
        return [
            (*span, self._part_price(*span, price))
            for span in minus(days, [(p.date_start, p.date_end) for p in rests])
        ]

    def _part_price(self, first, last, price=None):
        """What some days cost, by the contract's day count."""
        contract = self.contract_id
        price = self._price_on(first) if price is None else price
        monthly = self._monthly_at(self.quantity, price)
        return contract.prorate(monthly, first, last, contract.day_count)

    def _is_regular(self, k):
        """Whether a billing period that begins on day `k` is a whole one."""
        contract = self.contract_id
        stub = k == contract.date_start and not terms.is_aligned(
            k, contract.anchor_day or 1
        )
        return not stub or self.billing_unit in ("day", "week")

    def _price_on(self, day):
        """The unit price on a day, steps included.

        Between steps it is what the next one found as it came into force, so that a
        price that was changed by hand counts.
        """
        steps = self.step_ids.sorted("date")
        past = steps.filtered(lambda step: step.date <= day)
        if past and not past[-1].applied:
            return past[-1].price_unit
        following = (steps - past).filtered("applied")
        return following[0].price_before if following else self.price_unit
