# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""What time it is for the work that is done."""

from datetime import datetime

from odoo import fields


class Moment(datetime):
    """A moment that stands for now while a story of the past is played.

    Only code can make one: a context that came over RPC holds no such object, so
    nobody sets back the clock of a promise.
    """


def now(env):
    """Now in naive UTC, or the ``Moment`` in the context under ``cs_now``."""
    moment = env.context.get("cs_now")
    return moment if isinstance(moment, Moment) else fields.Datetime.now()
