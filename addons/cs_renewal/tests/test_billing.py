# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestBilling(RenewalCommon):
    def test_billing_schedule(self):
        with freeze_time("2026-03-05 12:00:00"):
            contract = self._contract(
                "2026-01-15", "2026-12-31", anchor_day=1, price=310
            )
            rows = contract.billing_ids
            self.assertEqual(len(rows), 12)
            self.assertEqual(
                (rows[0].date_end, rows[0].amount), (date(2026, 1, 31), 170)
            )
            self.assertEqual(rows[1].amount, 310)
            rows[0].with_user(self.manager).action_set_paid()
            self.assertEqual(rows[0].state, "paid")
            contract._plan_billing()
            self.assertEqual(len(contract.billing_ids), 12)
            self.assertEqual(contract.billing_ids[0].state, "paid")

    def test_open_ended_is_planned_a_year_ahead(self):
        with freeze_time("2026-03-05 12:00:00"):
            contract = self._contract("2026-01-01")
            self.assertEqual(contract.billing_ids[-1:].date_end, date(2027, 3, 31))
        with freeze_time("2026-09-05 12:00:00"):
            contract._extend_billing(self.company)
            self.assertEqual(contract.billing_ids[-1:].date_end, date(2027, 9, 30))
