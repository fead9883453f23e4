# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, plaintext2html

from odoo.addons.cs_customer.tools.inner import Inner, inner

from ..tools import text

PREVIEW = 120
MAX_TEXT = 20000


class CsConversationStream(models.AbstractModel):
    """The words of a conversation: what comes in, what goes out, what is kept of it."""

    _name = "cs.conversation.stream"
    _description = "Words of a Conversation"

    # === In === #

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
        return self.create(self._create_values(identity, previous))

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

    def _receive(self, payload, at):
        """Post what a customer wrote.

        :param dict payload: of a message event, see ``cs.gateway._parse``
        :param at: when he wrote it, naive UTC
        :return: the ``mail.message``
        """
        self.ensure_one()
        files = self.env["cs.channel.media"].new({})
        words = (payload.get("text") or "").replace("\0", "")[:MAX_TEXT]
        media = payload.get("media") or []
        body = plaintext2html(words) if words else ""
        if not body and media:
            files.kind = media[0]["type"]
            body = Markup(files._placeholder())
        if not body:
            body = self.env._("[A message of a kind that cannot be shown]")
        message = self._post_as_customer(body, payload)
        self.env["cs.channel.media"].create(
            [
                {
                    "channel_id": self.channel_id.id,
                    "company_id": self.company_id.id,
                    "conversation_id": self.id,
                    "message_id": message.id,
                    "ref": item["ref"],
                    "kind": item["type"],
                }
                for item in media
            ]
        )
        now = fields.Datetime.now()
        self.write(
            {
                "last_message_at": now,
                "waiting_since": self.waiting_since or min(at or now, now),
                "preview": text.to_plain(body)[:PREVIEW],
            }
        )
        return message

    def _post_as_customer(self, body, payload=None):
        """Post in the name of the customer: his contact, or the guest he still is.

        :param dict payload: of the event it came with
        """
        partner, guest = self.identity_id._author()
        stream = self.discuss_channel_id.with_context(cs_by_customer=Inner())
        values = {
            "body": body,
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        if partner:
            message = stream.message_post(author_id=partner.id, **values)
            return message.with_env(self.env)
        public = self.env.ref("base.public_user")
        # sudo: discuss.channel: a guest is author only, never member
        guest_stream = stream.with_user(public).with_context(guest=guest).sudo()
        return guest_stream.message_post(**values).with_env(self.env)

    def _relay(self, message):
        """Pass on an answer that was written elsewhere, on a ticket for instance.

        :param message: a ``mail.message`` by a colleague
        """
        self.ensure_one()
        talk = self._open_of(self.identity_id) or self
        # sudo: discuss.channel: the author need not own the conversation, his answer
        # was checked where he wrote it
        root = self.env.ref("base.user_root")
        copies = message.sudo().attachment_ids.copy(
            {"res_model": "discuss.channel", "res_id": talk.discuss_channel_id.id}
        )
        return (
            talk.with_user(root)
            .sudo()
            .discuss_channel_id.message_post(
                body=message.body,
                author_id=message.author_id.id,
                attachment_ids=copies.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        )

    # === Out === #

    def _is_by_customer(self, message):
        """Whether the customer wrote a message; what is ours has been handed on."""
        if message.author_guest_id:
            return True
        customers = self.identity_id.partner_id | self.partner_id
        return message.author_id in customers and not message.cs_delivery_ids

    def _answered(self, message):
        """An agent or the bot has spoken: queue the parts, stop the clock.

        :param message: the ``mail.message`` in the stream
        """
        self.ensure_one()
        now = fields.Datetime.now()
        self.env["cs.channel.delivery"]._create_for(self, message)
        values = {
            "last_message_at": now,
            "preview": text.to_plain(message.body)[:PREVIEW],
        }
        # who is told to wait still waits
        if self._is_by_agent(message) or self.state == "bot":
            values["waiting_since"] = False
        if self._is_by_agent(message):
            values["idle_at"] = False
        if not self.first_response_at and self._is_by_agent(message):
            values["first_response_at"] = now
        self.write(values)
        if self._is_by_agent(message):
            # sudo: cs.ticket: an answer is one, whoever may read the ticket
            self.ticket_ids.sudo()._cs_answered(now)

    def _is_by_agent(self, message):
        """Whether a colleague wrote it: not the engine, nor who stands for the team."""
        # sudo: cs.team: a partner without a name to hide
        nobody = self.team_id.sudo().cs_bot_partner_id
        nobody |= self.discuss_channel_id.sudo().livechat_operator_id
        nobody |= self.env.ref("base.partner_root")
        return message.author_id and message.author_id not in nobody

    def _refresh_first_response(self):
        """The first answer counts only while it is on its way or has arrived."""
        self.env["cs.channel.delivery"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.conversation_id, min(m.date)
                  FROM cs_channel_delivery d
                  JOIN mail_message m ON m.id = d.message_id
                 WHERE d.conversation_id = ANY(%s)
                   AND d.state NOT IN ('held', 'failed') AND m.author_id != %s
                 GROUP BY d.conversation_id
                """,
                self.ids,
                self.env.ref("base.partner_root").id,
            )
        )
        first = dict(rows)
        for conversation in self:
            at = first.get(conversation.id, False)
            # sudo: cs.ticket: an answer is one, whoever may read the ticket
            tickets = conversation.sudo().ticket_ids
            if conversation.first_response_at and not at:
                conversation.first_response_at = False
                tickets._cs_unanswered(fields.Datetime.now())
            elif at and not conversation.first_response_at:
                conversation.first_response_at = at
                tickets._cs_answered(fields.Datetime.now())
            conversation._refresh_waiting()

    def _refresh_waiting(self):
        """Who was answered by what did not go out still waits; tried again, it counts.

        Nobody waits in a closed conversation, nor for an agent while the bot talks.
        """
        if self.state in ("bot", "closed"):
            return
        since = False
        for message in self._stream_messages().sorted("id", reverse=True):
            if self._is_by_customer(message):
                since = message.date
            elif self._is_by_agent(message) and message._cs_is_out():
                break
        if bool(since) != bool(self.waiting_since):
            self.waiting_since = since and max(since, self.asked_at or since)

    # === Transcript === #

    def _stream_messages(self):
        """What was said, in order: no joins, no notes.

        :return: ``mail.message`` records
        """
        # sudo: mail.message: the words of conversations the caller may read
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                Domain("model", "=", "discuss.channel")
                & Domain("res_id", "=", self.discuss_channel_id.id)
                & Domain("message_type", "=", "comment")
                & Domain("subtype_id.internal", "=", False),
                order="id",
            )
        )

    def _transcript(self, messages=None):
        """The conversation as readable HTML, times in the user's zone.

        :param messages: of :meth:`_stream_messages`, those that are wanted; else all
        """
        lines = []
        for message in self._stream_messages() if messages is None else messages:
            author = message.author_id.name or message.author_guest_id.name
            at = fields.Datetime.context_timestamp(self, message.date)
            files = ", ".join(message.attachment_ids.mapped("name"))
            lines.append(
                Markup("<p><strong>%s</strong> <small>%s</small><br/>%s%s</p>")
                % (
                    author,
                    at.strftime("%Y-%m-%d %H:%M"),
                    plaintext2html(text.to_plain(message.body)),
                    Markup("<em>%s</em>") % files if files else "",
                )
            )
        return Markup("").join(lines)

    def _first_words(self):
        """The first line the customer wrote in this conversation."""
        for message in self._stream_messages():
            if self._is_by_customer(message) and (words := text.to_plain(message.body)):
                return words.splitlines()[0][:80]
        return ""
