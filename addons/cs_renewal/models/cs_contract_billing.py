# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import terms

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
        domain="[('move_type', '=', 'out_invoice'),"
        " ('commercial_partner_id', '=', partner_id)]",
    )
    date_paid = fields.Date("Paid On")
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
            right = invoice.move_type == "out_invoice" and (
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
        contract's day count.
        """
        # sudo: cs.contract.billing: the plan follows the contract, whoever changes it
        contracts = self.sudo().filtered(lambda c: c.state in ("active", "renewed"))
        rows = contracts.billing_ids
        kept = rows.filtered(lambda row: row.state != "planned")
        (rows - kept).unlink()
        done = {(row.line_id, row.date_start) for row in kept}
        values = [
            {
                "contract_id": contract.id,
                "line_id": line.id,
                "name": line.name,
                "date_start": first,
                "date_end": last,
                "amount": amount,
            }
            for contract in contracts
            for line in contract.line_ids
            for first, last, amount in line._billing_spans()
            if (line, first) not in done
        ]
        self.env["cs.contract.billing"].sudo().create(values)

    @api.model
    def _extend_billing(self, companies):
        """Plan open-ended contracts a year ahead, as time goes by."""
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

    def _paid_until(self):
        """The last day of what is paid for, or of the span that runs today."""
        self.ensure_one()
        today = self.company_id._cs_today()
        rows = self.sudo().billing_ids.filtered(
            lambda row: row.state == "paid" or row.date_start <= today
        )
        end = max(rows.mapped("date_end"), default=today)
        return min(end, self.date_end) if self.date_end else end


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    def _billing_spans(self):
        """[(first day, last day, amount)] of what this line costs, in order.

        :raise UserError: for a line whose schedule would have no end
        """
        self.ensure_one()
        contract = self.contract_id
        start = self.date_start or contract.date_start
        end = self.date_end or contract.date_end
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
        monthly = full / terms.months_of(self.billing_count, self.billing_unit)
        spans = []
        for rest in rests:
            if begin < rest.date_start:
                spans.append((begin, fields.Date.subtract(rest.date_start, days=1)))
            begin = fields.Date.add(rest.date_end, days=1)
        if begin <= until:
            spans.append((begin, until))
        return [
            (a, b, contract.prorate(monthly, a, b, contract.day_count))
            for a, b in spans
        ]

    def _is_regular(self, k):
        """Whether a billing period that begins on day `k` is a whole one."""
        contract = self.contract_id
        stub = k == contract.date_start and not terms.is_aligned(
            k, contract.anchor_day or 1
        )
        return not stub or self.billing_unit in ("day", "week")

    def _price_on(self, day):
        """The unit price on a day, steps included."""
        past = self.step_ids.filtered(lambda step: step.date <= day)
        if past:
            return past[-1].price_unit
        first = self.step_ids[:1]
        return first.price_before if first.applied else self.price_unit
