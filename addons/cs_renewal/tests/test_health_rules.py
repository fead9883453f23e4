# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.tests import BaseCase, tagged

from ..tools import health


@tagged("post_install", "-at_install")
class TestHealthRules(BaseCase):
    def test_points_between_bad_and_good_both_ways(self):
        self.assertEqual(health.points(2, 4, 0), 50)
        self.assertEqual(health.points(9, 4, 0), 0)
        self.assertEqual(health.points(0.55, 0.2, 0.9), 50)
        self.assertEqual(health.points(1, 1, 1), 100)

    def test_unknown_inputs_are_left_out(self):
        """Vitally: a weighted average that ignores nulls."""
        self.assertEqual(health.weighted([(100, 30), (50, 10)]), 87.5)
        self.assertIsNone(health.weighted([]))

    def _bands(self, *values, band=None):
        found, runs = [], 0
        for value in values:
            band, runs = health.next_band(band, runs, value)
            found.append(band)
        return found

    def test_no_flapping(self):
        bands = self._bands(41, 39, 41, 39, 42, band="amber")
        self.assertNotIn("red", bands)
        self.assertEqual(self._bands(39, 38, 41, 39, 49, band="amber").count("red"), 4)

    def test_ways_in_and_out(self):
        self.assertEqual(self._bands(30), ["red"])
        self.assertEqual(self._bands(30, 30, band="green"), ["amber", "red"])
        self.assertEqual(
            self._bands(49, 50, 74, 75, band="red")[1:], [*["amber"] * 2, "green"]
        )
        self.assertEqual(
            self._bands(72, 69, 72, band="green"), ["green", "amber", "amber"]
        )
        self.assertEqual(self._bands(80, band="red"), ["green"])
