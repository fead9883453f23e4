# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Spans of days, both ends inclusive: pure functions, no database."""

from datetime import date, timedelta

DAY = timedelta(days=1)


def minus(
    spans: list[tuple[date, date]], cuts: list[tuple[date, date]]
) -> list[tuple[date, date]]:
    """What is left of spans without the days of others, in the order of the spans."""
    for first_cut, last_cut in cuts:
        rest = []
        for first, last in spans:
            if last_cut < first or last < first_cut:
                rest.append((first, last))
                continue
            if first < first_cut:
                rest.append((first, first_cut - DAY))
            if last_cut < last:
                rest.append((last_cut + DAY, last))
        spans = rest
    return spans
