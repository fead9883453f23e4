# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Access tokens of a WeChat account: the classic and the stable interface."""

import secrets

LIFE = 7200
OVERLAP = 300  # an outgoing token lives on for five minutes
FORCE_PAUSE = 30
FORCE_PER_DAY = 20


class Tokens:
    """Issues tokens and knows which ones are good.

    ``cgi-bin/token`` gives a new token each time and ends the one before;
    ``cgi-bin/stable_token`` gives the same one until five minutes before its end.
    The two kinds do not disturb each other.
    """

    def __init__(self, clock):
        self._clock = clock
        self._ends = {}  # token: when it stops working
        self._current = {}  # kind: token
        self._forced = []
        self.issued = 0

    def classic(self):
        """A new token that replaces the last classic one."""
        return self._new("classic")

    def stable(self, force=False):
        """The stable token; an error code when it is forced too often."""
        now, token = self._clock.now(), self._current.get("stable")
        if force:
            self._forced = [at for at in self._forced if at > now - 86400]
            if len(self._forced) >= FORCE_PER_DAY:
                return {"errcode": 45009, "errmsg": "reach max api daily quota limit"}
            if not self._forced or now - self._forced[-1] >= FORCE_PAUSE:
                self._forced.append(now)
                if token:
                    self._ends[token] = now
                return self._new("stable")
        if token and self._ends[token] - now > OVERLAP:
            return self._answer(token)
        return self._new("stable")

    def refusal(self, token):
        """The error code a call with this token gets; 0 when it is good."""
        if token not in self._ends:
            return 40001
        return 0 if self._ends[token] > self._clock.now() else 42001

    def expire(self):
        """End every token now, as a changed secret does."""
        now = self._clock.now()
        self._ends = {token: min(end, now) for token, end in self._ends.items()}

    def forget(self):
        """Make every token unknown, as another system's refresh does."""
        self._ends.clear()
        self._current.clear()

    def _new(self, kind):
        now, old = self._clock.now(), self._current.get(kind)
        if old in self._ends:
            self._ends[old] = min(self._ends[old], now + OVERLAP)
        token = f"{kind}_" + secrets.token_urlsafe(96)
        self._ends[token] = now + LIFE
        self._current[kind] = token
        self.issued += 1
        return self._answer(token)

    def _answer(self, token):
        left = int(self._ends[token] - self._clock.now())
        return {"access_token": token, "expires_in": left}
