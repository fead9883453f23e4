# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The address of an account is its secret: the access log of the server hides it."""

import logging
import re

ADDRESS = re.compile(r"(/cs/(?:channel|phone|mini)/)[^/?\s\"]+")


def mask(value):
    """A text without the secret part of our addresses; anything else as it is."""
    return ADDRESS.sub(r"\1***", value) if isinstance(value, str) else value


class MaskTokens(logging.Filter):
    """Hides tokens in the lines of requests."""

    def filter(self, record):
        record.msg = mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(mask, record.args))
        return True


logging.getLogger("werkzeug").addFilter(MaskTokens())
