# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can go wrong when a provider is called."""


class CallFailure(Exception):
    """A call to a provider's API did not succeed.

    :param str reason: for people, without secrets
    :param code: the provider's own error code, if it gave one
    """

    def __init__(self, reason, code=None):
        super().__init__(reason)
        self.reason = reason
        self.code = code


class TryAgain(CallFailure):
    """Nothing was done on the other side; a later try may succeed.

    :param after: how many seconds the provider asks to wait, if it says so
    """

    def __init__(self, reason, code=None, after=0):
        super().__init__(reason, code)
        self.after = after


class Wait(TryAgain):
    """Our own count says that it is too early: nothing failed."""


class TokenRejected(TryAgain):
    """The access token is not good any more; a new one may be."""


class Held(CallFailure):
    """The provider's rules forbid it now: quota used up, window closed."""


class Rejected(CallFailure):
    """The provider will never accept this."""


class Unknown(CallFailure):
    """It may or may not have arrived: the line broke after the request went out."""
