# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class IrCron(models.Model):
    """The engine of the channels: scheduled actions, woken when there is work."""

    _inherit = "ir.cron"

    def _cs_wake(self):
        """Hook: have the work of this action done soon, by whatever engine there is.

        Called in a transaction of its own. What is woken only looks for work: waking
        twice, or by two engines, does no harm; the minutely run heals a lost call.
        """
        self.ensure_one()
        if self._cs_is_pending():
            # whoever was told of it may have died since
            self._notifydb()
        else:
            self._trigger()

    def _cs_is_pending(self):
        """Whether a trigger waits that no running job is just taking away.

        A job deletes its triggers when it starts and commits when it ends: until then
        its rows are still seen, but they are locked.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= %s
                    LIMIT 1 FOR KEY SHARE SKIP LOCKED""",
                self.id,
                fields.Datetime.now(),
            )
        )
        return bool(rows)
