# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What our own code says to itself through the context, and no remote caller can."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inner:
    """A value in a context. Only code makes one: what comes over RPC is plain data."""

    value: object = True


def inner(env, name, default=None):
    """What code has put in the context under a name, as an ``Inner``.

    :return: its value; ``default`` when there is none, or a caller made it up
    """
    held = env.context.get(name)
    return held.value if isinstance(held, Inner) else default
