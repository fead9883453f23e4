# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestSummary(RenewalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-11-20 12:00:00"):
            cls.contract = cls._contract(
                "2026-01-01",
                "2026-12-31",
                quantity=10,
                title="Polaris ERP",
                line={"seats_used": 9},
            )

    def test_signals_with_their_receipts(self):
        with freeze_time("2026-11-21 12:00:00"):
            signals = self.customer._cs_signals()[self.customer.id]
        self.assertEqual(signals["days_to_notice"]["value"], 10)
        self.assertAlmostEqual(signals["seats_used_ratio"]["value"], 0.9)
        receipt = signals["days_to_notice"]
        found = self.env[receipt["model"]].search(receipt["domain"])
        self.assertEqual(found, self.contract)
        nobody = self.other_customer._cs_signals()[self.other_customer.id]
        self.assertNotIn("days_to_notice", nobody)

    def test_nobody_needs_access_to_contracts_for_signals(self):
        with freeze_time("2026-11-21 12:00:00"):
            signals = self.customer.with_user(self.finance)._cs_signals()
            self.assertIn("days_to_notice", signals[self.customer.id])

    def test_nought_in_use_is_known(self):
        self.contract.line_ids.seats_used = 0
        signals = self.customer._cs_signals()[self.customer.id]
        self.assertEqual(signals["seats_used_ratio"]["value"], 0)
        unknown = self._contract("2026-01-01", partner_id=self.other_customer.id)
        self.assertTrue(unknown.line_ids)
        signals = self.other_customer._cs_signals()[self.other_customer.id]
        self.assertNotIn("seats_used_ratio", signals)

    def test_what_nobody_counted_stays_unknown(self):
        counted, unknown = self.contract, self._contract("2026-01-01", "2026-12-31")
        for contract, known in ((counted, True), (unknown, False)):
            (line,) = contract.line_ids
            contract._amend(
                "quantity", "2026-07-01", "More people", line=line, quantity=20
            )
            after = contract._renew().line_ids
            for found in (contract.line_ids - line, after):
                self.assertEqual(bool(found._with_known_use()), known)

    def test_entitlements_follow_the_dates(self):
        claims = self.customer._cs_entitlements(self.contract.date_end)[
            self.customer.id
        ]
        self.assertEqual(
            [(c["name"], c["active"]) for c in claims],
            [(self.product.display_name, True)],
        )
        later = self.contract.date_end.replace(year=2027)
        claims = self.customer._cs_entitlements(later)[self.customer.id]
        self.assertFalse(claims[0]["active"])

    def _section(self, user):
        panel = self.customer.with_user(user).cs_customer_panel()
        return next(s for s in panel["sections"] if s["key"] == "contracts")

    def test_panel_shows_amounts_to_finance_only(self):
        with freeze_time("2026-11-21 12:00:00"):
            [row] = self._section(self.seller)["rows"]
            self.assertEqual(row["value"], "10 days to notice")
            self.assertEqual(row["res_id"], self.contract.id)
            [row] = self._section(self.finance)["rows"]
            self.assertIn("1,000.00", row["value"])

    def test_timeline(self):
        with freeze_time("2026-11-21 12:00:00"):
            self.contract._give_notice("moved")
        entries = self.customer.with_user(self.seller).cs_timeline(
            kinds=["contract_start", "contract_notice"]
        )
        self.assertEqual(
            [entry["kind"] for entry in entries], ["contract_notice", "contract_start"]
        )

    def test_counts_for_many_partners_take_few_queries(self):
        partners = self.customer | self.other_customer
        partners |= self.env["res.partner"].create(
            [{"name": f"Customer {index}"} for index in range(40)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(5):
            self.assertEqual(partners.mapped("cs_contract_count")[0], 1)
