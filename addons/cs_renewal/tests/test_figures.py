# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestFigures(RenewalCommon):
    def test_renewal_rates(self):
        """Domestique: 1 M due, 850 K renewed, 200 K upsell: gross 85 %, net 105 %."""
        kept = self._contract("2024-01-01", "2024-12-31", price=850)
        self._contract("2024-01-01", "2024-12-31", price=150)
        successor = kept._renew()
        with freeze_time("2025-01-01 12:00:00"):
            successor.line_ids.quantity = 1050 / 850
        self.env.flush_all()
        rates = (
            self.env["cs.renewal.rate"]
            .with_user(self.finance)
            .rates("2024-12-01", "2024-12-31")
        )
        self.assertEqual((rates["due"], rates["renewed"]), (2, 1))
        self.assertAlmostEqual(rates["by_value"], 0.85, 3)
        self.assertAlmostEqual(rates["net"], 1.05, 2)
        self.assertEqual(rates["by_count"], 0.5)
        self.assertEqual(rates["on_time"], 0)
        none = self.env["cs.renewal.rate"].rates("2020-01-01", "2020-12-31")
        self.assertIsNone(none["by_count"])
        with self.assertRaises(AccessError):
            self.env["cs.renewal.rate"].with_user(self.seller).rates(
                "2024-12-01", "2024-12-31"
            )

    def test_what_renews_by_itself_is_in_time(self):
        """The next term is made when the old one is over, not a day late."""
        contract = self._contract("2024-01-01", "2024-12-31", auto_renew=True)
        contract._close_terms()
        self.env.flush_all()
        self.assertTrue(contract.successor_id)
        # More seats later were not renewed but sold.
        successor = contract.successor_id
        with freeze_time("2025-02-10 12:00:00"):
            successor._amend(
                *("quantity", "2025-03-01", "grown"),
                line=successor.line_ids,
                quantity=3,
            )
        self.env.flush_all()
        rates = self.env["cs.renewal.rate"].rates("2024-12-01", "2024-12-31")
        self.assertEqual((rates["on_time"], rates["net"]), (1, 1))

    def test_rates_of_the_past_stay_when_lines_change(self):
        contract = self._contract("2024-01-01", "2024-12-31")
        successor = contract._renew()
        with freeze_time("2025-03-10 12:00:00"):
            successor.line_ids.price_unit = 200
        self.env.flush_all()
        rates = self.env["cs.renewal.rate"].rates("2024-12-01", "2024-12-31")
        self.assertEqual((rates["by_value"], rates["net"]), (1, 1))

    def test_in_time_is_judged_in_the_companys_zone(self):
        """Seven in the morning of New Year's Day in Shanghai is late."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        contract = self._contract("2024-01-01", "2024-12-31")
        successor = contract._renew()
        self.env.flush_all()
        rate = self.env["cs.renewal.rate"]
        for moment, on_time in (
            ("2024-12-31 15:59:00", 1),
            ("2024-12-31 23:00:00", 0),
        ):
            self.env.cr.execute(
                "UPDATE cs_contract SET create_date = %s WHERE id = %s",
                (moment, successor.id),
            )
            rates = rate.rates("2024-12-01", "2024-12-31")
            self.assertEqual(rates["on_time"], on_time)

    @freeze_time("2026-11-22 12:00:00")
    def test_sums_of_several_currencies_are_in_the_companys(self):
        """100 of ours and 400 of which four are one of ours make 200."""
        money = self.env["res.currency"].create({"name": "XQV", "symbol": "v"})
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 4, "currency_id": money.id}
        )
        kept = self._contract("2025-01-01", "2025-12-31")
        kept._renew()
        self._contract(
            *("2025-01-01", "2025-12-31", 400),
            currency_id=money.id,
            partner_id=self.other_customer.id,
        )
        self.env["cs.account"]._ensure(self.customer | self.other_customer).write(
            {"lifecycle": "live", "manager_id": self.manager.id}
        )
        self.env.flush_all()
        rates = self.env["cs.renewal.rate"].rates("2025-12-01", "2025-12-31")
        self.assertAlmostEqual(rates["by_value"], 0.5)
        ours = [("partner_id", "in", (self.customer | self.other_customer).ids)]
        [(start,)] = self.env["cs.cohort"]._read_group(
            [*ours, ("age", "=", 1)], aggregates=["mrr:sum"]
        )
        self.assertEqual(start, 200)
        [(moved,)] = self.env["cs.mrr.movement"]._read_group(
            ours, aggregates=["amount_own:sum"]
        )
        self.assertEqual(moved, 200)
        rows = self.env["cs.mrr.movement"].search([*ours, ("amount", "=", 400)])
        self.assertEqual(rows.amount_own, 100)
        book = self.env["cs.book"].search([("user_id", "=", self.manager.id)])
        self.assertEqual(book.mrr, 200)
        with self.assertRaises(AccessError):
            self.env["cs.mrr.movement"].with_user(self.seller)._read_group(
                ours, aggregates=["amount_own:sum"]
            )

    @freeze_time("2026-11-22 12:00:00")
    def test_cohorts(self):
        gone = self._contract("2026-01-15", "2026-04-30", price=40)
        gone._give_notice("left", "2026-02-01")
        self._contract("2026-01-10", partner_id=self.other_customer.id)
        self.env.flush_all()
        cells = self.env["cs.cohort"].search(
            [("partner_id", "in", (self.customer | self.other_customer).ids)]
        )
        kept = {
            (c.partner_id, c.age): (c.kept, c.mrr, c.start)
            for c in cells
            if c.age in (0, 3, 4)
        }
        self.assertEqual(kept[self.customer, 3], (1, 40, 40))
        self.assertEqual(kept[self.customer, 4], (0, 0, 40))
        self.assertEqual(kept[self.other_customer, 4], (1, 100, 100))

    @freeze_time("2026-11-22 12:00:00")
    def test_dashboard(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self.env["cs.risk"].create(
            {
                "name": "Champion left",
                "account_id": self.env["cs.account"]._ensure(self.customer).id,
            }
        )
        contract._open_renewals()
        self.env.flush_all()
        data = self.env["cs.renewal.dashboard"].with_user(self.finance).get_data()
        self.assertEqual(len(data["months"]), 13)
        self.assertGreaterEqual(data["months"][-1]["value"], 100)
        self.assertGreaterEqual(data["quarter"]["open"], 1)
        self.assertIn("Champion left", [r["reason"] for r in data["risks"]["rows"]])
        with self.assertRaises(AccessError):
            self.env["cs.renewal.dashboard"].with_user(self.manager).get_data()

    def test_retention_says_what_is_undefined(self):
        wizard = self.env["cs.retention"].with_user(self.finance)
        action = wizard.action_open()
        wizard = wizard.browse(action["res_id"])
        wizard.write({"date_from": "2001-01-01", "date_to": "2001-12-31"})
        self.assertEqual((wizard.grr_text, wizard.quick_ratio_text), ("–", "–"))
        self.assertEqual(wizard.rate_count_text, "–")
        with self.assertRaises(AccessError):
            self.env["cs.retention"].with_user(self.seller).action_open()

    def test_digest(self):
        self._contract(self.company._cs_today())
        digest = self.env["digest.digest"].create(
            {"name": "D", "kpi_cs_mrr": True, "kpi_cs_renewed": True}
        )
        self.assertIsInstance(digest.kpi_cs_mrr_value, float)
        self.assertIsInstance(digest.kpi_cs_renewed_value, int)
        actions = digest._compute_kpis_actions(self.company, self.finance)
        self.assertIn("kpi_cs_mrr", actions)
        with self.assertRaises(AccessError):
            digest.with_user(self.seller).sudo(False)._compute_kpi_cs_mrr_value()
