# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Working time of a calendar, fetched once and then counted in memory.

``resource.calendar.plan_hours`` costs some milliseconds and two queries a call, ignores
public holidays unless asked, and with them also counts the calendar-less holidays of
other companies. Promises are planned by the hundred, so the intervals of a calendar are
read once for a batch, with the leaves of the right company only.
"""

from datetime import datetime, timedelta

import pytz

CHUNK = timedelta(days=28)
# Beyond this a calendar counts as empty: it has no working hour within two years.
HORIZON = timedelta(days=730)


class WorkingTime:
    """Counts and plans hours in one calendar as one company sees it.

    All moments are naive UTC. Without a calendar, with a flexible one, or with one that
    has no working hours, every hour counts (``always``).
    """

    def __init__(self, calendar, company):
        self._calendar = calendar
        self._leaves = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ]
        self.always = (
            not calendar
            or calendar.flexible_hours
            or not calendar._get_global_attendances()
        )
        self._intervals = []
        self._from = self._to = None

    def hours(self, start, stop):
        """Working hours from one moment to a later one.

        :rtype: float
        """
        if stop <= start:
            return 0.0
        if self.always:
            return (stop - start).total_seconds() / 3600
        self._cover(start, stop)
        seconds = sum(
            (min(end, stop) - max(begin, start)).total_seconds()
            for begin, end in self._intervals
            if begin < stop and end > start
        )
        return seconds / 3600

    def plan(self, hours, start):
        """The moment when so many working hours have passed.

        Nothing left to work is due at once: a promise is not broken before it is given.

        :param float hours: how many; 0 or less is ``start`` itself
        :rtype: datetime
        """
        if hours <= 0:
            return start
        left = timedelta(hours=hours)
        if not self.always:
            found = self._plan(left, start)
            if found:
                return self._whole_second(found)
            self.always = True
        return self._whole_second(start + left)

    def opens_at(self, at):
        """When work goes on, if nobody works at a moment.

        :param datetime at: naive UTC, as what is returned
        :return: a moment, or False in working hours
        """
        first = self.plan(1 / 60, at)
        closed = not self.always and (first - at).total_seconds() > 60
        return closed and first - timedelta(minutes=1)

    def _plan(self, left, start):
        window = start
        while window < start + HORIZON:
            self._cover(window, window + CHUNK)
            for begin, end in self._intervals:
                begin, end = max(begin, window), min(end, window + CHUNK)
                if begin >= end:
                    continue
                if left <= end - begin:
                    return begin + left
                left -= end - begin
            window += CHUNK
        return None

    def _cover(self, start, stop):
        """Read the intervals between two moments, if they were not read before."""
        if self._from is None:
            self._intervals = self._fetch(start, stop)
            self._from, self._to = start, stop
        if start < self._from:
            start = min(start, self._from - CHUNK)
            self._intervals = self._fetch(start, self._from) + self._intervals
            self._from = start
        if stop > self._to:
            stop = max(stop, self._to + CHUNK)
            self._intervals += self._fetch(self._to, stop)
            self._to = stop

    def _fetch(self, start, stop):
        intervals = self._calendar._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop), domain=self._leaves
        )[False]
        return [(_naive(begin), _naive(end)) for begin, end, _meta in intervals]

    @staticmethod
    def _whole_second(moment):
        """Moments are stored in whole seconds; hours as floats are not that exact."""
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


class WorkingTimes:
    """The working times a batch needs, each calendar read once."""

    def __init__(self):
        self._times = {}

    def of(self, calendar, company) -> WorkingTime:
        """The working time of a calendar in a company, both records."""
        key = (calendar.id, company.id)
        if key not in self._times:
            self._times[key] = WorkingTime(calendar, company)
        return self._times[key]


def _naive(moment) -> datetime:
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
