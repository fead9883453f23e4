# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one error of the protocol helpers."""


class Refused(Exception):
    """What came in is not acceptable: bad signature, bad padding, bad shape.

    There is deliberately one class, and the web answers it without detail: a
    caller who could tell a bad padding from a bad signature could decrypt by asking.
    The text is for our own log only.
    """
