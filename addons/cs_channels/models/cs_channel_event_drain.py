# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import logging
import time
import zlib
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import Inner, inner

from .cs_channel_event import RUN_SECONDS, SHARDS

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
BACKOFF = [10, 60, 300, 1800]  # seconds before the second, third ... attempt
BATCH = 50  # events of one stream in one transaction
# Somebody else was faster: that is no failure of the event.
CONCURRENCY = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


class CsChannelEvent(models.Model):
    """What came in is worked on: stream by stream, in order."""

    _inherit = "cs.channel.event"

    @api.model
    def _drain(self, limit=None):
        """Work on what waits, in the caller's transaction.

        An event that fails is rolled back alone and holds only its own stream.

        :param int limit: how many events at most
        :return: how many were worked on
        :raise psycopg2.Error, ConcurrencyError: somebody else was faster; the caller
            tries the whole again
        """
        # The engine works for the providers: it speaks in nobody's name.
        self = self.with_user(SUPERUSER_ID)
        done = 0
        for channel_id, stream_key in self._due_streams():
            left = None if limit is None else limit - done
            if left is not None and left <= 0:
                break
            done += self._drain_stream(channel_id, stream_key, left)
        if self.env["cs.channel.cursor"]._drain() and limit is None:
            done += self._drain()
        return done

    @api.model
    def _cron_drain(self, shard, shards=SHARDS):
        """The scheduled action of one shard: a transaction per stream.

        :param int shards: into how many parts the work is split; each is one's own
        :return: whether something is left because time was up
        """
        deadline = time.monotonic() + RUN_SECONDS
        commit = self.env["ir.cron"]._commit_progress
        streams = self._due_streams(shard, shards)
        while streams and time.monotonic() < deadline:
            done = 0
            for stream in streams:
                done += self._drain_alone(*stream)
                if time.monotonic() > deadline:
                    break
            streams = self._due_streams(shard, shards)
            commit(done, remaining=len(streams))
            if not done:
                return False  # the rest is in the hands of another worker
        self.env["cs.channel.media"]._wake()
        return bool(streams)

    def _drain_alone(self, channel_id, stream_key):
        """Drain a stream in a transaction of its own; concurrency is no failure."""
        for _attempt in range(3):
            try:
                done = self._drain_stream(channel_id, stream_key, BATCH)
                self.env["ir.cron"]._commit_progress(done)
            except CONCURRENCY:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
            else:
                return done
        return 0

    @api.model
    def _due_streams(self, shard=None, shards=SHARDS):
        """Streams whose first waiting event may be tried now, the oldest first.

        :return: list of (channel id, stream key)
        """
        self.flush_model()
        condition = (
            SQL("bucket %% %s = %s", shards, shard)
            if shard is not None
            else SQL("TRUE")
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT channel_id, stream_key
                  FROM (SELECT DISTINCT ON (channel_id, stream_key)
                               channel_id, stream_key, next_try_at, id
                          FROM cs_channel_event
                         WHERE state = 'new' AND %s
                         ORDER BY channel_id, stream_key, provider_at, id) head
                 WHERE next_try_at IS NULL OR next_try_at <= %s
                 ORDER BY id
                 LIMIT 500
                """,
                condition,
                fields.Datetime.now(),
            )
        )

    def _drain_stream(self, channel_id, stream_key, limit):
        """Work on one stream in order, unless another worker does."""
        if not self._try_lock_stream(channel_id, stream_key):
            return 0
        # Nobody is logged in: what the engine says is for those who will read it.
        team = self.env["cs.channel"].browse(channel_id).team_id
        self = self.with_context(lang=team._cs_lang())
        events = self.search(
            [
                ("channel_id", "=", channel_id),
                ("stream_key", "=", stream_key),
                ("state", "=", "new"),
            ],
            order="provider_at, id",
            limit=limit,
        )
        # A worker whose snapshot is older than another's commit fails here, before it
        # does anything twice.
        if events.try_lock_for_update(allow_referencing=True) != events:
            return 0
        if len(events) > 1 and events._attempt_together():
            return len(events)
        done = 0
        for event in events:
            done += 1
            if not event._attempt() and event.state == "new":
                break
        return done

    def _try_lock_stream(self, channel_id, stream_key):
        key = self._stream_lock(stream_key)
        query = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", channel_id, key)
        return self.env.execute_query(query)[0][0]

    @api.model
    def _lock_stream(self, channel_id, stream_key):
        """Wait until nobody else works on a stream."""
        key = self._stream_lock(stream_key)
        query = SQL("SELECT 1 FROM pg_advisory_xact_lock(%s, %s)", channel_id, key)
        self.env.execute_query(query)

    def _stream_lock(self, stream_key):
        return zlib.crc32(stream_key.encode()) - 2**31

    def _attempt_together(self):
        """Try the events of a stream in one go: what they write is written once.

        :return: whether all are done; else none is, and each has to be tried alone
        """
        if any(self.mapped("attempts")):
            return False
        # Who it is and where it goes is asked once, while it is locked.
        batch = self.with_context(cs_batch=Inner({}))
        try:
            with self.env.cr.savepoint():
                for event in batch:
                    event._process(json.loads(event.payload or "{}"))
        except CONCURRENCY:
            raise
        except Exception:  # noqa: BLE001 - the one that fails says so when tried alone
            return False
        finally:
            # Its records hold the environment that holds it: neither would be freed.
            inner(batch.env, "cs_batch").clear()
        return True

    def _attempt(self):
        """Try one event.

        :return: whether it is done
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._process(json.loads(self.payload or "{}"))
        except CONCURRENCY:
            raise
        except Exception as error:  # noqa: BLE001 - one bad event must not stop the rest
            self._note_failure(error)
            return False
        return True

    def _note_failure(self, error):
        """Count the attempt; after the last one a person has to look at it."""
        attempts = self.attempts + 1
        state = "dead" if attempts >= MAX_ATTEMPTS else "new"
        if state == "dead" and self.kind == "status" and isinstance(error, LookupError):
            state = "done"  # of a message that is not ours: nobody has to look at it
        wait = BACKOFF[min(attempts, len(BACKOFF)) - 1]
        self.write(
            {
                "attempts": attempts,
                "error": f"{type(error).__name__}: {error}"[:500],
                "state": state,
                "next_try_at": fields.Datetime.now() + timedelta(seconds=wait),
            }
        )
        _logger.info(
            "Channel event %s failed (%s of %s)",
            self.id,
            attempts,
            MAX_ATTEMPTS,
            exc_info=error,
        )

    def _process(self, payload):
        """Do what an event says; raises when it cannot be done."""
        values = self._handlers()[self.kind](payload) or {}
        self.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "error": False,
                "next_try_at": False,
                **values,
            }
        )

    def _handlers(self):
        """What works on which kind of event.

        :return: dict of kind -> function of the payload
        """
        return {
            "message": self._process_message,
            "event": self._process_event,
            "status": self._process_status,
            "pull": self._process_pull,
            "notice": self._process_notice,
        }

    def _process_message(self, payload):
        channel = self.channel_id
        identity = self.env["cs.channel.identity"]._get_or_create(
            channel, self.stream_key, payload.get("sender_name")
        )
        identity._open_quota(payload.get("trigger"), self.provider_at)
        identity._learn(payload)
        conversations = self.env["cs.conversation"]
        payload = conversations._put_into_words(identity, payload)
        if rated := conversations._take_rating(identity, payload):
            message, conversation = rated
            return {"conversation_id": conversation.id, "message_id": message.id}
        conversation = conversations._for_customer_message(identity)
        message = conversation._receive(payload, self.provider_at)
        channel._gateway()._on_message(channel, conversation, payload)
        return {"conversation_id": conversation.id, "message_id": message.id}

    def _process_event(self, payload):
        identity = self.env["cs.channel.identity"]._get_or_create(
            self.channel_id, self.stream_key, payload.get("sender_name")
        )
        identity._open_quota(payload.get("trigger"), self.provider_at)
        identity._learn(payload)
        following = {"subscribe": True, "unsubscribe": False}.get(payload.get("event"))
        if following is not None and identity.following != following:
            identity.following = following
        talk = self.channel_id._gateway()._on_event(
            self.channel_id, identity, payload, self.provider_at
        )
        return {"conversation_id": talk.id} if talk else {}

    def _process_status(self, payload):
        if payload.get("recall"):
            return self._process_recall(payload["recall"])
        deliveries = self.env["cs.channel.delivery"]
        deliveries._apply_status(self.channel_id, payload)

    def _process_recall(self, key):
        """The customer took a message back.

        :param str key: of the event that brought it
        :raise LookupError: when it is not there (yet); this one waits for it
        """
        said = self.search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("external_id", "=", key),
                ("message_id", "!=", False),
            ]
        )
        if not said:
            raise LookupError("no message of this id")
        said.conversation_id._take_back(said.message_id)
        return {"conversation_id": said.conversation_id.id}

    def _process_pull(self, _payload):
        """The provider has news: they are fetched apart, without the stream's lock."""
        self.env.cr.postcommit.add(self.env["cs.channel.cursor"]._wake)

    def _process_notice(self, payload):
        """Something about the account, not about a customer."""
        self.channel_id._gateway()._on_notice(self.channel_id, payload)
