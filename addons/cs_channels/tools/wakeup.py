# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Waking a worker at most every so often, and never missing the last call."""

import threading
import time


class Coalescer:
    """Turns a burst of calls per key into one now and at most one later.

    Triggering a scheduled action costs about thirty times the row that asks for it.
    The first call fires at once; calls within the interval share one timer, so that
    a row written just after a drain ended is still picked up within the interval.
    """

    def __init__(self, interval, clock=time.monotonic, timer=threading.Timer):
        self._interval = interval
        self._clock = clock
        self._timer = timer
        self._last = {}
        self._pending = set()
        self._lock = threading.Lock()

    def request(self, key, fire):
        """Ask for ``fire()``, now or when the interval is over.

        :param key: what is woken; calls with one key are coalesced
        :param fire: a function without arguments; must not raise
        """
        with self._lock:
            if key in self._pending:
                return
            wait = self._last.get(key, -self._interval) + self._interval - self._clock()
            if wait > 0:
                self._pending.add(key)
                timer = self._timer(wait, self._fire, (key, fire))
                timer.daemon = True
                timer.start()
                return
            self._last[key] = self._clock()
        fire()

    def _fire(self, key, fire):
        with self._lock:
            self._pending.discard(key)
            self._last[key] = self._clock()
        fire()
