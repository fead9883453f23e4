# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.cs_channels.models.cs_channel_event import SHARDS
from odoo.addons.cs_channels.tests.common import ChannelCase
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.addons.queue_job.tests.common import trap_jobs

from .. import uninstall_hook
from ..models.ir_cron import CHANNELS, JOBS


@tagged("post_install", "-at_install")
class TestQueue(CronMixinCase, ChannelCase):
    """Jobs do the work where a runner works, and each part of it once at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.env.ref("cs_channels.ir_cron_event_0")
        cls.sender = cls.env.ref("cs_channels.ir_cron_delivery")

    def with_runner(self):
        return patch.object(
            self.env.registry["ir.cron"], "_cs_runner_works", lambda self: True
        )

    def jobs(self):
        return self.env["queue.job"].search([("channel", "in", CHANNELS)])

    def store(self, number):
        events = [
            {
                "external_id": f"msg:q{n}",
                "stream_key": f"queue-{n}",
                "provider_at": fields.Datetime.now(),
                "kind": "message",
                "payload": {"text": f"queue-{n}", "media": [], "trigger": "message"},
            }
            for n in range(number)
        ]
        return self.env["cs.channel.event"]._store(self.demo, events)

    def test_no_runner_means_scheduled_actions(self):
        self.assertFalse(self.reader._cs_runner_works())
        with self.capture_triggers(self.reader.id) as captured:
            self.reader._cs_wake()
            self.reader._cs_wake()  # one waits already: it is only told again
        self.assertEqual(len(captured.records), 1)
        self.assertFalse(self.jobs())

    def test_a_runner_is_seen_by_its_lock(self):
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PG_ADVISORY_LOCK_ID])
        self.assertTrue(self.reader._cs_runner_works())

    def test_a_job_for_each_part_that_waits(self):
        buckets = self.store(20)
        with self.with_runner():
            for shard in range(SHARDS):
                self.env.ref(f"cs_channels.ir_cron_event_{shard}")._cs_wake()
            self.reader._cs_wake()  # those that wait do it
        jobs = self.jobs()
        keys = {job.args[0] for job in jobs}
        self.assertEqual(keys, {bucket % JOBS for bucket in buckets})
        self.assertEqual(len(jobs), len(keys))
        self.assertEqual(set(jobs.mapped("channel")), {"root.cs_in"})

    def test_jobs_read_and_send(self):
        self.store(6)
        with self.with_runner(), trap_jobs() as trap:
            for shard in range(SHARDS):
                self.env.ref(f"cs_channels.ir_cron_event_{shard}")._cs_wake()
            self.perform(trap)
        domain = [("external_id", "like", "msg:q")]
        events = self.env["cs.channel.event"].search(domain)
        self.assertEqual(set(events.mapped("state")), {"done"})
        self.assertEqual(len(events.conversation_id), 6)
        events[0].conversation_id._say("We read it")
        with self.with_runner(), trap_jobs() as trap:
            self.sender._cs_wake()
            trap.assert_jobs_count(1, only=self.sender._cs_job_run)
            self.perform(trap)
        self.assertEqual(events[0].conversation_id.delivery_ids.state, "sent")

    def perform(self, trap):
        """Run the jobs, with commits of their own as far as a test can have them."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def test_time_is_up(self):
        self.store(1)
        with (
            self.with_runner(),
            patch.object(
                self.env.registry["cs.channel.event"], "_cron_drain", lambda *a: True
            ),
        ):
            for part in range(JOBS):
                self.reader._cs_job_read(part)
                self.env.ref("cs_channels.ir_cron_event_1")._cs_job_read(part)
        self.assertEqual(len(self.jobs()), 1)

    def test_agents_get_no_rights_to_jobs(self):
        with self.assertRaises(AccessError):
            self.env["queue.job"].with_user(self.agent).search([])
        groups = self.env["ir.model.access"].search(
            [("model_id.model", "like", "queue.%")]
        )
        allowed = groups.group_id.all_implied_by_ids
        self.assertFalse(
            allowed & self.env.ref("cs_helpdesk.group_manager").all_implied_ids
        )

    def test_removed_with_its_jobs(self):
        with self.with_runner():
            self.sender._cs_wake()
        self.assertTrue(self.jobs())
        uninstall_hook(self.env)
        self.assertFalse(self.jobs())
