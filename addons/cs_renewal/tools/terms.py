# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Dates and prorated amounts of contracts: pure functions, no database.

A date that a month does not have is clamped to the month's last day, always from
the *anchor* day and never from the previous date: 31 January -> 28 February -> 31
March. (Stripe, Kill Bill and Lago do the same; going from the previous date is what
makes contracts drift to the 28th for ever.)
"""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAYS_A_YEAR, WEEKS_A_YEAR, MONTHS_A_YEAR = 365, 52, 12
CONVENTIONS = ("actual", "actual_30", "30_360", "period")


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return monthrange(year, month)[1]


def clamped(year: int, month: int, day: int) -> date:
    """The date of `day` in a month, or the month's last day if it has no such day."""
    return date(year, month, min(day, last_day(year, month)))


def add_months(start: date, months: int, anchor: int) -> date:
    """The month `months` after that of `start`, at the anchor day."""
    index = start.year * MONTHS_A_YEAR + start.month - 1 + months
    return clamped(*divmod_month(index), anchor)


def divmod_month(index: int) -> tuple[int, int]:
    """(year, month) of a month counted from year 0."""
    year, month = divmod(index, MONTHS_A_YEAR)
    return year, month + 1


def is_aligned(start: date, anchor: int) -> bool:
    """Whether a term that starts on `start` starts on its anchor day."""
    return start == clamped(start.year, start.month, anchor)


def term_start(start: date, count: int, unit: str, anchor: int, k: int) -> date:
    """The first day of term `k`.

    :param start: the first day of the contract
    :param count: how many units a term has, :param unit: day, week, month or year
    :param anchor: the day of the month terms start on; where `start` is another day,
        term 0 is the stub up to the first anchor
    :param k: 0 is the first term
    :raise ValueError: when k is negative
    """
    if k < 0:
        raise ValueError("A contract has no term before its first.")
    if unit in ("day", "week"):
        return start + timedelta(days=k * count * (7 if unit == "week" else 1))
    months = count * (MONTHS_A_YEAR if unit == "year" else 1)
    if is_aligned(start, anchor):
        return add_months(start, k * months, anchor)
    if k == 0:
        return start
    return add_months(first_anchor(start, anchor), (k - 1) * months, anchor)


def first_anchor(start: date, anchor: int) -> date:
    """The first anchor day after `start`."""
    same_month = clamped(start.year, start.month, anchor)
    return same_month if same_month > start else add_months(start, 1, anchor)


def notice_deadline(end: date, count: int, unit: str) -> date:
    """The last day on which notice is in time.

    The customer is free from `end` + 1 on; notice has to be given `count` units before
    that, at the latest on the day before. Where the month back is shorter the day is
    clamped down, so the deadline is never later than the calendar allows.
    """
    if not count:
        return end
    return (end + timedelta(days=1)) - delta(count, unit) - timedelta(days=1)


def delta(count: int, unit: str) -> relativedelta:
    """A span as dateutil knows it."""
    return relativedelta(**{f"{unit}s": count})


def months_of(count: float, unit: str) -> float:
    """How many months a span is, for prices: 12 / 52 for a week, 12 / 365 for a day."""
    per_unit = {
        "day": MONTHS_A_YEAR / DAYS_A_YEAR,
        "week": MONTHS_A_YEAR / WEEKS_A_YEAR,
        "month": 1.0,
        "year": float(MONTHS_A_YEAR),
    }
    return count * per_unit[unit]


def months_between(
    start: date, end: date, convention: str = "actual", anchor: int = 1
) -> float:
    """The months from `start` to `end`, both inclusive, by a day-count convention.

    :param convention: ``actual`` counts days by the days of their month, ``actual_30``
        by 30, ``30_360`` gives every month 30 days (its last day is the 30th). The
        three and their examples are those of Zuora ("assume 30 days or actual days").
        ``period`` counts days by those of the month from anchor day to anchor day, as
        Kill Bill and Stripe do, so that the parts of such a month are the whole.
    :param anchor: the day of the month those months begin on
    :raise ValueError: when the end is before the start, or the convention unknown
    """
    if end < start:
        raise ValueError("The span ends before it starts.")
    if convention not in CONVENTIONS:
        raise ValueError(f"{convention} is no day-count convention.")
    if convention == "period":
        return sum(used / days for used, days in _by_period(start, end, anchor))
    count = {"actual": _actual, "actual_30": _actual_30, "30_360": _strict_30}
    return sum(count[convention](*span) for span in _by_month(start, end))


def _by_month(start: date, end: date):
    """(first day, last day, days of the month) of each month the span touches."""
    while start <= end:
        days = last_day(start.year, start.month)
        month_end = start.replace(day=days)
        yield start.day, min(end, month_end).day, days
        start = month_end + timedelta(days=1)


def _by_period(start: date, end: date, anchor: int):
    """(days of the span, days) of each month between anchor days the span touches."""
    first = add_months(start, 0, anchor)
    if first > start:
        first = add_months(start, -1, anchor)
    while start <= end:
        after = add_months(first, 1, anchor)
        last = min(end, after - timedelta(days=1))
        yield (last - start).days + 1, (after - first).days
        start = first = after


def _actual(first: int, last: int, days: int) -> float:
    return (last - first + 1) / days


def _actual_30(first: int, last: int, days: int) -> float:
    return (last - first + 1) / 30


def _strict_30(first: int, last: int, days: int) -> float:
    last = 30 if last == days else min(last, 30)
    return max(last - first + 1, 0) / 30
