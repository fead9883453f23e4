# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestRenewedAhead(AmendCommon):
    """A contract that was renewed before its end still runs, and changes."""

    @freeze_time("2026-11-02 12:00:00")
    def test_more_seats_for_the_rest_of_the_term(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=10, uplift=10)
        successor = contract._renew()
        self.assertTrue(contract.is_running)
        amendment, _prorated = self._amend(
            contract,
            "quantity",
            "2026-11-16",
            line_id=contract.line_ids.id,
            quantity=12,
        )
        self.assertEqual(amendment.prorated, 100)
        self.assertEqual(
            self._movements(contract),
            [("2026-01-01", "new", 1000), ("2026-11-16", "expansion", 200)],
        )
        self.assertEqual(
            sum(row[2] for row in self._movements(contract, successor)), 1100
        )
        self.assertFalse(self._proved())
        with freeze_time("2026-12-01 12:00:00"):
            contract.invalidate_recordset()
            self.assertEqual(contract.mrr, 1200)
            self.assertFalse(self._proved())
        with freeze_time("2027-01-01 12:00:00"):
            (contract | successor).invalidate_recordset()
            self.assertEqual((contract.mrr, successor.mrr), (0, 1100))
            self.assertFalse(contract.is_running)
            self.assertFalse(self._proved())
        self.assertIn("stays as agreed", successor.message_ids[0].body)

    @freeze_time("2026-11-02 12:00:00")
    def test_pause_step_and_something_added(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        successor = contract._renew()
        self._amend(contract, "pause", "2026-11-10", date_end="2026-11-20")
        self._amend(
            contract, "add", "2026-12-01", product_id=self.product.id, quantity=2
        )
        step = self.env["cs.contract.price.step"].create(
            {
                "line_id": contract.line_ids[0].id,
                "date": "2026-12-15",
                "price_unit": 120,
            }
        )
        self.assertFalse(self._proved())
        with freeze_time("2026-12-15 12:00:00"):
            step._apply_due(self.company)
            self.assertTrue(step.applied)
            contract.invalidate_recordset()
            self.assertEqual(contract.mrr, 320)
            self.assertFalse(self._proved())
        total = sum(row[2] for row in self._movements(contract, successor))
        self.assertEqual(total, 100)

    @freeze_time("2026-11-02 12:00:00")
    def test_what_follows_may_change_at_once(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        successor = contract._renew()
        both = contract.line_ids | successor.line_ids
        both.write({"quantity": 3})
        contract.invalidate_recordset()
        self.assertEqual(contract.mrr, 300)
        total = sum(row[2] for row in self._movements(contract, successor))
        self.assertEqual(total, 300)
        self.assertFalse(self._proved())
        self._amend(
            successor,
            "quantity",
            "2027-02-01",
            line_id=successor.line_ids.id,
            quantity=1,
        )
        self.assertFalse(self._proved())


@tagged("post_install", "-at_install")
class TestRightLine(AmendCommon):
    @freeze_time("2026-04-15 12:00:00")
    def test_a_line_of_another_contract(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        other = self._contract("2026-01-01", "2026-12-31")
        change = {"line": other.line_ids, "quantity": 5}
        with self.assertRaises(ValidationError):
            contract._amend("quantity", "2026-05-01", "why", **change)
        with self.assertRaises(UserError):
            contract._amend("quantity", "2026-05-01", "why", quantity=5)

    @freeze_time("2026-04-15 12:00:00")
    def test_a_line_that_ended_is_not_prolonged(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        extra = contract.line_ids.copy({"date_end": "2026-06-30"})
        for kind in ("remove", "quantity"):
            with self.assertRaises(ValidationError):
                self._amend(contract, kind, "2026-09-01", line_id=extra.id)
        amendment, _prorated = self._amend(
            contract, "quantity", "2026-06-16", line_id=extra.id, quantity=2
        )
        self.assertEqual(amendment.prorated, 50)
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_a_line_to_come_is_charged_from_its_first_day(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        extra = contract.line_ids.copy({"date_start": "2026-06-16"})
        amendment, prorated = self._amend(
            contract, "quantity", "2026-05-01", line_id=extra.id, quantity=2
        )
        self.assertEqual((prorated, amendment.prorated), (50, 50))
