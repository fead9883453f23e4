# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestLedgerOrder(RenewalCommon):
    """Rows that are booked again keep their place, and their customer."""

    def _standing(self, contract):
        contract.invalidate_recordset(["movement_ids"])
        return contract.movement_ids._standing()

    def _wrong(self):
        problems = self.env["cs.mrr.movement"].check_ledger()
        return [problem["message"] for problem in problems]

    def test_neighbours_of_one_day_keep_their_order(self):
        first = self._contract("2026-06-01")
        second = self._contract("2026-06-01", price=50)
        earlier = self._contract("2026-01-01", price=30)
        kinds = [self._standing(c).kind for c in (earlier, first, second)]
        self.assertEqual(kinds, ["new", "expansion", "expansion"])
        self.assertLess(self._standing(first).id, self._standing(second).id)
        self.assertFalse(self._wrong())
        earlier.movement_ids.action_reverse()
        kinds = [self._standing(c).kind for c in (first, second)]
        self.assertEqual(kinds, ["new", "expansion"])
        self.assertFalse([m for m in self._wrong() if "follow" in m])
        self.assertEqual(sum(first.movement_ids.mapped("amount")), 100)
        self.assertEqual(sum(second.movement_ids.mapped("amount")), 50)

    def test_a_booked_again_row_still_knows_its_amendment(self):
        later = self._contract("2026-06-01")
        later._amend("quantity", "2026-07-01", "more", line=later.line_ids, quantity=2)
        later._amend("end", "2026-08-31", "gone", ending="now")
        amendments = later.movement_ids.amendment_id
        self._contract("2026-01-01", price=30)
        self.assertEqual(self._standing(later).amendment_id, amendments)
        self.assertEqual(
            self._standing(later).sorted("date").mapped("kind"),
            ["expansion", "expansion", "contraction"],
        )

    def test_a_contact_takes_its_contracts_to_another_customer(self):
        contact = self.env["res.partner"].create({"name": "王敏"})
        mine = self._contract("2026-02-01", partner_id=contact.id, price=70)
        theirs = self._contract("2026-01-01")
        self.assertEqual(mine.movement_ids.kind, "new")
        contact.parent_id = self.customer
        self.assertEqual(mine.commercial_partner_id, self.customer)
        self.assertEqual(self._standing(mine).kind, "expansion")
        self.assertEqual(self._standing(mine).partner_id, self.customer)
        self.assertFalse(self._wrong())
        accounts = self.env["cs.account"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(accounts)
        contact.parent_id = self.other_customer
        self.assertEqual(self._standing(mine).kind, "new")
        self.assertEqual(self._standing(mine).partner_id, self.other_customer)
        account = self.env["cs.account"]._ensure(self.other_customer)
        self.assertEqual(account.lifecycle, "live")
        self.assertEqual(self._standing(theirs).kind, "new")
        self.assertFalse(self._wrong())

    def test_who_is_left_behind_is_judged_without_him(self):
        contact = self.env["res.partner"].create(
            {"name": "王敏", "parent_id": self.customer.id}
        )
        self._contract("2026-01-01", partner_id=contact.id)
        theirs = self._contract("2026-02-01", price=70)
        self.assertEqual(theirs.movement_ids.kind, "expansion")
        contact.parent_id = False
        self.assertEqual(self._standing(theirs).kind, "new")
        self.assertFalse(self._wrong())

    def test_many_customers_are_judged_in_as_few_queries(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(9)])
        contracts = self.env["cs.contract"].union(
            *(self._contract("2026-01-01", partner_id=p.id) for p in partners)
        )
        ledger = self.env["cs.mrr.movement"]

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            some.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            ledger._book([(contract, "2026-02-01", 5, False) for contract in some])
            return self.env.cr.sql_log_count - before

        count(contracts)
        self.assertEqual(count(contracts[:2]), count(contracts))
