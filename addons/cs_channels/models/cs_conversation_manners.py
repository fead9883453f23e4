# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math
import re
import unicodedata
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import Inner, inner
from odoo.addons.cs_helpdesk.tools.clock import now
from odoo.addons.cs_helpdesk.tools.working_time import WorkingTimes

IDLE_PER_RUN = 200
RATING = re.compile(r"([1-5])\s*(?:分|星|stars?)?\s*[.!。！]?", re.IGNORECASE)


class CsConversation(models.Model):
    """What is said without an agent: hours, place in the queue, silence, rating."""

    _inherit = "cs.conversation"

    idle_at = fields.Datetime(
        "Asked for Silence",
        readonly=True,
        copy=False,
        help="When the silent customer was asked whether there is anything else.",
    )
    rating_asked_at = fields.Datetime(readonly=True, copy=False)

    _idle_idx = models.Index(
        "(channel_id, last_message_at) WHERE state IN ('open', 'bot')"
        " AND waiting_since IS NULL"
    )

    # === Beginning to wait === #

    @api.model
    def _for_customer_message(self, identity):
        talk = super()._for_customer_message(identity)
        begins = talk.state == "queued" and not talk.waiting_since
        return talk.with_context(cs_begins_to_wait=Inner(begins))

    def _receive(self, payload, at):
        message = super()._receive(payload, at)
        if self.idle_at:
            self.idle_at = False
        if inner(self.env, "cs_begins_to_wait"):
            lang = self._bot_lang(payload.get("text") or "")
            self.with_context(lang=lang)._welcome_to_queue()
        return message

    def _welcome_to_queue(self):
        """Tell who begins to wait when we open, or how many are before him.

        :return: whether there was something to tell
        """
        if self.state != "queued":
            return False
        # sudo: cs.channel: texts for the customer, whoever drains
        channel = self.channel_id.sudo().with_context(lang=self.env.context.get("lang"))
        words = channel.tell_place and self._place_text()
        if channel.outside_text and self._is_outside():
            words = channel.outside_text
        if words:
            self._say(words)
        return bool(words)

    def _place_text(self):
        """The place in the queue, and how long it may take where that is known."""
        before = self._place() - 1
        if not before:
            words = self.env._("A colleague will be with you; you are the next.")
        else:
            words = self.env._(
                "A colleague will be with you; %s wait before you.", before
            )
        if minutes := self._expected_minutes(before + 1):
            words += " " + self.env._("That may take about %s minutes.", minutes)
        return words

    def _expected_minutes(self, place):
        """How long a place in the queue takes, at the speed of the last hour."""
        taken = self.search_count(
            Domain("team_id", "=", self.team_id.id)
            & Domain("first_response_at", ">", now(self.env) - timedelta(hours=1))
        )
        return math.ceil(60 * place / taken) if taken else 0

    def _is_outside(self):
        """Whether nobody works in the team now."""
        calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
        time = WorkingTimes().of(calendar, self.company_id)
        return bool(time.opens_at(now(self.env)))

    def _place(self):
        """The place in the queue of the team, from 1."""
        return self.search_count(
            Domain("team_id", "=", self.team_id.id)
            & Domain("state", "=", "queued")
            & Domain("queued_at", "<=", self.queued_at)
        )

    # === Silence === #

    @api.model
    def _cs_idle_due(self, asked):
        """Conversations that were silent too long.

        :param bool asked: those that were asked already, and are to be closed
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT talk.id
                  FROM cs_conversation talk
                  JOIN cs_channel channel ON channel.id = talk.channel_id
                 WHERE talk.state IN ('open', 'bot') AND talk.waiting_since IS NULL
                   AND %s AND NOT %s
              ORDER BY talk.last_message_at
                 LIMIT %s
                """,
                SQL(
                    """channel.close_minutes > 0 AND talk.idle_at <= %s
                       - make_interval(mins => channel.close_minutes)"""
                    if asked
                    else """channel.idle_minutes > 0 AND talk.idle_at IS NULL
                       AND talk.last_message_at <= %s
                       - make_interval(mins => channel.idle_minutes)""",
                    now(self.env),
                ),
                self._cs_stuck_answer(),
                IDLE_PER_RUN,
            )
        )
        found = self.browse(res_id for (res_id,) in rows)
        return found.try_lock_for_update(allow_referencing=True)

    @api.model
    def _cs_stuck_answer(self):
        """Whether a part of the agent's last answer did not reach the customer, as SQL:
        his silence means nothing then."""
        return SQL(
            """(talk.state = 'open' AND EXISTS (
                SELECT FROM cs_channel_delivery part
                 WHERE part.conversation_id = talk.id
                   AND part.state IN ('held', 'failed')
                   AND part.error_code IS DISTINCT FROM 'dropped'
                   AND part.message_id = (
                       SELECT max(word.id)
                         FROM cs_channel_delivery own
                         JOIN mail_message word ON word.id = own.message_id
                        WHERE own.conversation_id = talk.id
                          AND word.author_id != %s)))""",
            self.env.ref("base.partner_root").id,
        )

    @api.model
    def _cs_idle(self):
        """Ask who is silent, close who stays so, in the caller's transaction.

        :return: how many conversations were touched
        """
        closing = self._cs_idle_due(asked=True)
        closing.with_context(cs_silent=Inner()).close()
        asking = self._cs_idle_due(asked=False)
        for talk in asking:
            talk = talk.with_context(lang=talk._bot_lang(talk.preview or ""))
            talk._say(talk.channel_id.idle_text)
        asking.idle_at = now(self.env)
        return len(closing) + len(asking)

    @api.model
    def _cron_idle(self):
        """Ask who is silent, and close who stays so."""
        done = self._cs_idle()
        self.env["ir.cron"]._commit_progress(done)

    # === Rating === #

    def close(self, outcome=None, tags=None):
        # sudo: cs.conversation: asked in nobody's name
        for talk in self.sudo().filtered(lambda talk: talk._may_ask_rating()):
            # Asked first: closing ends the session at some providers.
            talk._ask_rating()
        return super().close(outcome, tags)

    def _may_ask_rating(self):
        """Whether the customer is to say how it was: when the agent who has it closes
        it, or silence does."""
        his = self.user_id == self.env.user or inner(self.env, "cs_silent")
        answered = self.user_id and self.first_response_at
        asks = self.channel_id.ask_rating and self.state != "closed"
        return bool(asks and answered and his)

    def _ask_rating(self):
        talk = self.with_context(lang=self._bot_lang(self.preview or ""))
        talk._tell(talk.env._("How did we do? Answer with 1 (bad) to 5 (very good)."))
        self.rating_asked_at = now(self.env)

    def _tell(self, words):
        """Tell the customer something, whatever the state; it reopens nothing."""
        root = self.env.ref("base.user_root")
        self.with_user(root).sudo()._stream().message_post(
            body=words, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    @api.model
    def _take_rating(self, identity, payload):
        """Keep a rating that was asked for; it reopens nothing.

        :return: the message and its conversation, or nothing when this is no rating
        """
        text = unicodedata.normalize("NFKC", payload.get("text") or "").strip()
        found = RATING.fullmatch(text)
        talk = self._last_of(identity) if found else self.browse()
        day = now(self.env) - timedelta(hours=24)
        asked = talk.state == "closed" and talk.rating_asked_at
        if not asked or asked < day:
            return None
        talk._lock()
        message = talk._post_as_customer(payload["text"].strip(), payload)
        talk.rating_asked_at = False
        talk.rating_apply(int(found[1]), token=talk._rating_get_access_token())
        lang = talk._bot_lang(talk.preview or "")
        talk.with_context(lang=lang)._tell(talk.env._("Thank you!"))
        return message, talk
