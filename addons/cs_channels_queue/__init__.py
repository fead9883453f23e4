# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import models
from .models.ir_cron import CHANNELS


def uninstall_hook(env):
    """Take our jobs along: nothing could run those that wait."""
    env["queue.job"].search([("channel", "in", CHANNELS)]).unlink()
