# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from operator import index

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import terms


class CsContract(models.Model):
    """The periods of a contract, and what a part of one costs."""

    _inherit = "cs.contract"

    def period(self, k):
        """The first and the last day of term `k` (0 is the first), both inclusive.

        :raise UserError: when there is no such term
        """
        self.ensure_one()
        self.check_access("read")
        return self._term(k)

    def _term(self, k):
        args = (self.date_start, self.term_count, self.term_unit, self.anchor_day or 1)
        try:
            k = index(k)
            start = terms.term_start(*args, k)
            after = terms.term_start(*args, k + 1)
        except (ValueError, OverflowError, TypeError) as exc:
            raise UserError(
                self.env._(
                    "%(contract)s has no term %(number)s.",
                    contract=self.display_name,
                    number=k,
                )
            ) from exc
        return start, fields.Date.subtract(after, days=1)

    def _months_of_span(self, first, last, convention):
        """The months of a span, by a day count; see `terms.months_between`."""
        anchor = self[:1].anchor_day or 1
        return terms.months_between(first, last, convention, anchor)

    def prorate(self, amount, date_from, date_to, convention="actual"):
        """What a span costs when a month costs `amount`.

        :param date_from: the first day, :param date_to: the last day (a date or string)
        :param convention: actual, actual_30, 30_360 or period, see `tools.terms`
        :return: the amount, rounded once at the end to the contract's currency
        :raise UserError: when the span ends before it starts, or is none
        """
        self.check_access("read")
        try:
            first, last = map(fields.Date.to_date, (date_from, date_to))
            if not first or not last:
                raise ValueError(self.env._("A span has a first and a last day."))
            months = self._months_of_span(first, last, convention)
        except ValueError as exc:
            raise UserError(
                self.env._(
                    "The span or the convention is wrong: %(reason)s", reason=exc
                )
            ) from exc
        currency = self.currency_id[:1] or self.env.company.currency_id
        return currency.round(amount * months)
