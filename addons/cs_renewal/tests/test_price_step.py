# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

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
