# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Promises against an oracle that counts working minutes one by one."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import HelpdeskCase

MONDAY = datetime(2026, 3, 2)
SHANGHAI = timedelta(hours=8)
MINUTE = timedelta(minutes=1)
MOVES = ("open", "waiting", "solved", "note", "customer", "agent")

steps = st.lists(
    st.tuples(st.integers(1, 60 * 40), st.sampled_from(MOVES)), min_size=1, max_size=8
)


def works(moment):
    """Whether a UTC minute is worked in: Monday to Friday, 9-12 and 13-18, Shanghai."""
    local = moment + SHANGHAI
    return local.weekday() < 5 and (9 <= local.hour < 12 or 13 <= local.hour < 18)


class Oracle:
    """A solution promise, by counting minutes: slow, and easy to believe."""

    def __init__(self, start, minutes):
        self.at, self.left, self.state = start, minutes, "open"
        self.used = 0
        self.broken_at = None

    def until(self, moment):
        while self.at < moment:
            if self.state in ("new", "open") and works(self.at):
                self.used += 1
                if self.used == self.left and not self.broken_at:
                    # The deadline is the end of the last minute; later is too late.
                    self.broken_at = self.at + MINUTE
            self.at += MINUTE

    def broken(self):
        """Whether it broke before now: solved on the very minute is in time."""
        return bool(self.broken_at and self.broken_at < self.at)

    def deadline(self):
        """When it will break if nothing more happens."""
        moment, used = self.at, self.used
        while used < self.left:
            used += works(moment)
            moment += MINUTE
        return moment


@tagged("post_install", "-at_install", "cs_slow")
class TestSlaProperty(HelpdeskCase):
    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        start=st.integers(0, 60 * 24 * 7), hours=st.integers(1, 20), happenings=steps
    )
    def _check(self, start, hours, happenings):
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            self._play(MONDAY + start * MINUTE, hours, happenings)
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.transaction.clear()

    def test_any_life_of_a_ticket(self):
        """Whatever happens in whatever order, time used and verdict are exact."""
        self.policy = self._new_policy(target=8)
        self._check()

    def _play(self, start, hours, happenings):
        self.policy.target_hours = hours
        oracle = Oracle(start, hours * 60)
        with freeze_time(start):
            ticket = self._new_ticket()
        moment = start
        for minutes, what in happenings:
            moment += minutes * MINUTE
            oracle.until(moment)
            with freeze_time(moment):
                self.env.invalidate_all()
                self._happen(ticket, oracle, what)
                self._compare(ticket, oracle)

    def _happen(self, ticket, oracle, what):
        if what == "note":
            self._write_as(ticket, subtype_xmlid="mail.mt_note")
        elif what == "customer":
            self._write_as(ticket, partner=self.contact)
            oracle.state = "open"
        elif what == "agent":
            self._write_as(ticket)
        elif what != ticket.state:
            self._move(ticket, what)
            oracle.state = what

    def _compare(self, ticket, oracle):
        # A broken promise has one line for good; later cycles only go on in the others.
        lines = ticket.sla_line_ids
        broken = lines.filtered("breached_at") or lines.filtered(
            lambda line: line.state == "breached"
        )
        self.assertEqual(bool(broken), oracle.broken(), oracle.__dict__)
        if broken:
            self.assertEqual(broken.breached_at or broken.deadline, oracle.broken_at)
            return
        line = lines[-1:]
        self.assertAlmostEqual(line.used_hours * 60, oracle.used, places=3)
        if ticket.state in ("new", "open"):
            self.assertEqual(line.deadline, oracle.deadline())
        elif ticket.state == "waiting":
            self.assertFalse(line.deadline)
