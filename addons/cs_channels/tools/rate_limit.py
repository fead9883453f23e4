# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A token bucket per key, in the memory of one process."""

import threading
import time


class RateLimit:
    """Lets a burst through, then so many per second.

    Kept per process on purpose: it only has to be cheap and to stop a flood; several
    workers multiply the figure and that does not matter.
    """

    def __init__(self, per_second, burst, max_keys=10000, clock=time.monotonic):
        self._rate = per_second
        self._burst = burst
        self._max_keys = max_keys
        self._clock = clock
        self._buckets = {}
        self._lock = threading.Lock()

    def exhausted(self, key):
        """Whether nothing is left for a key; costs nothing."""
        return self._level(self._buckets.get(key), self._clock()) < 1

    def charge(self, key):
        """Take one."""
        with self._lock:
            now = self._clock()
            level = self._level(self._buckets.get(key), now)
            if key not in self._buckets and len(self._buckets) >= self._max_keys:
                self._forget(now)
            self._buckets[key] = (max(level - 1, 0), now)

    def _level(self, bucket, now):
        if not bucket:
            return self._burst
        level, at = bucket
        return min(self._burst, level + (now - at) * self._rate)

    def _forget(self, now):
        """Drop the buckets that have filled up again; all of them when none has."""
        kept = {
            key: bucket
            for key, bucket in self._buckets.items()
            if self._level(bucket, now) < self._burst
        }
        self._buckets = kept if len(kept) < self._max_keys else {}
