# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from ..tools import terms
from .common import RenewalCommon, RetentionCommon


@tagged("post_install", "-at_install")
class TestPublishedFigures(RetentionCommon):
    """Figures others have published, each with where it stands."""

    def test_totango_revenue(self):
        """Totango: 11,000 of 14,000 renewed is 79 %."""
        self._book_example(14_000, -3_000)
        self.assertEqual(round(100 * self._year()["grr"]), 79)

    def test_customers_lost(self):
        """Predict-Churn README: 500 customers, then 450: 10 %."""
        partners = self.env["res.partner"].create(
            [{"name": f"C{i}"} for i in range(500)]
        )
        contracts = self.env["cs.contract"].create(
            [{"partner_id": p.id, "date_start": "2025-01-01"} for p in partners]
        )
        self.ledger._book([(c, "2025-01-01", 9, False) for c in contracts])
        self.ledger._book([(c, "2026-05-01", -9, False) for c in contracts[:50]])
        self.contracts = {contract.id: contract for contract in contracts}
        figures = self._year()
        self.assertEqual((figures["logo_start"], figures["logo_lost"]), (500, 50))
        self.assertEqual(figures["logo_churn"], 0.1)

    def test_lost_in_a_year(self):
        """A republished survey: 3,245 lost of 52,430 in a year: 6.19 %."""
        self._book_example(52_430, -3_245)
        self.assertEqual(round(100 * (1 - self._year()["grr"]), 2), 6.19)

    def test_three_percent_a_month(self):
        """The same survey: 3 % a month leaves 0.6938 after a year."""
        self._book(("a", "2025-01-01", 100))
        left = 100.0
        for month in range(1, 13):
            lost = round(left * 0.03, 6)
            self._book(("a", f"2026-{month:02}-15", -lost))
            left -= lost
        self.assertEqual(round(self._year()["grr"], 4), 0.6938)

    def test_quick_ratios(self):
        """ProfitWell: 24K/4K is 6, 30K/10K is 3, 40K/20K is 2; theprimecalculator:
        25,000 and 10,000 to 8,000 and 4,000 is 2.92, 23,000 net."""
        for number, (new, more, churn, less, expected) in enumerate(
            [
                (24_000, 0, 4_000, 0, 6),
                (30_000, 0, 10_000, 0, 3),
                (40_000, 0, 20_000, 0, 2),
                (25_000, 10_000, 8_000, 4_000, 2.92),
            ]
        ):
            self.contracts = {}
            old, lost, come = (f"{name}{number}" for name in "abc")
            self._book((old, "2025-01-01", 90_000), (lost, "2025-01-01", churn))
            self._book((come, "2026-02-01", new), (lost, "2026-03-01", -churn))
            if more:
                self._book((old, "2026-02-01", more), (old, "2026-03-01", -less))
            figures = self._year()
            self.assertEqual(round(figures["quick_ratio"], 2), expected)
            gained = figures["end"] - figures["start"]
            self.assertEqual(gained, new + more - churn - less)

    def test_committed_revenue(self):
        """bigdelta: 25,000, 500 signed and 3,000 to go is a committed 22,500."""
        self._book(("a", "2025-01-01", 22_000), ("b", "2025-01-01", 3_000))
        self._book(("c", "2026-11-01", 500), ("b", "2026-12-01", -3_000))
        figures = self._year()
        self.assertEqual((figures["start"], figures["end"]), (25_000, 22_500))

    def test_lifetime_value(self):
        """abracalc: 50 a month at 90 % and 10 % lost make 450, and three more."""
        for mean, margin, churn, expected in (
            (50, 0.9, 0.1, 450),
            (200, 0.85, 0.03, 5_667),
            (500, 0.7, 0.02, 17_500),
            (100, 0.8, 0.05, 1_600),
        ):
            month = {"start": mean * 40, "logo_start": 40, "logo_churn": churn}
            value = self.ledger.lifetime_value(month, 1, margin)
            self.assertEqual(round(value), expected)
            year = {**month, "logo_churn": 1 - (1 - churn) ** 12}
            value = self.ledger.lifetime_value(year, 12, margin)
            self.assertEqual(round(value), expected, "a year of the same months")
        for nobody in ({"logo_churn": 0}, {"logo_start": 0, "logo_churn": None}):
            value = self.ledger.lifetime_value({**month, **nobody}, 1, 1)
            self.assertIsNone(value)

    def test_capacity(self):
        """Cynthia Balusek: 130 hours a month for 5 to 100 accounts."""
        for accounts, hours in (
            (5, 26),
            (10, 13),
            (20, 6.5),
            (30, 4.3),
            (50, 2.6),
            (100, 1.3),
        ):
            tier = self.env["cs.tier"].create(
                {"name": f"T{accounts}", "success_hours": hours}
            )
            partners = self.env["res.partner"].create(
                [
                    {"name": f"C{i}", "is_company": True, "cs_tier_id": tier.id}
                    for i in range(accounts)
                ]
            )
            mine = self.env["cs.account"]._ensure(partners)
            mine.write({"manager_id": self.manager.id, "lifecycle": "live"})
            self.manager.cs_success_hours = 130
            self.env.flush_all()
            book = self.env["cs.book"].search([("user_id", "=", self.manager.id)])
            self.assertAlmostEqual(book.load, 1, 1)
            mine.lifecycle = "churned"


