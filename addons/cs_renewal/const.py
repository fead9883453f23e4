# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

UNITS = [
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("year", "Years"),
]
# Enough digits that twelve months of a yearly price are the yearly price again.
MONTHLY = (16, 6)
# Below this, money is none.
EPSILON = 0.000001
