# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestLedgerProof(RenewalCommon):
    def test_the_check_names_the_row(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        ledger = self.env["cs.mrr.movement"]
        self.assertFalse(ledger.with_user(self.finance).check_ledger())
        row = contract.movement_ids
        self.env.cr.execute(
            "UPDATE cs_mrr_movement SET kind = 'reactivation' WHERE id = %s", row.ids
        )
        self.env.invalidate_all()
        [problem] = ledger.check_ledger()
        self.assertEqual(problem["movement_id"], row.id)
        with freeze_time("2026-05-01 12:00:00"):
            self.env.cr.execute(
                "UPDATE cs_mrr_movement SET kind = 'new', amount = 7 WHERE id = %s",
                row.ids,
            )
            self.env.invalidate_all()
            [problem] = ledger.check_ledger()
            self.assertEqual(problem["contract_id"], contract.id)
            ledger._cron_check_ledger()
            ledger._cron_check_ledger()
            self.assertEqual(len(contract.activity_ids), 1)
            action = ledger.with_user(self.finance).action_check_ledger()
            self.assertEqual(action["res_model"], "cs.mrr.problem")
        self.assertEqual(self.env["cs.mrr.problem"].search_count([]), 1)
        with self.assertRaises(AccessError):
            ledger.with_user(self.seller).check_ledger()

    def test_what_is_over_and_holds_nothing_is_not_read(self):
        running = self._contract("2026-01-01", "2027-12-31")
        over = self._contract("2024-01-01", "2024-12-31")
        over._close_terms()
        self.assertEqual(over.state, "ended")
        asked = running.browse()

        def sold(chain, today):
            nonlocal asked
            asked |= chain
            return original(chain, today)

        original = type(running)._sold
        with (
            freeze_time("2026-05-01 12:00:00"),
            patch.object(type(running), "_sold", sold),
        ):
            self.assertFalse(self.env["cs.mrr.movement"].check_ledger())
        self.assertIn(running, asked)
        self.assertNotIn(over, asked)
