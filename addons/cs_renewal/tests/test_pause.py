# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestPause(AmendCommon):
    @freeze_time("2026-04-15 12:00:00")
    def test_a_pause_taken_back_leaves_nothing(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self._amend(contract, "pause", "2026-04-15", date_end="2026-06-30")
        self.assertLess(sum(contract.billing_ids.mapped("amount")), 1200)
        contract.with_user(self.manager).action_resume()
        self.assertFalse(contract.pause_ids)
        self.assertEqual(sum(contract.billing_ids.mapped("amount")), 1200)
        self.assertEqual(contract.mrr, 100)
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_pause_and_resume(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self._amend(contract, "pause", "2026-04-01", date_end="2026-06-30")
        self.assertTrue(contract.is_paused)
        self.assertIn(contract, contract.search([("is_paused", "=", True)]))
        self.assertNotIn(contract, contract.search([("is_paused", "=", False)]))
        [claim] = self.customer._cs_entitlements()[self.customer.id]
        self.assertFalse(claim["active"])
        self.assertEqual(
            self._movements(contract)[1:],
            [("2026-04-01", "churn", -100), ("2026-07-01", "reactivation", 100)],
        )
        charged = sum(contract.billing_ids.mapped("amount"))
        self.assertEqual(charged, 900)
        contract.with_user(self.manager).action_resume()
        self.assertFalse(contract.is_paused)
        self.assertEqual(sum(row[2] for row in self._movements(contract)), 100)
        self.assertEqual(contract.mrr, 100)
        self.assertFalse(self._proved())
        with self.assertRaises(UserError):
            contract.action_resume()
        with self.assertRaises(ValidationError):
            self._amend(contract, "pause", "2026-04-10", date_end="2026-04-20")
        with self.assertRaises(UserError):
            self._amend(contract, "pause", "2026-08-10")
