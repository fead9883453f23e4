# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools.spans import minus
from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestSpans(BaseCase):
    def test_days_without_others(self):
        year = (date(2026, 1, 1), date(2026, 12, 31))
        spring = (date(2026, 3, 1), date(2026, 5, 31))
        self.assertEqual(minus([year], []), [year])
        self.assertEqual(
            minus([year], [spring, (date(2026, 12, 1), date(2027, 1, 31))]),
            [
                (date(2026, 1, 1), date(2026, 2, 28)),
                (date(2026, 6, 1), date(2026, 11, 30)),
            ],
        )
        self.assertEqual(minus([spring], [year]), [])


@tagged("post_install", "-at_install")
class TestCharged(AmendCommon):
    """What was charged stays; a change charges, or takes back, what it differs by."""

    def _yearly(self, **values):
        line = {"billing_unit": "year", **values.pop("line", {})}
        return self._contract(
            "2026-01-01", "2026-12-31", price=1200, line=line, **values
        )

    def _charged(self, contract):
        return sum(contract.billing_ids.mapped("amount"))

    @freeze_time("2026-04-15 12:00:00")
    def test_a_paid_year_is_not_charged_twice(self):
        contract = self._yearly()
        contract.billing_ids.with_user(self.manager).action_set_paid()
        paid = contract.billing_ids
        amendment, _prorated = self._amend(
            contract,
            "quantity",
            "2026-07-01",
            line_id=contract.line_ids.id,
            quantity=2,
        )
        self.assertEqual(amendment.prorated, 600)
        self.assertEqual(self._charged(contract), 1800)
        self.assertEqual(paid.amount, 1200)
        credit = contract.billing_ids.filtered("credit_of_id")
        self.assertEqual(
            (credit.credit_of_id, credit.amount, credit.date_start, credit.date_end),
            (paid, -600, date(2026, 7, 1), date(2026, 12, 31)),
        )
        contract._plan_billing()
        self.assertEqual(self._charged(contract), 1800, "safe to be repeated")
        contract.billing_ids.with_user(self.manager).action_set_paid()
        contract._plan_billing()
        self.assertEqual(self._charged(contract), 1800, "settled")
        self._amend(contract, "remove", "2026-10-01", line_id=contract.line_ids[1].id)
        self.assertEqual(self._charged(contract), 1200)

    @freeze_time("2026-04-15 12:00:00")
    def test_a_change_in_the_first_days_of_a_paid_month(self):
        contract = self._contract("2026-04-01", "2026-12-31", quantity=10)
        contract.billing_ids[0].with_user(self.manager).action_set_paid()
        line = contract.line_ids
        amendment, _prorated = self._amend(
            contract, "quantity", "2026-04-16", line_id=line.id, quantity=12
        )
        april = contract.billing_ids.filtered(lambda r: r.date_end.month == 4)
        self.assertEqual(sum(april.mapped("amount")), 1000 + amendment.prorated)
        self._amend(contract, "price", "2026-04-01", line_id=line.id, price_unit=80)
        april = contract.billing_ids.filtered(lambda r: r.date_end.month == 4)
        self.assertEqual(sum(april.mapped("amount")), 400 + 600, "from the first day")

    @freeze_time("2026-04-15 12:00:00")
    def test_what_was_charged_is_not_taken_out_by_hand(self):
        contract = self._yearly()
        contract.billing_ids.with_user(self.manager).action_set_paid()
        with self.assertRaises(UserError):
            contract.line_ids.with_user(self.manager).unlink()
        self._amend(contract, "remove", "2026-01-01", line_id=contract.line_ids.id)
        self.assertEqual(self._charged(contract), 0)

    @freeze_time("2026-04-15 12:00:00")
    def test_an_end_and_a_pause_take_back_what_was_paid(self):
        contract = self._yearly()
        contract.billing_ids.with_user(self.manager).action_set_paid()
        self._amend(contract, "pause", "2026-05-01", date_end="2026-06-30")
        self.assertEqual(self._charged(contract), 1000)
        contract.pause_ids.unlink()
        self.assertEqual(self._charged(contract), 1200)
        self._amend(contract, "end", "2026-04-30", ending="now")
        self.assertEqual(self._charged(contract), 400)
        contract.with_user(self.manager).action_withdraw_notice()
        self.assertEqual(self._charged(contract), 1200)
        self.assertEqual(len(contract.billing_ids), 1)

    @freeze_time("2026-04-15 12:00:00")
    def test_a_draft_invoice_keeps_its_row(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        row = contract.billing_ids[3]
        invoice = self._invoice(self.customer)
        invoice.button_draft()
        row.invoice_id = invoice
        self.assertEqual(row.state, "planned")
        self._amend(
            contract,
            "quantity",
            "2026-04-16",
            line_id=contract.line_ids.id,
            quantity=2,
        )
        self.assertEqual(row.exists().invoice_id, invoice)
        self.assertEqual(self._charged(contract), 300 + 150 + 8 * 200)
        invoice.button_cancel()
        contract._plan_billing()
        self.assertFalse(row.exists(), "no longer named by an invoice")
        self.assertEqual(self._charged(contract), 300 + 150 + 8 * 200)