@tagged("post_install", "-at_install")
class TestPublishedProration(RenewalCommon):
    """Parts of a period as others charge them."""

    def _upgraded(self, start, day, before, after, **values):
        contract = self._contract(start, price=before, **values)
        return contract._amend(
            "price", day, "more", line=contract.line_ids, price_unit=after
        )

    @freeze_time("2026-02-10 12:00:00")
    def test_baremetrics_upgrade_after_a_week(self):
        """Baremetrics: 12 $ a month, 24 $ after a week: 9 $ back, 18 $ for the rest,
        33 $ with the next month."""
        amendment = self._upgraded("2026-02-01", "2026-02-08", 12, 24)
        rest = ("2026-02-08", "2026-02-28")
        contract = amendment.contract_id
        self.assertEqual(contract.prorate(12, *rest), 9)
        self.assertEqual(contract.prorate(24, *rest), 18)
        self.assertEqual(amendment.prorated + 24, 33)

    def test_nectir_seat(self):
        """nectir: a seat of 10 $ from day 10 of 30 on costs 6.67 $."""
        contract = self._contract("2026-04-01")
        self.assertEqual(contract.prorate(10, "2026-04-11", "2026-04-30"), 6.67)

    @freeze_time("2026-11-11 12:00:00")
    def test_woocommerce_second_switch(self):
        """WooCommerce 723: 30 to 40 on 5 November, to 50 on the 10th: the second
        switch costs less than a whole month of the difference."""
        first = self._upgraded("2026-10-26", "2026-11-05", 30, 40)
        contract = first.contract_id
        line = contract.line_ids.filtered(lambda x: x.price_unit == 40)
        second = contract._amend(
            "price", "2026-11-10", "more", line=line, price_unit=50
        )
        self.assertLess(first.prorated, 10)
        self.assertLess(second.prorated, first.prorated)

    @freeze_time("2026-11-11 12:00:00")
    def test_woocommerce_by_the_billing_month(self):
        """The same by its own formula, 21 and 16 of the 31 days: 6.77, then 5.16."""
        first = self._upgraded("2026-10-26", "2026-11-05", 30, 40, day_count="period")
        line = first.contract_id.line_ids.filtered(lambda x: x.price_unit == 40)
        second = first.contract_id._amend(
            "price", "2026-11-10", "more", line=line, price_unit=50
        )
        self.assertEqual((first.prorated, second.prorated), (6.77, 5.16))

    @freeze_time("2026-05-15 12:00:00")
    def test_stripe_in_the_middle_of_may(self):
        """Stripe, an older text: 10 $ from 1 May, 20 $ from 15 May make 25 $ on 1 June:
        it calls the rest of May a half, which by days are 17 of 31."""
        change = self._upgraded("2026-05-01", "2026-05-15", 10, 20)
        self.assertEqual(change.prorated, round(10 * 17 / 31, 2))
        self.assertAlmostEqual(20 + change.prorated, 25, delta=0.5)

    def test_kill_bill_days_of_the_billing_month(self):
        """Kill Bill without fixed days: shares of the month from the 23rd on."""
        for first, last, expected in (
            (date(2023, 5, 23), date(2023, 6, 14), 0.741935484),
            (date(2023, 6, 23), date(2023, 7, 14), 0.733333333),
            (date(2023, 2, 23), date(2023, 3, 14), 0.714285714),
            (date(2024, 2, 23), date(2024, 3, 14), 21 / 29),
            (date(2023, 5, 23), date(2023, 7, 14), 1.733333333),
        ):
            share = terms.months_between(first, last, "period", 23)
            self.assertAlmostEqual(share, expected)

    def test_parts_of_a_billing_month_are_the_whole(self):
        contract = self._contract("2026-01-31", day_count="period", anchor_day=31)
        first = contract.prorate(93, "2026-01-31", "2026-02-10", "period")
        rest = contract.prorate(93, "2026-02-11", "2026-02-27", "period")
        self.assertAlmostEqual(first + rest, 93)

    def test_kill_bill_thirty_days(self):
        """Kill Bill, months of 30 days: 0.7333 of each of these months."""
        for first, last in (
            (date(2023, 5, 23), date(2023, 6, 14)),
            (date(2023, 6, 23), date(2023, 7, 14)),
            (date(2023, 2, 23), date(2023, 3, 14)),
            (date(2024, 2, 23), date(2024, 3, 14)),
        ):
            share = terms.months_between(first, last, "30_360")
            self.assertAlmostEqual(share, 0.733333333)

    def test_kill_bill_whole_months(self):
        """Kill Bill: from 16 July a month is over on 15 September, two a day later."""
        contract = self._contract("2026-07-16", term_count=1, term_unit="month")
        for day, months in ((15, 1), (16, 2), (17, 2)):
            over = sum(contract.period(k)[0] <= date(2026, 9, day) for k in range(1, 4))
            self.assertEqual(over, months)

    @freeze_time("2026-07-20 12:00:00")
    def test_odoo_aligned_to_the_month(self):
        """Odoo's manual: from 15 July, aligned: July in part, August in full."""
        contract = self._contract("2026-07-15", price=31, anchor_day=1)
        july, august = contract.billing_ids.sorted("date_start")[:2]
        self.assertEqual((july.date_start.day, july.date_end.day), (15, 31))
        self.assertEqual((july.amount, august.amount), (17, 31))

    @freeze_time("2019-02-01 12:00:00")
    def test_zuora_ramp(self):
        """Zuora: 1,000, 2,000 and 3,000 for 2019, 2020 and 2021."""
        contract = self._contract(
            "2019-01-01",
            "2021-12-31",
            price=1000,
            line={"billing_unit": "year"},
            term_count=3,
        )
        contract.line_ids.step_ids = [
            Command.create({"date": f"{year}-01-01", "price_unit": price})
            for year, price in ((2020, 2000), (2021, 3000))
        ]
        bills = contract.billing_ids.sorted("date_start")
        self.assertEqual(bills.mapped("amount"), [1000, 2000, 3000])
