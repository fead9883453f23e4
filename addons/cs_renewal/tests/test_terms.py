# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import terms


@tagged("post_install", "-at_install")
class TestTerms(BaseCase):
    def _starts(self, start, count, unit, anchor, number):
        return [
            terms.term_start(start, count, unit, anchor, k).isoformat()
            for k in range(number)
        ]

    def test_monthly_from_the_31st_keeps_the_anchor(self):
        self.assertEqual(
            self._starts(date(2026, 1, 31), 1, "month", 31, 5),
            ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"],
        )

    def test_monthly_from_the_31st_in_a_leap_year(self):
        self.assertEqual(
            self._starts(date(2024, 1, 31), 1, "month", 31, 3),
            ["2024-01-31", "2024-02-29", "2024-03-31"],
        )

    def test_yearly_from_29_february_comes_back_to_it(self):
        self.assertEqual(
            self._starts(date(2024, 2, 29), 1, "year", 29, 5),
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
        )

    def test_stub_up_to_the_first_anchor(self):
        self.assertEqual(
            self._starts(date(2026, 1, 10), 1, "month", 15, 3),
            ["2026-01-10", "2026-01-15", "2026-02-15"],
        )
        self.assertEqual(
            self._starts(date(2026, 1, 20), 1, "year", 1, 3),
            ["2026-01-20", "2026-02-01", "2027-02-01"],
        )

    def test_clamped_start_is_no_stub(self):
        self.assertEqual(
            self._starts(date(2026, 2, 28), 1, "month", 31, 3),
            ["2026-02-28", "2026-03-31", "2026-04-30"],
        )

    def test_days_and_weeks_count_days(self):
        self.assertEqual(
            self._starts(date(2026, 12, 25), 2, "week", 25, 3),
            ["2026-12-25", "2027-01-08", "2027-01-22"],
        )
        self.assertEqual(
            self._starts(date(2026, 12, 25), 10, "day", 1, 2),
            ["2026-12-25", "2027-01-04"],
        )

    def test_every_anchor_through_every_month(self):
        for anchor in range(1, 32):
            start = terms.clamped(2023, 3, anchor)
            for k in range(48):
                found = terms.term_start(start, 1, "month", anchor, k)
                expected = terms.clamped(*terms.divmod_month(2023 * 12 + 2 + k), anchor)
                self.assertEqual(found, expected)

    def test_no_term_before_the_first(self):
        with self.assertRaises(ValueError):
            terms.term_start(date(2026, 1, 1), 1, "month", 1, -1)

    def test_notice_deadline(self):
        for end, count, unit, expected in [
            (date(2026, 12, 31), 0, "day", date(2026, 12, 31)),
            (date(2026, 12, 31), 30, "day", date(2026, 12, 1)),
            (date(2026, 12, 31), 3, "month", date(2026, 9, 30)),
            (date(2026, 3, 31), 1, "month", date(2026, 2, 28)),
            (date(2026, 3, 30), 1, "month", date(2026, 2, 27)),
            (date(2026, 12, 31), 1, "year", date(2025, 12, 31)),
        ]:
            self.assertEqual(terms.notice_deadline(end, count, unit), expected)

    def test_day_counts_as_zuora_publishes_them(self):
        """https://docs.zuora.com: 27-31 January and 27-28 February 2021."""
        january = (date(2021, 1, 27), date(2021, 1, 31))
        february = (date(2021, 2, 27), date(2021, 2, 28))
        for span, convention, expected in [
            (january, "actual", 5 / 31),
            (january, "actual_30", 5 / 30),
            (january, "30_360", 4 / 30),
            (february, "actual", 2 / 28),
            (february, "actual_30", 2 / 30),
            (february, "30_360", 4 / 30),
        ]:
            self.assertAlmostEqual(terms.months_between(*span, convention), expected)

    def test_whole_months_are_whole(self):
        span = (date(2026, 1, 1), date(2026, 12, 31))
        self.assertAlmostEqual(terms.months_between(*span), 12)
        self.assertAlmostEqual(terms.months_between(*span, "30_360"), 12)

    def test_a_split_span_costs_the_same(self):
        whole = (date(2026, 1, 27), date(2026, 3, 5))
        parts = [(whole[0], date(2026, 1, 30)), (date(2026, 1, 31), whole[1])]
        for convention in terms.CONVENTIONS:
            self.assertAlmostEqual(
                terms.months_between(*whole, convention),
                sum(terms.months_between(*part, convention) for part in parts),
            )

    def test_wrong_span_and_convention(self):
        with self.assertRaises(ValueError):
            terms.months_between(date(2026, 2, 2), date(2026, 2, 1))
        with self.assertRaises(ValueError):
            terms.months_between(date(2026, 2, 1), date(2026, 2, 2), "lunar")

    def test_months_of_a_period(self):
        self.assertEqual(terms.months_of(1, "year"), 12)
        self.assertEqual(terms.months_of(3, "month"), 3)
        self.assertAlmostEqual(100 / terms.months_of(1, "week"), 433.333333, 5)
        self.assertAlmostEqual(10 / terms.months_of(1, "day"), 304.166667, 5)
