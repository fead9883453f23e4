# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, mute_logger

from odoo.addons.cs_customer.tools.inner import inner


class CsConversationStream(models.AbstractModel):
    """To which conversation a word belongs, and how it begins or goes on."""

    _inherit = "cs.conversation.stream"

    @api.model
    def _for_customer_message(self, identity):
        """The conversation a customer's word belongs to: his open one, the one just
        closed, or a new one that is linked to the last. Its rows are locked.

        :param identity: whose stream the caller has locked
        """
        conversation = self._open_of(identity)
        if not conversation:
            last = self._last_of(identity)
            if last and last._may_reopen():
                conversation = last
            else:
                return self._create_for(identity, last)
        conversation._lock()
        conversation._customer_returns()
        return conversation

    def _customer_returns(self):
        """His word opens what was closed or put away; an end that did not hold counts
        as none in reports."""
        if self.state == "closed" and self.first_response_at:
            self.reopen_count += 1
        if self.state in ("closed", "snoozed"):
            self._reopen()

    @api.model
    def _open_of(self, identity):
        batch, key = inner(self.env, "cs_batch", {}), ("open", identity.id)
        if (talk := batch.get(key)) and talk.state != "closed":
            return talk
        batch[key] = talk = self.search(
            [("identity_id", "=", identity.id), ("state", "!=", "closed")]
        )
        return talk

    @api.model
    def _last_of(self, identity):
        return self.search(
            [("identity_id", "=", identity.id)], order="id desc", limit=1
        )

    @api.model
    def _create_for(self, identity, previous=None):
        """A new conversation of a customer who has none that is open.

        :raise ConcurrencyError: when another worker has just opened one, for another
            stream of his
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return self.create(self._create_values(identity, previous))
        except UniqueViolation as error:
            raise ConcurrencyError(identity.external_id) from error

    @api.model
    def _create_values(self, identity, previous):
        """Hook: the values of a new conversation."""
        channel = identity.channel_id
        return {
            "identity_id": identity.id,
            "channel_id": channel.id,
            "company_id": channel.company_id.id,
            "team_id": channel.team_id.id,
            "partner_id": identity._customer().id,
            "previous_id": previous.id if previous else False,
            "state": self._first_state(channel),
        }

    @api.model
    def _first_state(self, channel):
        """Hook: the state a conversation on a channel begins in."""
        return "queued"

    def _may_reopen(self):
        if self._is_quiet():
            return True  # it has not begun yet, however long ago he was greeted
        hours = timedelta(hours=self.channel_id.reopen_hours)
        return self.closed_at and fields.Datetime.now() - self.closed_at <= hours

    def _reopen(self):
        """Back to its agent, however full he is; to the queue when he is gone or off.

        What ended without an agent begins anew, with the bot where there is one.
        """
        agent = self.user_id
        there = bool(agent) and self._is_there(agent)
        state = "open" if there else "queued"
        values = {"closed_at": False, "snoozed_until": False, "idle_at": False}
        if self.state == "closed" and not agent:
            state = self._first_state(self.channel_id)
        if self._is_quiet():
            values["opened_at"] = fields.Datetime.now()
        owner = agent.id if there else False
        self.write({**values, "state": state, "user_id": owner})

    def _is_there(self, agent):
        """Whether a person works in the team, and has not gone home."""
        # sudo: res.users: whether a colleague is there
        agent = agent.sudo()
        member = agent in self.team_id.sudo().member_ids.user_id
        return agent.active and member and agent.cs_status != "off"

    # === Said to who has not asked anything === #

    @api.model
    def _for_quiet_word(self, identity):
        """Where to say something that nobody has to answer: it wakes no agent, stands
        in no queue and counts in no report.

        :param identity: whose stream the caller has locked
        :return: his open conversation, the one just closed, which stays so, or a new
            one that is closed until he writes
        """
        talk = self._open_of(identity)
        last = talk or self._last_of(identity)
        if not talk and last and last._may_reopen():
            talk = last
        if talk:
            talk._lock()
            return talk
        values = self._create_values(identity, last)
        now = fields.Datetime.now()
        return self.create({**values, "state": "closed", "closed_at": now})

    def _is_quiet(self):
        """Whether neither a bot nor a person has ever had to answer in it."""
        worked = self.asked_at or self.had_bot or self.first_response_at
        return self.state == "closed" and not worked

    def _lock(self):
        """Lock the conversation and its stream until the end of the transaction.

        :raise psycopg2.Error: when another transaction changed them since ours began
        """
        batch, key = inner(self.env, "cs_batch", {}), ("locked", self.id)
        if batch.get(key):
            return
        batch[key] = True
        self.env.execute_query(
            SQL(
                """
                SELECT FROM (SELECT FROM cs_conversation WHERE id = %s
                             FOR NO KEY UPDATE) talk
                UNION ALL
                SELECT FROM (SELECT FROM discuss_channel WHERE id = %s
                             FOR NO KEY UPDATE) stream
                """,
                self.id,
                self.discuss_channel_id.id,
            )
        )
