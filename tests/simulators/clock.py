# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A clock that tests can put forward."""

import time


class Clock:
    """Unix time plus what was added."""

    def __init__(self):
        self.offset = 0.0

    def now(self):
        """Seconds since 1970."""
        return time.time() + self.offset

    def advance(self, seconds):
        """Put the clock forward."""
        self.offset += seconds
