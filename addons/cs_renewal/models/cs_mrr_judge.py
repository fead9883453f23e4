# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

from ..const import EPSILON


class CsMrrMovement(models.Model):
    """The kind of each row, given what the customer's ledger holds before it."""

    _inherit = "cs.mrr.movement"

    @api.model
    def _judge(self, past, date, amount):
        """The kind of a change, given what the customer's ledger holds before it."""
        before = self._balances(past, date)
        paying = any(value > EPSILON for value in before.values())
        if amount > 0:
            if paying:
                return "expansion"
            return "reactivation" if any(row[0] <= date for row in past) else "new"
        left = sum(before.values()) + amount
        others = len([value for value in before.values() if value > EPSILON]) > 1
        return "contraction" if left > EPSILON or others else "churn"

    def _balances(self, past, date):
        balances = {}
        for moment, currency, amount in past:
            if moment <= date:
                balances[currency] = balances.get(currency, 0.0) + amount
        return balances

    def _judge_later_rows(self, same_day=False):
        """Money booked for before what is booked already may change its kinds.

        A row that is judged differently now is corrected and booked with its kind. So
        are the rows after it of the same day: they stay behind it, as they were booked.
        """
        everything = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ],
            order="date, id",
        )
        by_owner = everything._standing().grouped(self._owner_of)
        for owner, rows in self.grouped(self._owner_of).items():
            first = min(rows.mapped("date"))
            by_owner.get(owner, self.browse())._judge_anew(
                lambda row, first=first: (
                    row.date > first or (same_day and row.date == first)
                )
            )

    def _owner_of(self, row):
        return row.company_id, row.partner_id

    def _judge_anew(self, may_change):
        """Book rows of one customer once more where their kind is another now.

        :param may_change: tells which of the rows are later than what was booked
        """
        past, void, values = [], self.browse(), []
        for row in self.sorted(lambda r: (r.date, r.id)):
            kind = self._judge(past, row.date, row.amount)
            behind = void and void[-1].date == row.date
            if may_change(row) and (behind or kind != row.kind):
                void |= row
                again = {**row._copy_values(), "kind": kind, "amount": row.amount}
                again.update(is_end=row.is_end, amendment_id=row.amendment_id.id)
                values.append(again)
            past.append((row.date, row.currency_id.id, row.amount))
        if void:
            void._reverse_rows()
            self.create(values)

    # === Another customer === #

    @api.model
    def _follow_customers(self, contracts):
        """The rows of contracts whose contact belongs to another customer now go along.

        As at a merge of two customers, only whose they are is written.
        """
        self.flush_model()
        contracts.flush_recordset(["commercial_partner_id"])
        moved = self.search([("contract_id", "in", contracts.ids)]).filtered(
            lambda row: row.partner_id != row.contract_id.commercial_partner_id
        )
        if not moved:
            return
        left = moved.partner_id
        self._lock_customers(moved.contract_id)
        self.env.cr.execute(
            SQL(
                """UPDATE cs_mrr_movement m SET partner_id = c.commercial_partner_id
                     FROM cs_contract c
                    WHERE c.id = m.contract_id AND m.id = ANY(%s)""",
                moved.ids,
            )
        )
        self.invalidate_model(["partner_id"])
        others = self.search([("partner_id", "in", left.ids)])
        (moved | others)._judge_later_rows(same_day=True)
