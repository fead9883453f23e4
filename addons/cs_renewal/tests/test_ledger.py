# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestLedger(RenewalCommon):
    def test_first_money_is_new_and_more_is_expansion(self):
        first = self._contract("2026-01-01", "2026-12-31")
        second = self._contract("2026-03-01", "2026-12-31", price=50)
        self.assertEqual(
            self._movements(first, second),
            [("2026-01-01", "new", 100), ("2026-03-01", "expansion", 50)],
        )

    def test_last_money_gone_is_churn_and_money_again_reactivation(self):
        first = self._contract("2026-01-01", "2026-06-30")
        second = self._contract("2026-01-01", "2026-08-31", price=50)
        first._give_notice("merged", "2026-03-01")
        second._give_notice("closed", "2026-03-01")
        third = self._contract("2026-10-01", "2027-09-30", price=70)
        self.assertEqual(
            self._movements(first, second, third),
            [
                ("2026-01-01", "new", 100),
                ("2026-01-01", "expansion", 50),
                ("2026-07-01", "contraction", -100),
                ("2026-09-01", "churn", -50),
                ("2026-10-01", "reactivation", 70),
            ],
        )

    def test_contacts_of_a_company_are_one_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "王敏", "parent_id": self.customer.id}
        )
        self._contract("2026-01-01")
        contract = self._contract("2026-02-01", price=10, partner_id=contact.id)
        self.assertEqual(self._movements(contract), [("2026-02-01", "expansion", 10)])
        self.assertEqual(contract.movement_ids.partner_id, self.customer)

    def test_another_company_is_another_ledger(self):
        company = self.env["res.company"].create({"name": "Second"})
        self._contract("2026-01-01")
        contract = self._contract("2026-02-01", company_id=company.id)
        self.assertEqual(self._movements(contract), [("2026-02-01", "new", 100)])

    def test_lines_begin_and_end_on_their_own_days(self):
        contract = self.env["cs.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 100}),
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": 30,
                            "date_start": "2026-04-01",
                            "date_end": "2026-06-30",
                        }
                    ),
                ],
            }
        )
        contract.action_activate()
        self.assertEqual(
            self._movements(contract),
            [
                ("2026-01-01", "new", 100),
                ("2026-04-01", "expansion", 30),
                ("2026-07-01", "contraction", -30),
            ],
        )

    def test_changed_lines_are_booked_from_today_on(self):
        with freeze_time("2026-03-15 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31")
            contract.line_ids.quantity = 3
            extra = contract.line_ids.copy({"quantity": 1, "date_end": "2026-06-30"})
            contract.line_ids[0].price_unit = 90
            self.assertEqual(contract.mrr, 370)
            extra.unlink()
            self.assertEqual(contract.mrr, 270)
        total = sum(row[2] for row in self._movements(contract))
        self.assertEqual(total, 270)
        self.assertEqual(self._movements(contract)[1], ("2026-03-15", "expansion", 200))

    def test_changed_lines_after_notice_end_at_nothing(self):
        with freeze_time("2026-03-15 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31")
            contract._give_notice("moved")
            contract.line_ids.quantity = 2
        rows = self._movements(contract)
        self.assertEqual(sum(row[2] for row in rows), 0)
        self.assertEqual(sum(row[2] for row in rows if row[0] > "2026-12-31"), -200)

    def test_notice_twice_is_booked_once(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        contract._give_notice("first", "2026-03-01")
        contract._give_notice("earlier", "2026-03-02", "2026-11-30")
        rows = self._movements(contract)
        self.assertEqual(sum(row[2] for row in rows), 0)
        self.assertEqual(rows[1], ("2026-12-01", "churn", -100))
        with self.assertRaises(UserError):
            self.env["cs.contract"].new({"state": "draft"})._give_notice("never")

    def test_the_money_of_the_past_is_history(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        contract._renew()
        with freeze_time("2027-01-01 12:00:00"), self.assertRaises(UserError):
            contract.line_ids.quantity = 5

    def test_what_the_ledger_rests_on_is_not_edited(self):
        contract = self._contract("2026-01-01", "2026-12-31").with_user(self.manager)
        for values in (
            {"partner_id": self.other_customer.id},
            {"date_end": "2026-06-30"},
            {"state": "draft"},
            {"notice_date": "2026-03-01"},
        ):
            with self.assertRaises(UserError):
                contract.write(values)
        contract.title = "ERP"

    def test_a_state_that_is_imported_books_too(self):
        contract = self.env["cs.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": "2026-01-01",
                "state": "active",
                "line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 7})
                ],
            }
        )
        self.assertEqual(self._movements(contract), [("2026-01-01", "new", 7)])

    def test_corrected_rows_do_not_count_as_history(self):
        first = self._contract("2026-01-01")
        first.movement_ids.with_user(self.finance).action_reverse()
        second = self._contract("2026-02-01")
        self.assertEqual(self._movements(second), [("2026-02-01", "new", 100)])

    def test_earlier_money_judges_later_rows_anew(self):
        later = self._contract("2026-06-01")
        earlier = self._contract("2026-01-01", price=30)
        self.assertEqual(self._movements(earlier), [("2026-01-01", "new", 30)])
        standing = later.movement_ids._standing()
        self.assertEqual((standing.kind, standing.amount), ("expansion", 100))
        self.assertEqual(sum(later.movement_ids.mapped("amount")), 100)

    def test_mrr_is_what_is_booked_up_to_today(self):
        with freeze_time("2026-05-15 12:00:00"):
            running = self._contract(
                "2026-01-01", price=1200, line={"billing_unit": "year"}
            )
            future = self._contract("2026-06-01", price=50)
            (running | future).invalidate_recordset()
            self.assertEqual((running.mrr, running.arr, future.mrr), (100, 1200, 0))
            search = self.env["cs.contract"].search
            ours = [("id", "in", (running | future).ids)]
            self.assertEqual(search([*ours, ("mrr", ">", 0)]), running)
            self.assertEqual(search([*ours, ("mrr", "=", 0)]), future)
            self.assertEqual(search([*ours, ("arr", ">=", 1200)]), running)
            self.assertEqual(search([*ours, ("mrr", "!=", 100)]), future)

    def test_today_is_that_of_the_company(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-05-31 17:00:00"):  # one in the morning of 1 June
            contract = self._contract("2026-06-01")
            self.assertEqual(contract.mrr, 100)

    def test_successor_books_only_the_difference(self):
        with freeze_time("2026-11-01 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31", uplift=10)
            successor = contract._renew()
            self.assertEqual(contract.mrr, 100)
            self.assertEqual(successor.mrr, 0)
        self.assertEqual(
            self._movements(contract, successor),
            [("2026-01-01", "new", 100), ("2027-01-01", "expansion", 10)],
        )
        with freeze_time("2027-01-02 12:00:00"):
            (contract | successor).invalidate_recordset()
            self.assertEqual(contract.mrr, 0)
            self.assertAlmostEqual(successor.mrr, 110)

    def test_same_price_books_nothing(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        successor = contract._renew()
        self.assertFalse(self._movements(successor))

    def test_rows_are_immutable(self):
        row = self._contract("2026-01-01").movement_ids
        with self.assertRaises(UserError):
            row.amount = 5
        with self.assertRaises(UserError):
            row.unlink()

    def test_a_row_is_corrected_by_its_opposite_once(self):
        row = self._contract("2026-01-01").movement_ids
        with self.assertRaises(AccessError):
            row.with_user(self.seller).action_reverse()
        correction = row.with_user(self.finance).action_reverse()
        self.assertEqual((correction.kind, correction.amount), ("new", -100))
        self.assertEqual(correction.reversed_id, row)
        with self.assertRaises(UserError):
            correction.action_reverse()
