# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cs_helpdesk.tools.clock import now

SECONDS = "Seconds, around the clock."


class CsConversationReport(models.Model):
    """Conversations as figures: how long customers wait, and what becomes of them.

    What was only said to a customer (a welcome, the answer of a menu entry) is none.
    A share is 100 or 0 for each conversation it can be said of, and empty for others,
    so that its average over any group is the share in percent.
    """

    _name = "cs.conversation.report"
    _description = "Conversations Analysis"
    _inherit = "cs.report.mixin"
    _auto = False
    _rec_name = "conversation_id"
    _order = "date desc, id desc"

    _depends = {
        "cs.conversation": [
            *("opened_at", "asked_at", "first_response_at", "closed_at", "state"),
            *("company_id", "team_id", "user_id", "channel_id", "partner_id"),
            *("commercial_partner_id", "outcome_id", "had_bot", "transfer_count"),
            *("rating_last_value", "identity_id", "reopen_count"),
        ],
        "cs.channel": ["provider", "answer_seconds"],
    }

    conversation_id = fields.Many2one("cs.conversation", readonly=True)
    date = fields.Datetime("Began On", readonly=True)
    half_hour = fields.Char(
        readonly=True, help="Of the day, in the time zone of the company's hours."
    )
    channel_id = fields.Many2one("cs.channel", readonly=True)
    provider = fields.Selection(related="channel_id.provider")
    state = fields.Selection(related="conversation_id.state")
    outcome_id = fields.Many2one("cs.conversation.outcome", readonly=True)
    wait_seconds = fields.Float(
        "Wait (s)",
        readonly=True,
        aggregator="avg",
        help="From asking for a person to his first answer. " + SECONDS,
    )
    answer_seconds = fields.Float(
        "First Response (s)",
        readonly=True,
        aggregator="avg",
        help="From the customer's first word, the bot's time included, to the first "
        "answer of a person. " + SECONDS,
    )
    handle_seconds = fields.Float(
        "Handling (s)",
        readonly=True,
        aggregator="avg",
        help="From the first answer to closing. " + SECONDS,
    )
    transfer_count = fields.Float("Transfers", readonly=True, aggregator="avg")
    in_time = fields.Float(
        "Service Level (%)",
        readonly=True,
        aggregator="avg",
        help="Answered within the seconds that its channel aims at. Who still waits "
        "counts as soon as they are over.",
    )
    abandoned = fields.Float(
        "Abandoned (%)",
        readonly=True,
        aggregator="avg",
        help="Of those that waited for a person: closed before anybody answered.",
    )
    contained = fields.Float(
        "Bot Alone (%)",
        readonly=True,
        aggregator="avg",
        help="Of those that began with the bot: closed without a person.",
    )
    first_contact = fields.Float(
        "First-Contact Resolution (%)",
        readonly=True,
        aggregator="avg",
        help="Of the answered and closed: the customer neither opened it again nor "
        "came back on this channel within seven days.",
    )
    rating = fields.Float(readonly=True, aggregator="avg", help="1 to 5.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT talk.id, talk.id AS conversation_id, talk.opened_at AS date,
                   talk.company_id, talk.team_id, talk.user_id, talk.channel_id,
                   channel.provider, talk.partner_id, talk.commercial_partner_id,
                   talk.state, talk.outcome_id, talk.transfer_count,
                   to_char(date_bin('30 minutes', talk.opened_at AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(calendar.tz, 'UTC'), '2000-01-01'),
                       'HH24:MI') AS half_hour,
                   spent.wait AS wait_seconds,
                   CASE WHEN talk.asked_at IS NOT NULL THEN GREATEST(EXTRACT(epoch
                       FROM talk.first_response_at - talk.opened_at), 0)
                       END AS answer_seconds,
                   EXTRACT(epoch FROM talk.closed_at - talk.first_response_at)
                       AS handle_seconds,
                   CASE WHEN spent.wait <= channel.answer_seconds THEN 100.0
                        WHEN spent.wait IS NOT NULL OR gone.left_alone
                          OR talk.asked_at < %(now)s
                             - make_interval(secs => channel.answer_seconds)
                        THEN 0.0 END
                        AS in_time,
                   CASE WHEN gone.left_alone THEN 100.0
                        WHEN talk.asked_at IS NOT NULL THEN 0.0 END AS abandoned,
                   CASE WHEN talk.had_bot AND talk.state = 'closed' THEN
                        CASE WHEN talk.asked_at IS NULL THEN 100.0 ELSE 0.0 END END
                        AS contained,
                   CASE WHEN talk.state = 'closed' AND spent.wait IS NOT NULL THEN
                        CASE WHEN talk.reopen_count > 0 OR EXISTS (
                            SELECT FROM cs_conversation again
                             WHERE again.previous_id = talk.id
                               AND again.opened_at
                                   <= talk.closed_at + interval '7 days')
                             THEN 0.0 ELSE 100.0 END END AS first_contact,
                   NULLIF(talk.rating_last_value, 0) AS rating
              FROM cs_conversation talk
              JOIN cs_channel channel ON channel.id = talk.channel_id
              JOIN res_company company ON company.id = talk.company_id
         LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
        CROSS JOIN LATERAL (SELECT CASE WHEN talk.first_response_at IS NOT NULL
                        AND talk.asked_at IS NOT NULL
                       THEN GREATEST(EXTRACT(epoch
                           FROM talk.first_response_at - talk.asked_at), 0)
                       END AS wait) spent
        CROSS JOIN LATERAL (SELECT talk.state = 'closed' AND talk.asked_at IS NOT NULL
                       AND talk.first_response_at IS NULL AS left_alone) gone
             WHERE talk.state != 'closed' OR talk.had_bot
                OR COALESCE(talk.asked_at, talk.first_response_at) IS NOT NULL
            """,
            now=now(self.env),
        )
