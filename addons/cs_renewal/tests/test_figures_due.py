# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestFiguresDue(RenewalCommon):
    """What counts, and in which month."""

    def test_an_early_renewal_counts_where_it_was_due(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-08-20 12:00:00"):
            contract._amend("renewal", "2026-09-01", "bigger plan")
        self.env.flush_all()
        rate = self.env["cs.renewal.rate"]
        august = rate.rates("2026-08-01", "2026-08-31")
        self.assertEqual(august["due"], 0)
        december = rate.rates("2026-12-01", "2026-12-31")
        self.assertEqual((december["due"], december["renewed"]), (1, 1))
        self.assertEqual((december["on_time"], december["by_value"]), (1, 1))
        self.assertFalse(contract.successor_id.date_scheduled)
        with self.assertRaises(UserError):
            contract.with_user(self.manager).date_scheduled = "2030-01-01"

    def test_an_early_end_counts_where_it_ends(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-08-20 12:00:00"):
            contract._amend("end", "2026-08-31", "closed", ending="now")
        self.assertFalse(contract.date_scheduled)

    def _cells(self, partner):
        self.env.flush_all()
        cells = self.env["cs.cohort"].search([("partner_id", "=", partner.id)])
        return {str(c.cohort)[:7]: c.mrr for c in cells if c.age == 0}, cells

    @freeze_time("2026-11-10 12:00:00")
    def test_a_corrected_row_is_no_beginning(self):
        wrong = self._contract("2026-01-01")
        wrong.movement_ids.action_reverse()
        self._contract("2026-03-01", price=40)
        began, _cells = self._cells(self.customer)
        self.assertEqual(began, {"2026-03": 40})

    @freeze_time("2026-11-10 12:00:00")
    def test_what_is_to_come_does_not_count_yet(self):
        self._contract("2026-11-20", partner_id=self.other_customer.id)
        self.assertFalse(self._cells(self.other_customer)[1], "begins in ten days")
        leaving = self._contract("2026-10-01", "2026-11-15")
        leaving._give_notice("gone", "2026-11-01")
        began, cells = self._cells(self.customer)
        self.assertEqual(began, {"2026-10": 100})
        self.assertEqual(cells.filtered(lambda c: c.age == 1).kept, 1)
