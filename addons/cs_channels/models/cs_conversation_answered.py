# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from ..tools import text
from .cs_conversation_stream import PREVIEW


class CsConversationStream(models.AbstractModel):
    """What an answer changes: who waits, since when, and when he was answered first."""

    _inherit = "cs.conversation.stream"

    answered_outside_at = fields.Datetime(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="When a colleague last answered in the provider's own app, past us.",
    )

    def _answered(self, message):
        """An agent or the bot has spoken: queue the parts, stop the clock.

        :param message: the ``mail.message`` in the stream
        """
        self.ensure_one()
        now = fields.Datetime.now()
        self.env["cs.channel.delivery"]._create_for(self, message)
        by_agent = self._is_by_agent(message)
        values = {
            "last_message_at": now,
            "preview": text.to_plain(message.body)[:PREVIEW],
        }
        if by_agent:
            first = self.first_response_at or now
            values |= {"idle_at": False, "first_response_at": first}
        if by_agent or self.state == "bot":  # who is told to wait still waits
            values["waiting_since"] = False
        self.write(values)
        if by_agent:
            # sudo: cs.ticket: an answer is one, whoever may read the ticket
            self.ticket_ids.sudo()._cs_answered(now)

    def _answered_outside(self, at):
        """A colleague has answered in the provider's own app: it counts as ours.

        :param at: when, naive UTC
        """
        self.ensure_one()
        first = self.first_response_at or at
        values = {"answered_outside_at": at, "first_response_at": first}
        if self.waiting_since and self.waiting_since <= at:
            values |= {"idle_at": False, "waiting_since": False}
        self.write(values)
        self._tell_tickets_answered(True)

    def _refresh_first_response(self):
        """The first answer counts only while it is on its way or has arrived."""
        first = self._first_answers()
        for conversation in self:
            at = first.get(conversation.id) or conversation.answered_outside_at
            if bool(at) != bool(conversation.first_response_at):
                conversation.first_response_at = at
                conversation._tell_tickets_answered(bool(at))
            conversation._refresh_waiting()

    def _first_answers(self):
        """When the first answer was written that went out, or may still go.

        :return: dict of conversation id -> naive UTC
        """
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
        return dict(rows)

    def _tell_tickets_answered(self, answered):
        """What the customer got here, or did not get, counts for its tickets too."""
        # sudo: cs.ticket: an answer is one, whoever may read the ticket
        tickets, now = self.sudo().ticket_ids, fields.Datetime.now()
        if answered:
            tickets._cs_answered(now)
        else:
            tickets._cs_unanswered(now)

    def _refresh_waiting(self):
        """Who was answered by what did not go out still waits; tried again, it counts.

        Nobody waits in a closed conversation, nor for an agent while the bot talks.
        """
        if self.state in ("bot", "closed"):
            return
        since, outside = False, self.answered_outside_at
        for message in self._stream_messages().sorted("id", reverse=True):
            if self._is_by_customer(message):
                written = self._written_at(message)
                if outside and written <= outside:
                    break
                since = written
            elif self._is_by_agent(message) and message._cs_is_out():
                break
        if bool(since) != bool(self.waiting_since):
            asked = self.had_bot and self.asked_at  # the bot kept him company till then
            self.waiting_since = since and max(since, asked or since)

    def _written_at(self, message):
        """When the customer wrote a word: as his provider said, not when it was read.

        :return: naive UTC
        """
        # sudo: cs.channel.event: the engine's own
        events = self.env["cs.channel.event"].sudo()
        event = events.search([("message_id", "=", message.id)], limit=1)
        return min(event.provider_at or message.date, message.date)
