# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from ..tools.roster import Need, Person, Roster, Seat

PRINTING, STOCK = 1, 2


@tagged("post_install", "-at_install")
class TestRoster(BaseCase):
    """Who gets the next piece, decided without a database."""

    def setUp(self):
        super().setUp()
        self.lin, self.tom = Person(1, 2.0, 10), Person(2, 1.0, 2)
        self.seats = [
            Seat(self.lin, skills=frozenset({PRINTING}), languages=frozenset({"zh"})),
            Seat(self.tom, skills=frozenset({PRINTING, STOCK})),
        ]
        self.roster = Roster({7: self.seats})

    def _pick(self, **need):
        return self.roster.pick(7, Need(**need))

    def test_relative_load(self):
        self.assertEqual(self._pick(), (1, "least"), "2 of 10 is less than 1 of 2")
        self.assertEqual(self.lin.load, 3.0)

    def test_all_skills_are_needed(self):
        self.assertEqual(self._pick(skills=frozenset({PRINTING, STOCK})), (2, "skills"))
        self.assertIsNone(self._pick(skills=frozenset({STOCK})), "he is full now")
        self.assertIsNone(self._pick(skills=frozenset({99})))

    def test_language_is_a_preference(self):
        self.lin.load = 9.0
        self.assertEqual(self._pick(language="zh"), (1, "language"))
        self.assertEqual(self._pick(language="zh"), (2, "least"), "she is full now")

    def test_who_helped_last(self):
        self.assertEqual(self._pick(favourite=2, language="zh"), (2, "affinity"))
        self.assertEqual(self._pick(favourite=2), (1, "least"), "he is full now")

    def test_not_back_to_who_gave_it_back(self):
        self.assertEqual(self._pick(barred=1), (2, "least"))
        self.assertIsNone(self._pick(barred=1))

    def test_cap_of_the_team(self):
        self.seats[0].cap, self.seats[0].held = 1, 1
        self.assertEqual(self._pick(), (2, "least"))
        self.assertIsNone(self._pick())
        self.assertFalse(self.roster.users())

    def test_without_a_limit(self):
        self.tom.capacity = 0
        self.assertEqual(self._pick(), (2, "least"), "1 of 10 is less than 2 of 10")
        self.assertIsNone(self.roster.pick(8, Need()), "a team without people")
