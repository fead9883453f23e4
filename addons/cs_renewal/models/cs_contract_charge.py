# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.cs_customer.tools.inner import inner

from ..tools import terms
from ..tools.spans import minus


class CsContractBilling(models.Model):
    """What was charged for days that are agreed no longer is taken back."""

    _inherit = "cs.contract.billing"

    def _span(self):
        return self.date_start, self.date_end

    def _unspent(self, refunds):
        """The spans of this row that were not taken back by what stays."""
        mine = refunds.filtered(lambda row: row.credit_of_id == self)
        return minus([self._span()], [row._span() for row in mine])

    def _take_back_values(self, refunds, agreed):
        """Values of the rows that take back what this row charged for nothing.

        :param refunds: rows that took back a part of it before, and stay
        :param agreed: spans of days that are agreed
        """
        self.ensure_one()
        name = self.with_context(lang=self.contract_id.partner_id.lang).env._(
            "Credit: %(what)s", what=self.name or ""
        )
        return [
            {
                "line_id": self.line_id.id,
                "credit_of_id": self.id,
                "name": name,
                "date_start": first,
                "date_end": last,
                "amount": -self._worth(first, last),
            }
            for first, last in minus(self._unspent(refunds), agreed)
            if self.amount > 0
        ]

    def _worth(self, first, last):
        """What some days of this row were charged, as they were charged."""
        if (first, last) == self._span():
            return self.amount
        contract, line = self.contract_id, self.line_id
        whole = line and line._period(self.date_start) == self._span()
        if whole and line._is_regular(self.date_start):
            months = terms.months_of(line.billing_count, line.billing_unit)
        else:
            months = contract._months_of_span(*self._span(), contract.day_count)
        monthly = self.amount / (months or 1)
        worth = contract.prorate(monthly, first, last, contract.day_count)
        return min(worth, self.amount)


class CsContract(models.Model):
    _inherit = "cs.contract"

    def _rows_to_bill(self):
        """Values of what is still to be charged, or taken back, beside what stays."""
        charged = self.billing_ids
        by_line = charged.grouped("line_id")
        none = charged.browse()
        rows = [
            row
            for line in self.line_ids
            for row in line._rows_to_bill(by_line.get(line, none))
        ]
        # Of a line that was taken out from its first day nothing was agreed.
        for bill in charged.filtered(lambda r: not r.line_id and not r.credit_of_id):
            rows += bill._take_back_values(charged, [])
        return rows


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    def _rows_to_bill(self, charged):
        """Values of this line's rows that are still to be charged, or taken back.

        :param charged: its rows that stay
        """
        self.ensure_one()
        refunds = charged.filtered("credit_of_id")
        bills = charged - refunds
        done = [span for bill in bills for span in bill._unspent(refunds)]
        rows = []
        for first, last, amount in self._billing_spans():
            for span in minus([(first, last)], done):
                whole = span == (first, last)
                rows.append(
                    {
                        "line_id": self.id,
                        "name": self.name,
                        "date_start": span[0],
                        "date_end": span[1],
                        "amount": amount if whole else self._part_price(*span),
                    }
                )
        for bill in bills:
            rows += bill._take_back_values(refunds, self._agreed_days(bill.date_end))
        return rows

    def _agreed_days(self, until):
        """Spans of the days up to `until` on which the line is charged."""
        first, last = self._first_day(), min(self._last_day(until), until)
        rests = [(p.date_start, p.date_end) for p in self.contract_id.pause_ids]
        return minus([(first, last)] if first <= last else [], rests)

    def _release_charged(self):
        """Part this line from what was charged for it: that is taken back whole.

        For a change that holds from the line's first day.
        """
        # sudo: cs.contract.billing: the plan follows the contract, whoever changes it
        rows = self.sudo().contract_id.billing_ids
        rows.filtered(lambda row: row.line_id == self).line_id = False

    @api.ondelete(at_uninstall=False)
    def _unlink_uncharged(self):
        """By hand a line is taken out from today on; what was charged needs a day."""
        if inner(self.env, "cs_amendment_id") or inner(self.env, "cs_cut"):
            return
        # sudo: cs.contract.billing: whether there is any
        rows = self.sudo().contract_id.billing_ids.filtered(
            lambda row: row.line_id in self and row._is_charged()
        )
        if rows:
            raise UserError(
                self.env._(
                    "%(line)s was charged already: let it end on a day, or take it out "
                    "by “Change”.",
                    line=rows[0].line_id.name,
                )
            )
