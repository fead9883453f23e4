# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The short form of ./cs soak."""

from tests.soak.run import Soak


def test_nothing_lost_nothing_twice(live):
    result = Soak(live, "cron").run(seconds=30, every=10, pile=100)
    assert result.good, result.report()
