# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import logging
import zlib
from datetime import timedelta

from odoo import api, fields, models, modules
from odoo.tools import SQL

from ..tools import wakeup

_logger = logging.getLogger(__name__)

BUCKETS = 64
SHARDS = 2  # scheduled actions that drain side by side, see data/ir_cron_data.xml
PAYLOAD_DAYS = 30
# Core runs an action up to ten times in a row, and ends what takes 120 seconds.
RUN_SECONDS = 8
_coalescer = wakeup.Coalescer(0.3)


class CsChannelEvent(models.Model):
    """One thing a provider told us, stored before it is worked on.

    The webhook writes rows and answers; :meth:`_drain` makes messages of them, later
    and in order. The row is the truth: what only wakes the drain may get lost.
    """

    _name = "cs.channel.event"
    _description = "Channel Event"
    _rec_name = "external_id"
    _order = "id desc"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    external_id = fields.Char(string="Key", required=True)
    stream_key = fields.Char(string="Sender", required=True)
    bucket = fields.Integer(required=True, export_string_translation=False)
    provider_at = fields.Datetime(string="Sent at")
    kind = fields.Selection(
        [
            ("message", "Message"),
            ("event", "Event"),
            ("status", "Delivery report"),
            ("pull", "News to fetch"),
            ("notice", "Notice"),
            ("call", "Phone call"),
        ],
        required=True,
    )
    payload = fields.Text(
        groups="base.group_system",  # it may hold keys of the provider
        help="Cleared some time after it is done; the key stays.",
    )
    state = fields.Selection(
        [("new", "Waiting"), ("done", "Done"), ("dead", "Dead letter")],
        required=True,
        default="new",
    )
    attempts = fields.Integer()
    next_try_at = fields.Datetime()
    error = fields.Char()
    done_at = fields.Datetime()
    conversation_id = fields.Many2one(
        "cs.conversation", index="btree_not_null", ondelete="set null"
    )
    message_id = fields.Many2one(
        "mail.message", index="btree_not_null", ondelete="set null"
    )

    _external_unique = models.UniqueIndex("(channel_id, external_id)")
    _stream_idx = models.Index(
        "(channel_id, stream_key, provider_at, id) WHERE state = 'new'"
    )
    _dead_idx = models.Index("(channel_id) WHERE state = 'dead'")
    _pull_idx = models.Index("(channel_id, stream_key, id) WHERE kind = 'pull'")
    _done_idx = models.Index("(done_at) WHERE state = 'done' AND payload IS NOT NULL")

    # === Storing === #

    @api.model
    def _store(self, channel, events):
        """Write events in one statement; those that are known already are left alone.

        :param channel: the ``cs.channel``
        :param list events: as ``cs.gateway._parse`` gives them
        :return: the buckets that got something new
        """
        if not events:
            return set()
        now = fields.Datetime.now()
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, 'new', 0, %s, %s)",
                channel.id,
                channel.company_id.id,
                event["external_id"],
                event["stream_key"],
                self._bucket(channel.id, event["stream_key"]),
                event["provider_at"],
                event["kind"],
                json.dumps(event["payload"]),
                now,
                now,
            )
            for event in events
        )
        stored = self.env.execute_query(
            SQL(
                """
                INSERT INTO cs_channel_event
                            (channel_id, company_id, external_id, stream_key, bucket,
                             provider_at, kind, payload, state, attempts,
                             create_date, write_date)
                     VALUES %s
                ON CONFLICT (channel_id, external_id) DO NOTHING
                  RETURNING bucket
                """,
                rows,
            )
        )
        return {bucket for (bucket,) in stored}

    @api.model
    def _bucket(self, channel_id, stream_key):
        """All events of a stream are in one bucket, and so in one shard."""
        return zlib.crc32(f"{channel_id}:{stream_key}".encode()) % BUCKETS

    @api.model
    def _wake(self, buckets):
        """Wake the shards of these buckets soon; may be called very often."""
        registry = self.env.registry
        if not _may_wake(registry):
            return
        for shard in {bucket % SHARDS for bucket in buckets}:
            name = f"cs_channels.ir_cron_event_{shard}"
            _coalescer.request(
                (registry.db_name, name), lambda name=name: _trigger(registry, name)
            )

    # === For people === #

    def action_retry(self):
        """Try dead letters once more, and what waits for its next try at once."""
        self.check_access("read")
        # sudo: cs.channel.event: nobody writes events, service managers retry them
        waiting = self.sudo().filtered(lambda event: event.state != "done")
        waiting.write({"state": "new", "attempts": 0, "next_try_at": False})
        buckets = set(waiting.mapped("bucket"))
        self.env.cr.postcommit.add(lambda: self._wake(buckets))
        return True

    @api.autovacuum
    def _gc_payloads(self):
        """Forget the words of customers once they are done with; keep the key."""
        # sudo: ir.config_parameter: one figure, in a scheduled action
        parameters = self.env["ir.config_parameter"].sudo()
        days = int(parameters.get_param("cs_channels.payload_days", PAYLOAD_DAYS))
        before = fields.Datetime.now() - timedelta(days=days)
        self.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE cs_channel_event SET payload = NULL
                    WHERE state = 'done' AND payload IS NOT NULL AND done_at < %s
                RETURNING id""",
                before,
            )
        )


def _may_wake(registry):
    """Not while addons are loaded, nor in tests: their connection is for one thread."""
    return registry.ready and not modules.module.current_test


def _trigger(registry, name):
    """Wake a scheduled action, or what does its work, from any thread."""
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            if cron := env.ref(name, raise_if_not_found=False):
                cron._cs_wake()
    except Exception:  # noqa: BLE001 - a thread of its own; the minutely run heals it
        _logger.info("Could not wake %s", name, exc_info=True)
