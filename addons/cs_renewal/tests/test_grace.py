# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestGrace(RenewalCommon):
    def test_grace_is_not_for_what_was_renewed(self):
        contract = self._contract("2026-01-01", "2026-06-30", grace_days=14)
        contract._renew()
        with freeze_time("2026-07-10 12:00:00"):
            claims = self.customer._cs_entitlements()[self.customer.id]
            self.assertEqual([c["active"] for c in claims].count(True), 1)

    def test_grace_keeps_claims_and_state(self):
        contract = self._contract("2026-01-01", "2026-06-30", grace_days=14)
        with freeze_time("2026-07-10 12:00:00"):
            self.assertNotIn(contract, contract._over())
            [claim] = self.customer._cs_entitlements()[self.customer.id]
            self.assertTrue(claim["active"])
        with freeze_time("2026-07-15 12:00:00"):
            self.assertIn(contract, contract._over())
        contract.auto_renew = True
        self.assertEqual(contract.date_close, date(2026, 6, 30))
