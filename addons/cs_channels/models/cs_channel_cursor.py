# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools import outcome
from .cs_channel_event import _coalescer, _may_wake, _trigger

_logger = logging.getLogger(__name__)

CRON = "cs_channels.ir_cron_pull"
BACKOFF = [5, 30, 120, 600]  # seconds
MAX_PAGES = 200


class CsChannelCursor(models.Model):
    """How far we have read at a provider that only says "there is news".

    The notice is an event like any other; what it announces is fetched here, by one
    worker at a time, and stored together with the new cursor: a worker that dies loses
    neither, and what is fetched twice is stored once.
    """

    _name = "cs.channel.cursor"
    _description = "Reading Position of a Channel"
    _rec_name = "key"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    key = fields.Char(required=True, help="Which list of the account.")
    cursor = fields.Char(groups="base.group_system")
    last_event = fields.Integer(
        help="The last notice that was followed; notices of higher numbers wait.",
    )
    next_try_at = fields.Datetime()
    attempts = fields.Integer()
    error = fields.Char()

    _key_unique = models.UniqueIndex("(channel_id, key)")

    def action_retry(self):
        """Fetch now what could not be fetched before."""
        self.check_access("read")
        # sudo: cs.channel.cursor: nobody writes these, service managers try them again
        self.sudo().next_try_at = False
        self.env.cr.postcommit.add(self._wake)
        return True

    @api.model
    def _wake(self):
        """Have what was announced fetched soon."""
        registry = self.env.registry
        if _may_wake(registry):
            _coalescer.request(
                (registry.db_name, CRON), lambda: _trigger(registry, CRON)
            )

    @api.model
    def _drain(self):
        """Fetch what was announced, in the caller's transaction.

        :return: how many events were new
        """
        self = self.with_user(SUPERUSER_ID)
        return sum(self._pull_all(*due, lambda: None) for due in self._due())

    @api.model
    def _cron_drain(self):
        """The scheduled action: a transaction per page."""
        commit = self.env["ir.cron"]._commit_progress
        for due in self._due():
            try:
                self._pull_all(*due, lambda: commit(1))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                self._wake()
            except Exception:  # the lists of other accounts go on
                _logger.exception("Channel %s: what is new is not fetched", due[0])
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                self._note_own_error(*due[:2])
                commit(1)

    @api.model
    def _due(self):
        """Lists with notices that nobody has followed yet.

        :return: list of (channel id, key, number of the last notice, its payload)
        """
        self.env["cs.channel.event"].flush_model()
        self.flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (e.channel_id, e.stream_key)
                       e.channel_id, e.stream_key, e.id,
                       COALESCE(e.payload, '{}')::json->>'ticket'
                  FROM cs_channel_event e
                  JOIN cs_channel c ON c.id = e.channel_id AND c.active
             LEFT JOIN cs_channel_cursor p
                    ON p.channel_id = e.channel_id AND p.key = e.stream_key
                 WHERE e.kind = 'pull' AND e.state = 'done'
                   AND e.id > COALESCE(p.last_event, 0)
                   AND (p.next_try_at IS NULL OR p.next_try_at <= %s)
                 ORDER BY e.channel_id, e.stream_key, e.id DESC
                """,
                fields.Datetime.now(),
            )
        )

    def _pull_all(self, channel_id, key, notice, ticket, commit):
        """Fetch page after page; the cursor moves with each."""
        found = set()
        for _page in range(MAX_PAGES):
            position = self._locked(channel_id, key)
            if not position or position.last_event >= notice:
                break
            buckets, more = position._pull_page(ticket)
            if not more:
                position.last_event = max(position.last_event, notice)
            found |= buckets
            commit()
            if not more or position.next_try_at:
                break
        events = self.env["cs.channel.event"]
        self.env.cr.postcommit.add(lambda: events._wake(found))
        commit()
        return len(found)

    def _locked(self, channel_id, key):
        """The row of a list, locked; empty while another worker reads it."""
        self.env.execute_query(
            SQL(
                """INSERT INTO cs_channel_cursor (channel_id, company_id, key,
                                                  last_event, attempts)
                   SELECT id, company_id, %s, 0, 0 FROM cs_channel WHERE id = %s
                   ON CONFLICT DO NOTHING RETURNING id""",
                key,
                channel_id,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM cs_channel_cursor WHERE channel_id = %s AND key = %s
                      FOR UPDATE SKIP LOCKED""",
                channel_id,
                key,
            )
        )
        position = self.browse([id_ for (id_,) in rows])
        position.invalidate_recordset()
        return position

    def _pull_page(self, ticket):
        """Fetch and store one page.

        :return: (buckets that got something new, whether there is more)
        """
        # Nobody is logged in: what is said of it is for those who will read it.
        self = self.with_context(lang=self.channel_id.team_id._cs_lang())
        channel = self.channel_id
        try:
            events, cursor, more = channel._gateway()._pull(
                channel, self.key, self.cursor or "", ticket or ""
            )
        except outcome.CallFailure as failure:
            self._note_failure(failure)
            return set(), True
        buckets = self.env["cs.channel.event"]._store(channel, events)
        self.write(
            {"cursor": cursor, "attempts": 0, "next_try_at": False, "error": False}
        )
        self.flush_recordset()
        return buckets, more

    @api.model
    def _note_own_error(self, channel_id, key):
        """An error of our own is told and tried again later, as one of the provider."""
        reason = self.env._("An error of our own; see the log.")
        if position := self._locked(channel_id, key):
            position._note_failure(outcome.TryAgain(reason))

    def _note_failure(self, failure):
        wait = BACKOFF[min(self.attempts, len(BACKOFF) - 1)]
        self.write(
            {
                "attempts": self.attempts + 1,
                "next_try_at": fields.Datetime.now() + timedelta(seconds=wait),
                "error": failure.reason,
            }
        )
        self.channel_id._note_error(failure.reason)
