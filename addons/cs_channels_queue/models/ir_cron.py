# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL

from odoo.addons.cs_channels.models.cs_channel_event import SHARDS
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

CHANNELS = ["root.cs_in", "root.cs_out"]
# Into how many parts what comes in is split: so many jobs may read side by side.
JOBS = 8
READERS = {f"cs_channels.ir_cron_event_{shard}" for shard in range(SHARDS)}


class IrCron(models.Model):
    """The job queue does the work of the channels, where its runner works.

    The rows of events and deliveries are the truth; a job, like a scheduled action,
    only looks for work. So both may run: what one has locked the other passes by, and
    the minutely run of the actions finds what a lost job has left.
    """

    _inherit = "ir.cron"

    def _cs_wake(self):
        if not self._cs_runner_works():
            return super()._cs_wake()
        name = self.get_external_id()[self.id]
        if name not in READERS:
            self._cs_enqueue("_cs_job_run", f"{name}")
            return None
        # All parts: where no scheduled action runs, this heals what was lost.
        for part in self._cs_waiting_parts():
            self._cs_enqueue("_cs_job_read", f"cs_channels.read.{part}", part)
        return None

    def _cs_runner_works(self):
        """Whether a process gives out the jobs of this database: it holds a lock."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 1 FROM pg_locks
                    WHERE locktype = 'advisory' AND granted
                      AND classid = %s AND objid = %s
                      AND database = (SELECT oid FROM pg_database
                                       WHERE datname = current_database())
                    LIMIT 1""",
                PG_ADVISORY_LOCK_ID >> 32,
                PG_ADVISORY_LOCK_ID & 0xFFFFFFFF,
            )
        )
        return bool(rows)

    def _cs_waiting_parts(self):
        """The parts in which something waits to be read."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT bucket %% %s FROM cs_channel_event
                    WHERE state = 'new'""",
                JOBS,
            )
        )
        return sorted(part for (part,) in rows)

    def _cs_enqueue(self, method, key, *args):
        """A job, unless one that has not begun yet will do it.

        A job that has begun may have looked already; so it does not count.
        """
        job = self.with_delay(
            identity_key=key, priority=5, max_retries=1, description=self.name
        )
        getattr(job, method)(*args)

    def _cs_job_read(self, part):
        """Work on what came in of one part; again later when time was up."""
        if self.env["cs.channel.event"]._cron_drain(part, JOBS):
            self._cs_wake()

    def _cs_job_run(self):
        """Do what the scheduled action does, in its own transactions."""
        # sudo: ir.actions.server: the engine's own code
        self.sudo().ir_actions_server_id.run()
