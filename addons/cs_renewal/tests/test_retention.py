# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.date_utils import end_of

from .common import RetentionCommon


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon):
    def test_w1_net_retention(self):
        """ChurnZero churnopedia: 27,000 at the start, 35,000 from the same customers,
        5,000 churned: 111 % (30,000 / 27,000)."""
        self._book(("a", "2025-01-01", 22000), ("b", "2025-01-01", 5000))
        self._book(("a", "2026-03-01", 8000), ("b", "2026-06-01", -5000))
        figures = self._year()
        self.assertEqual(figures["end"], 30000)
        self.assertEqual(round(figures["nrr"] * 100, 2), 111.11)
        self.assertEqual((figures["logo_start"], figures["logo_lost"]), (2, 1))
        self.assertEqual(figures["logo_churn"], 0.5)

    def test_w2_gross_and_net(self):
        """pulserevops q97: 10.0 M, -0.6 contraction, -0.9 churn, +1.8 expansion: gross
        85 %, net 103 %."""
        self._book(("a", "2025-01-01", 9_100_000), ("b", "2025-01-01", 900_000))
        self._book(("a", "2026-02-01", -600_000), ("b", "2026-03-01", -900_000))
        self._book(("a", "2026-04-01", 1_800_000))
        figures = self._year()
        self.assertEqual(figures["contraction"], 600_000)
        self.assertEqual(figures["churn"], 900_000)
        self.assertAlmostEqual(figures["grr"], 0.85)
        self.assertAlmostEqual(figures["nrr"], 1.03)

    def test_w4_components(self):
        """metrickittools: 100 k, +15 k, -5 k, -8 k: 102 %."""
        self._book_example(100_000, 15_000, -5_000, -8_000)
        self.assertAlmostEqual(self._year()["nrr"], 1.02)

    def test_w5_renewals_of_a_cohort(self):
        """Domestique: 1 M due, 850 k renewed, 200 k sold on top: 85 % and 105 %."""
        self._book(("a", "2025-01-01", 850_000), ("b", "2025-01-01", 150_000))
        self._book(("b", "2026-02-01", -150_000), ("a", "2026-03-01", 200_000))
        figures = self._year()
        self.assertAlmostEqual(figures["grr"], 0.85)
        self.assertAlmostEqual(figures["nrr"], 1.05)

    def test_quick_ratio(self):
        """pitchkit: new 20 k, expansion 8 k, churn 5 k, contraction 3 k: 3.5."""
        self._book(("a", "2025-01-01", 10), ("b", "2025-01-01", 5))
        self._book(("c", "2026-02-01", 20), ("a", "2026-02-01", 8))
        self._book(("a", "2026-03-01", -3), ("b", "2026-04-01", -5))
        self.assertAlmostEqual(self._year()["quick_ratio"], 3.5)

    def test_the_identity_holds(self):
        self._book(("a", "2025-01-01", 10), ("b", "2025-06-01", 7.5))
        self._book(
            ("a", "2026-02-01", -10), ("a", "2026-05-01", 4), ("b", "2026-07-01", 2)
        )
        self._book(
            ("c", "2026-01-01", 3), ("c", "2026-12-31", -1), ("c", "2027-01-01", 9)
        )
        got = self._year()
        self.assertAlmostEqual(
            got["start"]
            + got["new"]
            + got["reactivation"]
            + got["expansion"]
            - got["contraction"]
            - got["churn"],
            got["end"],
        )
        self.assertEqual(got["reactivation"], 4)
        self.assertEqual(got["end"], 15.5)

    def test_the_identity_holds_for_everyone_in_every_month(self):
        """Each customer, company, month and currency, and all of them together."""
        currency = self.env["res.currency"].create({"name": "XQX", "symbol": "x"})
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        self.env["res.currency.rate"].create(
            [
                {
                    "name": f"2026-{month:02}-10",
                    "rate": 3 + month / 7,
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                }
                for month in range(1, 13)
            ]
        )
        random = Random(19)
        domains = {self.company: [[]], abroad: [[]]}
        for company in (self.company, abroad):
            for money in (self.company.currency_id, currency):
                for name in ("a", "b"):
                    partner = self.env["res.partner"].create({"name": name})
                    contract = self.env["cs.contract"].create(
                        {
                            "partner_id": partner.id,
                            "company_id": company.id,
                            "currency_id": money.id,
                            "date_start": "2025-01-01",
                        }
                    )
                    self._random_story(contract, random)
                    domains[company].append([("partner_id", "=", partner.id)])
        for company, filters in domains.items():
            ledger = self.ledger.with_context(allowed_company_ids=company.ids)
            for domain in filters:
                for month in range(1, 13):
                    first = date(2026, month, 1)
                    last = end_of(first, "month")
                    got = ledger.retention(first, last, domain)
                    gained = got["new"] + got["reactivation"] + got["expansion"]
                    lost = got["contraction"] + got["churn"]
                    self.assertAlmostEqual(got["start"] + gained - lost, got["end"], 2)

    def _random_story(self, contract, random):
        """Money comes, grows, shrinks, goes and comes again, never below nought."""
        total = 0.0
        for month in range(1, 13):
            change = random.choice((50.0, 7.25, -3.5, -total, 0.0))
            if change and total + change >= 0:
                day = f"2026-{month:02}-{random.randint(1, 28):02}"
                self.ledger._book([(contract, day, change, False)])
                total += change

    def test_new_customers_are_not_retention(self):
        self._book(
            ("a", "2025-01-01", 10), ("b", "2026-02-01", 90), ("b", "2026-03-01", 5)
        )
        figures = self._year()
        self.assertEqual((figures["grr"], figures["nrr"]), (1, 1))
        self.assertEqual((figures["new"], figures["expansion"]), (90, 5))

    def test_growth_lost_again_is_no_more_than_the_start(self):
        self._book(("a", "2025-01-01", 100), ("b", "2025-01-01", 100))
        self._book(("a", "2026-02-01", 500), ("a", "2026-09-01", -600))
        self.assertAlmostEqual(self._year()["grr"], 0.5)
        self.assertAlmostEqual(self._year()["nrr"], 0.5)

    def test_nothing_is_undefined_not_zero(self):
        figures = self.ledger.retention("2020-01-01", "2020-12-31", [("id", "=", 0)])
        for name in ("grr", "nrr", "logo_churn", "quick_ratio"):
            self.assertIsNone(figures[name])
        self.assertEqual(figures["start"], 0)

    def test_other_currencies_at_the_rate_of_the_first_day(self):
        currency = self.env.ref("base.EUR")
        if currency == self.company.currency_id:
            currency = self.env.ref("base.USD")
        currency.active = True
        currency.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": "2025-12-31", "rate": 0.5},
                {"currency_id": currency.id, "name": "2026-06-01", "rate": 0.1},
            ]
        )
        self._book(("a", "2025-01-01", 10))
        partner = self.env["res.partner"].create({"name": "b"})
        self.contracts["b"] = self.env["cs.contract"].create(
            {
                "partner_id": partner.id,
                "date_start": "2024-01-01",
                "currency_id": currency.id,
            }
        )
        self._book(("b", "2025-01-01", 10), ("b", "2026-07-01", 5))
        figures = self._year()
        self.assertAlmostEqual(figures["start"], 30)
        self.assertAlmostEqual(figures["expansion"], 10)

    def test_bad_period_and_missing_right(self):
        with self.assertRaises(UserError):
            self.ledger.retention("2026-02-01", "2026-01-01")
        with self.assertRaises(AccessError):
            self.ledger.with_user(self.seller).retention("2026-01-01", "2026-02-01")
        self.assertIn(
            "grr",
            self.ledger.with_user(self.finance).retention("2026-01-01", "2026-02-01"),
        )

    def test_one_query_whatever_the_customers(self):
        self._book(*((f"c{i}", "2025-01-01", 10) for i in range(20)))
        self.env.flush_all()
        self._year()
        with self.assertQueryCount(2):
            self._year()

    def test_the_screen_shows_the_same(self):
        form = Form(self.env["cs.retention"].with_user(self.finance))
        form.date_from, form.date_to = "2026-01-01", "2026-12-31"
        figures = self.ledger.retention("2026-01-01", "2026-12-31")
        self.assertAlmostEqual(form.amount_end, figures["end"], 2)

    def test_the_screen_says_what_a_customer_is_worth(self):
        self._book(("a", "2025-01-01", 90), ("b", "2025-01-01", 10))
        self._book(("b", "2026-03-31", -10))
        self.env.company.cs_gross_margin = 80
        form = Form(self.env["cs.retention"].with_user(self.finance))
        form.date_from, form.date_to = "2026-03-01", "2026-03-31"
        # 50 a month each, 80 % of it, half of the customers lost in the month.
        self.assertIn("80.00", form.lifetime_text)
        form.date_from, form.date_to = "2026-04-01", "2026-04-30"
        self.assertEqual(form.lifetime_text, "–")
