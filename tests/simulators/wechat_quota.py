# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many messages an account may send a customer, and for how long.

developers.weixin.qq.com, "客服消息": counters of different triggers do not add up, and
every action of the customer starts its own anew.
"""

from dataclasses import dataclass, field

HOUR = 3600
RULES = {  # trigger: (messages, seconds)
    "message": (5, 48 * HOUR),
    "menu": (3, 60),
    "subscribe": (3, 60),
    "scan": (3, 60),
    "user_enter_tempsession": (2, 60),  # mini programs
}


@dataclass
class Quota:
    """What one customer's actions still allow."""

    windows: dict = field(default_factory=dict)  # trigger: [left, ends at]

    def open(self, trigger, now):
        """The customer did something."""
        if rule := RULES.get(trigger):
            count, seconds = rule
            self.windows[trigger] = [count, now + seconds]

    def refusal(self, now):
        """The error code a message would get now; 0 when it may be sent."""
        open_now = self._open(now)
        if not open_now:
            return 45015
        return 0 if any(left > 0 for left, _end in open_now) else 45047

    def take(self, now):
        """One message was sent."""
        for window in self._open(now):
            window[0] = max(window[0] - 1, 0)

    def left(self, now):
        """(messages left, seconds left) of the best window."""
        return max(
            ((left, int(end - now)) for left, end in self._open(now)), default=(0, 0)
        )

    def _open(self, now):
        return [window for window in self.windows.values() if window[1] > now]
