# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
import random
import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools import outcome
from .cs_channel_event import RUN_SECONDS

_logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any call may take
BACKOFF = [5, 30, 120, 600, 3600]  # seconds before the next try
SETBACK = timedelta(minutes=2)  # how long an account that failed comes last
MOST_WAIT = 86400  # seconds a provider may make a message wait
RANK = {"queued": 0, "sending": 1, "unknown": 1, "sent": 2, "delivered": 3, "read": 4}
FAILED = ("held", "failed")


class CsChannelDelivery(models.Model):
    """What goes out is sent: leased, called, settled."""

    _inherit = "cs.channel.delivery"

    @api.model
    def _drain(self, limit=None):
        """Send what waits, in the caller's transaction.

        Only for tests and maintenance: a transaction that is rolled back afterwards
        would send twice. The scheduled action commits the lease before each call.

        :param int limit: how many parts at most
        :return: how many were tried
        """
        # The engine works for all users: what it notes is in nobody's name.
        self = self.with_user(SUPERUSER_ID)
        self._expire_leases()
        done = 0
        while (limit is None or done < limit) and (delivery := self._lease()):
            delivery._transmit()
            done += 1
        return done

    @api.model
    def _cron_drain(self):
        """The scheduled action: lease, commit, call, commit, one part at a time.

        Several may run side by side; the parts of a conversation keep their order.
        """
        deadline = time.monotonic() + RUN_SECONDS
        commit = self.env["ir.cron"]._commit_progress
        self._expire_leases()
        commit()
        while delivery := self._lease_alone():
            result = delivery._call()
            delivery._settle_alone(result)
            if commit(1) <= 0 or time.monotonic() > deadline:
                self._wake()
                return

    def _lease_alone(self):
        """Lease a part and commit, so that no other worker takes it."""
        for _attempt in range(5):
            try:
                delivery = self._lease()
                self.env["ir.cron"]._commit_progress()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
            else:
                return delivery
        return self.browse()

    def _settle_alone(self, result):
        """Keep the outcome of a call that was made, whatever it takes.

        Only the writing is repeated, never the call.
        """
        for _attempt in range(10):
            try:
                self._settle(result)
                self.env["ir.cron"]._commit_progress()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
            else:
                return
        _logger.error("Delivery %s was sent but its outcome is lost", self.id)

    @api.model
    def _lease(self):
        """Take the next part that may be sent now; held ones are passed by.

        :return: a delivery in state sending, or an empty recordset
        """
        while delivery := self._next_due():
            free = delivery._is_free()
            if free or delivery.attempts or delivery.identity_id._take_quota():
                delivery.write(
                    {
                        "state": "sending",
                        "attempts": delivery.attempts + 1,
                        "leased_until": fields.Datetime.now() + LEASE,
                    }
                )
                self.flush_model()
                return delivery
            delivery._settle(outcome.Held(delivery._quota_reason()))
        return self.browse()

    def _can_carry(self):
        able = self.channel_id._gateway()._capabilities()
        return self.kind != "file" or "file" in able["media"]

    def _is_free(self):
        """Whether no quota counts this kind of message."""
        able = self.channel_id._gateway()._capabilities()
        return self.kind in able.get("free", ())

    @api.model
    def _sent_lately(self, part, seconds):
        """How many parts this customer got within the last seconds.

        :param dict part: as ``_send`` gets it
        """
        since = fields.Datetime.now() - timedelta(seconds=seconds)
        identity = self.env["cs.channel.identity"].browse(part["identity_id"])
        # In a group all get what each gets.
        people = identity.group_id.identity_ids or identity
        domain = [("identity_id", "in", people.ids), ("sent_at", ">", since)]
        return self.search_count(domain)

    def _next_due(self):
        """The oldest part whose conversation has none before it, locked.

        An account that failed just now comes after the others: its time-outs would
        delay theirs.
        """
        self.flush_model()
        self.env["cs.channel"].flush_model(["last_error_at"])
        lately = fields.Datetime.now() - SETBACK
        well = SQL("(c.last_error_at IS NULL OR c.last_error_at <= %s)", lately)
        return self._oldest_due(well) or self._oldest_due(SQL("NOT %s", well))

    def _oldest_due(self, condition):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.id
                  FROM cs_channel_delivery d
                  JOIN cs_channel c ON c.id = d.channel_id AND c.active AND %s
                 WHERE d.state = 'queued'
                   AND (d.next_try_at IS NULL OR d.next_try_at <= %s)
                   AND NOT EXISTS (
                       SELECT 1 FROM cs_channel_delivery earlier
                        WHERE earlier.conversation_id = d.conversation_id
                          AND earlier.id < d.id
                          AND earlier.state IN ('queued', 'sending'))
                 ORDER BY d.id
                 LIMIT 1
                   FOR NO KEY UPDATE OF d SKIP LOCKED
                """,
                condition,
                fields.Datetime.now(),
            )
        )
        delivery = self.browse([id_ for (id_,) in rows])
        delivery.invalidate_recordset()
        return delivery._for_reader()

    def _for_reader(self):
        """What becomes of it is said to who has the conversation, in his language."""
        talk = self.conversation_id
        # sudo: res.users: what a colleague reads
        lang = talk.user_id.sudo().lang or talk.team_id._cs_lang()
        return self.with_context(lang=lang)

    def _expire_leases(self):
        """A worker died between taking a part and noting what became of it."""
        expired = self.search(
            [("state", "=", "sending"), ("leased_until", "<", fields.Datetime.now())]
        )
        for delivery in expired.try_lock_for_update(allow_referencing=True):
            delivery = delivery._for_reader()
            reason = delivery.env._("The server stopped while this was being sent.")
            delivery._settle(outcome.Unknown(reason))

    def _transmit(self):
        self._settle(self._call())

    def _call(self):
        """Call the provider; takes no lock and writes nothing.

        :return: the provider's id of the message, or the CallFailure
        """
        self.ensure_one()
        channel = self.channel_id
        try:
            return channel._gateway()._send(channel, self._part())
        except outcome.CallFailure as failure:
            return failure
        except Exception:
            _logger.exception("Delivery %s: the gateway failed", self.id)
            return outcome.Unknown(self.env._("An error of our own; see the log."))

    def _part(self):
        file = self.attachment_id
        return {
            "to": self.identity_id.external_id,
            "kind": self.kind,
            "text": self.body or "",
            "content": file.raw or b"",
            "mimetype": file.mimetype or "",
            "filename": file.name or "",
            "key": self._key(),
            "data": self.data or {},
            "session": self.identity_id.session or {},
            "identity_id": self.identity_id.id,
            "message_id": self.message_id.id,
        }

    def _key(self):
        """What names this part to the provider; a new one when a person sends what
        failed once more, for a provider takes each only once."""
        return f"{self.id}-{self.resent}" if self.resent else str(self.id)

    def _settle(self, result):
        """Note what became of a part.

        :param result: the provider's id or None when it was taken, else a CallFailure
        """
        self.ensure_one()
        if not isinstance(result, outcome.CallFailure):
            self._advance("sent", {"external_id": result, "reason": False})
            return
        values = {"reason": result.reason, "error_code": result.code}
        if isinstance(result, outcome.TryAgain) and self.attempts <= len(BACKOFF):
            wait = BACKOFF[self.attempts - 1] * random.uniform(0.8, 1.2)
            wait = max(wait, min(result.after, MOST_WAIT))
            soon = fields.Datetime.now() + timedelta(seconds=wait)
            self.write({**values, "state": "queued", "next_try_at": soon})
        elif isinstance(result, outcome.Held):
            self.write({**values, "state": "held"})
            if result.code:  # the provider's count stands above ours
                since = (self.leased_until or fields.Datetime.now()) - LEASE
                self.identity_id._close_quota(since)
        elif isinstance(result, outcome.Unknown):
            # A report on it may still tell what became of it.
            own = self.channel_id._gateway()._own_id(self.channel_id, self._key())
            self.write({**values, "state": "unknown", "external_id": own})
        else:
            if isinstance(result, outcome.Rejected) and not self._is_free():
                self.identity_id._give_back_quota()
            self.write({**values, "state": "failed"})
        self._after_failure(result)

    def _after_failure(self, failure):
        self._publish()
        if self.state in FAILED:
            self.conversation_id._refresh_first_response()
        if not isinstance(failure, outcome.Held | outcome.Wait):
            self.channel_id._note_error(failure.reason)

    def _advance(self, state, values=None):
        """Go forward to a state; reports may come late and in any order."""
        for delivery in self:
            given_up = delivery.state in FAILED
            if given_up and RANK.get(state, 0) < RANK["delivered"]:
                continue  # "sent" is no news about what failed on the way
            if RANK.get(state, 0) > RANK.get(delivery.state, 0):
                now = fields.Datetime.now()
                sent = {} if delivery.sent_at else {"sent_at": now}
                delivery.write({"state": state, **sent, **(values or {})})
                if given_up:
                    delivery.conversation_id._refresh_first_response()
        self._publish()

    def _quota_reason(self):
        if self.identity_id.quota_state:
            return self.env._(
                "The channel allows no more messages until the customer writes again."
            )
        return self.env._(
            "The channel allows messages only after the customer has written."
        )

    @api.model
    def _apply_status(self, channel, payload):
        """A provider's report on a message.

        :raise LookupError: when the message is not known (yet); the event is tried
            again, for a report may overtake the answer to the call
        """
        delivery = self.search(
            [("channel_id", "=", channel.id), ("external_id", "=", payload["message"])]
        )
        if not delivery:
            raise LookupError("no message of this id")
        if payload["state"] == "failed":
            reason = payload.get("reason") or self.env._("The provider gave it up.")
            for part in delivery.filtered(lambda d: d.state in ("sent", "unknown")):
                part._settle(outcome.Rejected(reason))
        else:
            delivery._advance(payload["state"])
