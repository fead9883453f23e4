# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import inner

from ..const import EPSILON, MONTHLY

KINDS = [
    ("new", "New Customer"),
    ("expansion", "Expansion"),
    ("contraction", "Contraction"),
    ("churn", "Churn"),
    ("reactivation", "Reactivation"),
]


class CsMrrMovement(models.Model):
    """The ledger of recurring revenue: one immutable row per change.

    The sum of the rows up to a date is the revenue a month on that date. Rows of the
    future are what is agreed but not begun. A mistake is corrected by a reversal.
    """

    _name = "cs.mrr.movement"
    _description = "Recurring Revenue Movement"
    _order = "date desc, id desc"
    _rec_name = "kind"

    contract_id = fields.Many2one(
        "cs.contract", required=True, index=True, ondelete="restrict", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    amount = fields.Float(
        required=True,
        readonly=True,
        digits=MONTHLY,
        help="Per month. Losses are negative, so a sum is the recurring revenue.",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    reversed_id = fields.Many2one(
        "cs.mrr.movement", "Corrects", index="btree_not_null", readonly=True
    )
    is_end = fields.Boolean(
        readonly=True,
        export_string_translation=False,
        help="Booked because the contract ends; taken back when it goes on after all.",
    )
    note = fields.Char(readonly=True)

    _ledger_idx = models.Index("(company_id, partner_id, date)")
    _currency_idx = models.Index("(company_id, currency_id)")
    _reversed_once = models.UniqueIndex(
        "(reversed_id) WHERE reversed_id IS NOT NULL", "This row is corrected already."
    )
    _check_sign = models.Constraint(
        "CHECK (reversed_id IS NOT NULL"
        " OR (kind IN ('contraction', 'churn')) = (amount < 0))",
        "Losses are negative and gains positive.",
    )

    def write(self, vals):
        """Refused: rows are immutable. Core's partner merge works below the ORM."""
        if vals:
            raise UserError(
                self.env._("The revenue ledger is never changed: reverse the row.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The revenue ledger is never shortened: reverse the row.")
        )

    def action_reverse(self):
        """Correct rows by their opposite, dated as they are.

        :return: the new rows
        :raise UserError: for a correction or a row that was corrected before
        """
        self.check_access("read")
        if not self.env.user.has_group("cs_customer.group_finance") and not self.env.su:
            raise UserError(self.env._("Only finance may correct the revenue ledger."))
        return self._reverse()

    def _reverse(self):
        """Correct these rows; rows after them may mean something else now."""
        rows = self._reverse_rows()
        rows._judge_later_rows(same_day=True)
        return rows

    def _reverse_rows(self):
        if self.filtered("reversed_id"):
            raise UserError(self.env._("A correction is not corrected again."))
        # sudo: nobody may create rows by hand; this one follows from another
        return self.sudo().create(
            [
                {
                    **row._copy_values(),
                    "amount": -row.amount,
                    "reversed_id": row.id,
                    "note": self.env._("Correction"),
                }
                for row in self
            ]
        )

    def _standing(self):
        """Those of these rows that are neither corrections nor corrected."""
        corrected = self.search([("reversed_id", "in", self.ids)]).reversed_id
        return self.filtered(lambda row: not row.reversed_id) - corrected

    def _copy_values(self):
        return {
            "contract_id": self.contract_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "date": self.date,
            "kind": self.kind,
        }

    # === Booking === #

    @api.model
    def _book(self, rows):
        """Add changes to the ledger, judging the kind of each.

        The first money of a customer in a company is new, the last to go is churn,
        money after churn is reactivation, the rest expansion and contraction. The
        accounts are written first, so two bookings for one customer cannot both judge
        by the state before the other.

        :param rows: list of (contract, date, amount per month, whether the contract
            ends by it); amounts of zero are left out
        :return: the new rows
        """
        rows = [
            (contract, fields.Date.to_date(date), amount, is_end)
            for contract, date, amount, is_end in rows
            if abs(amount) > EPSILON
        ]
        rows.sort(key=lambda row: (row[1], row[0].id))
        contracts = self.env["cs.contract"].union(*(row[0] for row in rows))
        self._lock_customers(contracts)
        history = self._history(contracts)
        values = []
        for contract, date, amount, is_end in rows:
            past = history.setdefault(self._owner(contract), [])
            kind = self._judge(past, date, amount)
            past.append((date, contract.currency_id.id, amount))
            values.append(
                {
                    "contract_id": contract.id,
                    "partner_id": contract.commercial_partner_id.id,
                    "company_id": contract.company_id.id,
                    "currency_id": contract.currency_id.id,
                    "date": date,
                    "kind": kind,
                    "amount": amount,
                    "is_end": is_end,
                    "amendment_id": inner(self.env, "cs_amendment_id"),
                }
            )
        # sudo: cs.mrr.movement: nobody may add rows by hand, only events of contracts
        created = self.sudo().create(values)
        created._judge_later_rows()
        return created

    def _owner(self, contract):
        return contract.company_id.id, contract.commercial_partner_id.id

    def _lock_customers(self, contracts):
        """Write the accounts: of two bookings at once one has to start again."""
        for company, found in contracts.grouped("company_id").items():
            accounts = self.env["cs.account"]._ensure(
                found.commercial_partner_id, company
            )
            if accounts:
                self.env.cr.execute(
                    SQL(
                        "UPDATE cs_account SET write_date = now() at time zone 'UTC'"
                        " WHERE id = ANY(%s)",
                        accounts.ids,
                    )
                )

    def _history(self, contracts):
        """{(company, customer): [(date, currency, amount)]} of what is booked."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, partner_id, date, currency_id, sum(amount)
                     FROM cs_mrr_movement m
                    WHERE company_id = ANY(%s) AND partner_id = ANY(%s)
                      AND reversed_id IS NULL
                      AND NOT EXISTS (SELECT 1 FROM cs_mrr_movement r
                                       WHERE r.reversed_id = m.id)
                    GROUP BY 1, 2, 3, 4""",
                contracts.company_id.ids,
                contracts.commercial_partner_id.ids,
            )
        )
        history = {}
        for company_id, partner_id, date, currency_id, amount in rows:
            history.setdefault((company_id, partner_id), []).append(
                (date, currency_id, float(amount))
            )
        return history
