# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestPriceStep(AmendCommon):
    @freeze_time("2026-04-15 12:00:00")
    def test_price_steps(self):
        contract = self._contract("2026-01-01", "2027-12-31", term_count=2)
        line = contract.line_ids
        step = self.env["cs.contract.price.step"].create(
            {"line_id": line.id, "date": "2027-01-01", "price_unit": 120}
        )
        self.assertEqual(
            self._movements(contract)[1:], [("2027-01-01", "expansion", 20)]
        )
        self.assertEqual(contract.billing_ids[-1:].amount, 120)
        with freeze_time("2027-01-02 12:00:00"):
            self.env["cs.contract.price.step"]._apply_due(self.company)
            self.env["cs.contract.price.step"]._apply_due(self.company)
            self.assertTrue(step.applied)
            self.assertEqual(line.price_unit, 120)
            self.assertEqual(contract.billing_ids[0].amount, 100)
            self.assertEqual(len(self._movements(contract)), 2)
            self.assertFalse(self._proved())
            with self.assertRaises(UserError):
                step.price_unit = 5
        with self.assertRaises(ValidationError):
            step.create({"line_id": line.id, "date": "2028-01-01", "price_unit": 1})

    def _step(self, line, day="2026-07-01", price=120):
        return self.env["cs.contract.price.step"].create(
            {"line_id": line.id, "date": day, "price_unit": price}
        )

    def _seats(self, contract, day, quantity, line=None):
        line = line or contract.line_ids[-1:]
        return self._amend(
            contract, "quantity", day, line_id=line.id, quantity=quantity
        )

    @freeze_time("2026-04-15 12:00:00")
    def test_a_change_on_the_day_of_a_step(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self._step(contract.line_ids)
        self._step(contract.line_ids, "2026-10-01", 150)
        amendment, prorated = self._seats(contract, "2026-07-01", 2)
        self.assertEqual((prorated, amendment.prorated), (120, 120))
        self.assertEqual(
            self._totals(contract),
            [("2026-01", 100), ("2026-07", 240), ("2026-10", 300)],
        )
        self.assertEqual(
            sum(contract.billing_ids.mapped("amount")), 600 + 3 * 240 + 3 * 300
        )
        self.assertFalse(self._proved())

    def _totals(self, contract):
        """[(month, revenue a month from then on)] where it changes."""
        total, result = 0, {}
        for day, _kind, amount in self._movements(contract):
            total = round(total + amount, 2)
            result[day[:7]] = total
        return list(result.items())

    @freeze_time("2026-04-15 12:00:00")
    def test_a_change_after_a_step_that_is_to_come(self):
        contract = self._contract("2026-01-01", "2026-12-31", uplift=10)
        self._step(contract.line_ids)
        self._seats(contract, "2026-09-01", 2)
        self.assertEqual(contract.line_ids[-1:].price_unit, 120)
        self.assertEqual(
            self._totals(contract),
            [("2026-01", 100), ("2026-07", 120), ("2026-09", 240)],
        )
        self.assertAlmostEqual(contract._next_price(contract.line_ids[-1:]), 132)
        with freeze_time("2026-09-02 12:00:00"):
            self.env["cs.contract.price.step"]._apply_due(self.company)
            self.assertFalse(self._proved())

    def test_a_change_before_a_step_that_is_in_force(self):
        with freeze_time("2026-04-15 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31")
            other = contract.line_ids.copy()
            self._step(contract.line_ids[0])
        with freeze_time("2026-07-20 12:00:00"):
            self.env["cs.contract.price.step"]._apply_due(self.company)
            self._seats(contract, "2026-06-01", 2, other)
            self._seats(contract, "2026-06-01", 2, contract.line_ids[0])
            self.assertEqual(
                self._totals(contract),
                [
                    ("2026-01", 100),
                    ("2026-04", 200),
                    ("2026-06", 400),
                    ("2026-07", 440),
                ],
            )
            self.assertEqual(contract.line_ids[0].price_unit, 100)
            self.assertEqual(contract.line_ids[-1].price_unit, 120)
            self.assertTrue(contract.line_ids.step_ids.applied)
            self.assertEqual(
                sum(contract.billing_ids.mapped("amount")), 5 * 200 + 400 + 6 * 440
            )
            self.assertFalse(self._proved())

    def test_a_price_by_hand_after_a_step_is_charged(self):
        with freeze_time("2026-04-15 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31")
            step = self._step(contract.line_ids)
        with freeze_time("2026-07-20 12:00:00"):
            step._apply_due(self.company)
            contract.line_ids.price_unit = 130
            self.assertEqual(contract.billing_ids[-1:].amount, 130)
            self.assertEqual(contract.billing_ids[0].amount, 100)
            self.assertEqual(contract.amendment_ids.mapped("kind"), ["hand", "step"])
            self.assertFalse(self._proved())

    def test_a_bad_step_does_not_stop_the_others(self):
        contracts = self.env["cs.contract"]
        with freeze_time("2026-04-15 12:00:00"):
            for _index in range(2):
                contracts |= self._contract("2026-01-01", "2026-12-31")
            good, bad = (self._step(contract.line_ids) for contract in contracts)
        lines = type(contracts.line_ids)
        original = lines.write

        def broken(line, vals):
            if line == bad.line_id and "price_unit" in vals:
                raise ValueError("no such price")
            return original(line, vals)

        with (
            freeze_time("2026-07-01 12:00:00"),
            patch.object(lines, "write", broken),
            mute_logger("odoo.addons.cs_renewal.models.cs_contract_renewal"),
        ):
            self.assertEqual(good._apply_due(self.company), good)
        self.assertFalse(bad.applied)
        self.assertIn("no such price", contracts[1].activity_ids.note)
