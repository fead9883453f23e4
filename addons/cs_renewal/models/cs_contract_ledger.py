# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import MONTHLY

FINANCE = "cs_customer.group_finance"
# A chain of renewals is one stream of money; its movements count for the contract that
# runs now. That is the last one begun, or the first while none has.
HOLDS = SQL(
    """(c.predecessor_id IS NULL OR c.date_start <= today.day)
       AND NOT EXISTS (SELECT 1 FROM cs_contract s
                        WHERE s.predecessor_id = c.id AND s.date_start <= today.day)"""
)


class CsContractLedger(models.AbstractModel):
    """The recurring revenue of contracts, and what they book in the ledger."""

    _name = "cs.contract.ledger"
    _description = "Contract Revenue"

    root_id = fields.Many2one(
        "cs.contract",
        compute="_compute_root_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    movement_ids = fields.One2many(
        "cs.mrr.movement", "contract_id", "Revenue Movements", groups=FINANCE
    )
    mrr = fields.Float(
        "MRR",
        compute="_compute_mrr",
        search="_search_mrr",
        digits=MONTHLY,
        groups=FINANCE,
        help="Recurring revenue a month: the movements up to today.",
    )
    arr = fields.Float(
        "ARR",
        compute="_compute_mrr",
        search="_search_arr",
        digits=(16, 2),
        groups=FINANCE,
        help="Recurring revenue a year: twelve times that of a month.",
    )

    @api.depends("predecessor_id.root_id", "predecessor_id")
    def _compute_root_id(self):
        for contract in self:
            before = contract.predecessor_id
            contract.root_id = before.root_id or before

    def _mrr_query(self):
        """SQL: id and mrr of every contract of the companies at hand, today."""
        companies = self.company_id or self.env.companies
        todays = SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._cs_today())
            for company in companies
        )
        return SQL(
            """SELECT c.id, CASE WHEN %s THEN COALESCE((
                          SELECT sum(m.amount) FROM cs_mrr_movement m
                            JOIN cs_contract k ON k.id = m.contract_id
                           WHERE m.date <= today.day
                             AND (k.id = COALESCE(c.root_id, c.id)
                                  OR k.root_id = COALESCE(c.root_id, c.id))), 0)
                      ELSE 0 END AS mrr
                 FROM cs_contract c
                 JOIN (VALUES %s) today (company_id, day)
                   ON today.company_id = c.company_id""",
            HOLDS,
            todays,
        )

    @api.depends("state", "date_start", "movement_ids")
    def _compute_mrr(self):
        self.env["cs.mrr.movement"].flush_model()
        self.flush_model(["date_start", "predecessor_id", "root_id", "company_id"])
        query = SQL("%s WHERE c.id = ANY(%s)", self._mrr_query(), self.ids)
        amounts = dict(self.env.execute_query(query)) if self.ids else {}
        for contract in self:
            mrr = float(amounts.get(contract._origin.id, 0))
            contract.mrr = mrr
            contract.arr = 12 * mrr

    def _search_mrr(self, operator, value):
        return self._search_amount(SQL("mrr"), operator, value)

    def _search_arr(self, operator, value):
        return self._search_amount(SQL("12 * mrr"), operator, value)

    def _search_amount(self, column, operator, value):
        compare = {"in": "IN", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
        if operator not in compare:
            return NotImplemented
        # Searching would tell amounts to those who may not read them.
        self._check_field_access(self._fields["mrr"], "read")
        if operator == "in":
            value = tuple(amount or 0 for amount in value)
        self.env["cs.mrr.movement"].flush_model()
        self.flush_model()
        rows = SQL(
            "SELECT id FROM (%s) amounts WHERE %s %s %s",
            self._mrr_query(),
            column,
            SQL(compare[operator]),
            value,
        )
        return Domain("id", "in", rows)

    def _chain_sum(self, until):
        """What the whole chain of this contract holds on a date, per month."""
        self.ensure_one()
        root = self.root_id or self
        # sudo: bookings are judged by all movements, whoever books
        chain = self.sudo().with_context(active_test=False)
        contracts = chain.search(["|", ("id", "=", root.id), ("root_id", "=", root.id)])
        [(total,)] = (
            self.env["cs.mrr.movement"]
            .sudo()
            ._read_group(
                [("contract_id", "in", contracts.ids), ("date", "<=", until)],
                aggregates=["amount:sum"],
            )
        )
        return total or 0.0

    def _book_start(self):
        """Book the revenue of contracts that come into force.

        A successor books only the difference to what ran before it.
        """
        rows = []
        for contract in self:
            changes = contract._line_changes()
            first = contract.date_start
            if contract.predecessor_id:
                before = contract.predecessor_id._chain_sum(first)
                changes[first] = changes.get(first, 0.0) - before
            rows += [
                (contract, date, amount, False) for date, amount in changes.items()
            ]
        return self.env["cs.mrr.movement"]._book(rows)

    def _book_end(self):
        """Book that the revenue of contracts goes away after their last day."""
        rows = []
        for contract in self.filtered("date_end"):
            after = fields.Date.add(contract.date_end, days=1)
            rows.append((contract, after, -contract._chain_sum(after), True))
        return self.env["cs.mrr.movement"]._book(rows)

    def _reverse_end(self):
        """Take back what `_book_end` booked: the contract goes on after all."""
        # sudo: the ledger follows the contract, whoever changes it
        movements = self.env["cs.mrr.movement"].sudo()
        ends = movements.search(
            [("contract_id", "in", self.ids), ("is_end", "=", True)]
        )
        return ends._standing()._reverse()
