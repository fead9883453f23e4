# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools import terms
from ..tools.spans import DAY


class CsContractLine(models.Model):
    """On which days a line holds, and in which periods it is billed."""

    _inherit = "cs.contract.line"

    def _first_day(self):
        """The first day of the line, which is that of the contract or a later one."""
        self.ensure_one()
        first = self.contract_id.date_start
        return max(self.date_start, first) if self.date_start else first

    def _last_day(self, default=None):
        """The last day: its own, or the contract's, which may end before its lines.

        :param default: what to say of a line without an end
        """
        self.ensure_one()
        ends = filter(None, (self.date_end, self.contract_id.date_end))
        return min(ends, default=default)

    def _goes_on(self):
        """Whether the line ends with its contract, so that the next term has it."""
        self.ensure_one()
        end = self.contract_id.date_end
        return not self.date_end or bool(end and self.date_end >= end)

    def _runs_on(self, at):
        """Whether a date lies within this line, whether or not its contract rests."""
        self.ensure_one()
        contract = self.contract_id
        first, last = self._first_day(), self._last_day()
        if last and last == contract.date_end and contract.state == "active":
            # What was renewed needs no grace; what renews by itself goes on, however
            # late that is noted.
            last = not contract.auto_renew and contract.date_close
        return first <= at and (not last or at <= last)

    def _period(self, day):
        """(first day, last day) of the billing period that holds a day."""
        contract = self.contract_id
        args = (
            *(contract.date_start, self.billing_count or 1),
            *(self.billing_unit or "month", contract.anchor_day or 1),
        )
        k = 0
        while terms.term_start(*args, k + 1) <= day:
            k += 1
        first, after = terms.term_start(*args, k), terms.term_start(*args, k + 1)
        return (first, after - DAY)
