# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .cs_channel import KEPT_ERROR, STUCK, UNREAD

DAYS = 30  # how long what did not go out is shown here; its own list keeps it


class CsChannelDelivery(models.Model):
    _inherit = "cs.channel.delivery"

    _trouble_idx = models.Index(
        "(create_date) WHERE state IN ('failed', 'unknown')"  # the screen looks here
    )


class CsChannelMedia(models.Model):
    _inherit = "cs.channel.media"

    _failed_idx = models.Index("(create_date) WHERE state = 'failed'")


class CsChannelProblem(models.Model):
    """What needs somebody: dead letters, senders that are stuck, what did not go out,
    files and lists that cannot be fetched. No row is stored, each stands for another.
    """

    _name = "cs.channel.problem"
    _description = "Problem on a Channel"
    _auto = False
    _order = "since desc, id desc"
    _rec_name = "reason"
    _depends = {
        "cs.channel.event": ["state", "attempts", "next_try_at", "error"],
        "cs.channel.delivery": ["state", "reason", "attempts"],
        "cs.channel.media": ["state", "reason", "attempts"],
        "cs.channel.cursor": ["attempts", "next_try_at", "error"],
        "cs.channel.identity": ["name", "external_id"],
    }

    kind = fields.Selection(
        [
            ("dead", "Dead letter"),
            ("stuck", "Sender is stuck"),
            ("failed", "Did not go out"),
            ("unknown", "May have arrived"),
            ("file", "File not fetched"),
            ("list", "News not fetched"),
        ],
        string="What",
        readonly=True,
    )
    channel_id = fields.Many2one("cs.channel", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    conversation_id = fields.Many2one("cs.conversation", readonly=True)
    since = fields.Datetime(readonly=True)
    sender = fields.Char("Customer", readonly=True)
    reason = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True)
    next_try_at = fields.Datetime("Next Try", readonly=True)
    waiting = fields.Integer(
        "Waiting Behind", readonly=True, help="What this sender wrote since."
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Integer(readonly=True, export_string_translation=False)

    @property
    def _table_query(self):
        # The id tells the rows of the sources apart, and where one came from.
        return SQL(
            """
            SELECT p.id::bigint * 4 + p.source AS id, p.kind, p.channel_id,
                   c.company_id, p.conversation_id, p.since,
                   COALESCE(i.name, p.sender) AS sender, p.reason, p.attempts,
                   p.next_try_at, p.waiting, p.res_model, p.id AS res_id
              FROM (%s) p
              JOIN cs_channel c ON c.id = p.channel_id
         LEFT JOIN cs_channel_identity i
                ON i.channel_id = p.channel_id AND i.external_id = p.sender
            """,
            SQL(" UNION ALL ").join(
                [self._events(), self._deliveries(), self._files(), self._lists()]
            ),
        )

    def _events(self):
        """Dead letters, and of each stuck sender the word all others wait for."""
        return SQL(
            """
            SELECT e.id, 0 AS source, 'dead' AS kind, e.channel_id, e.conversation_id,
                   e.create_date AS since, e.stream_key AS sender, e.error AS reason,
                   e.attempts, NULL::timestamp AS next_try_at, 0 AS waiting,
                   'cs.channel.event' AS res_model
              FROM cs_channel_event e WHERE e.state = 'dead'
         UNION ALL
            SELECT head.id, 0, 'stuck', head.channel_id, head.conversation_id,
                   head.create_date, head.stream_key, head.error, head.attempts,
                   head.next_try_at, head.total - 1, 'cs.channel.event'
              FROM (SELECT DISTINCT ON (channel_id, stream_key) e.*,
                           count(*) OVER (PARTITION BY channel_id, stream_key) AS total
                      FROM cs_channel_event e WHERE e.state = 'new'
                     ORDER BY channel_id, stream_key, provider_at, id) head
             WHERE head.attempts > 0 OR head.create_date < %s
            """,
            fields.Datetime.now() - STUCK,
        )

    def _deliveries(self):
        return SQL(
            """
            SELECT d.id, 1, d.state, d.channel_id, d.conversation_id, d.create_date,
                   i.external_id, d.reason, d.attempts, NULL, 0, 'cs.channel.delivery'
              FROM cs_channel_delivery d
              JOIN cs_channel_identity i ON i.id = d.identity_id
             WHERE d.state IN ('failed', 'unknown') AND d.create_date > %s
            """,
            fields.Datetime.subtract(fields.Datetime.now(), days=DAYS),
        )

    def _files(self):
        return SQL(
            """
            SELECT m.id, 2, 'file', m.channel_id, m.conversation_id, m.create_date,
                   i.external_id, m.reason, m.attempts, NULL, 0, 'cs.channel.media'
              FROM cs_channel_media m
              JOIN cs_conversation t ON t.id = m.conversation_id
              JOIN cs_channel_identity i ON i.id = t.identity_id
             WHERE m.state = 'failed' AND m.create_date > %s
            """,
            fields.Datetime.subtract(fields.Datetime.now(), days=DAYS),
        )

    def _lists(self):
        return SQL(
            """
            SELECT p.id, 3, 'list', p.channel_id, NULL, p.write_date, p.key, p.error,
                   p.attempts, p.next_try_at, 0, 'cs.channel.cursor'
              FROM cs_channel_cursor p WHERE p.attempts >= %s
            """,
            UNREAD,
        )

    # === For people === #

    def action_retry(self):
        """Try again what stands behind these rows.

        :raise UserError: when nothing of it is left to try
        """
        self.check_access("read")
        found = False
        for model, problems in self.grouped("res_model").items():
            sources = self.env[model].browse(problems.mapped("res_id")).exists()
            found = found or sources
            sources.action_retry()
        if not found:
            raise UserError(self.env._("This was solved meanwhile."))
        return True

    def action_open(self):
        """Open the conversation it belongs to, else the row itself."""
        self.ensure_one()
        model, res_id = self.res_model, self.res_id
        if self.conversation_id:
            model, res_id = "cs.conversation", self.conversation_id.id
        elif model == "cs.channel.cursor":
            model, res_id = "cs.channel", self.channel_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }


class CsChannel(models.Model):
    """The light of each account, above the problems."""

    _inherit = "cs.channel"

    @api.readonly
    @api.model
    def lights(self):
        """How every account of the reader's companies does.

        :return: list of dict: what a light shows, those in need of somebody first
        """
        self.env["cs.channel.problem"].check_access("read")
        names = ["name", "provider", "health", "last_in_at", "last_out_at"]
        names += ["token_until", "waiting_count", "held_count", "last_error"]
        rows = self.search([("team_id", "!=", False)]).read([*names, "last_error_at"])
        problems = self.env["cs.channel.problem"]._read_group(
            [], ["channel_id"], ["__count"]
        )
        counts = {channel.id: count for channel, count in problems}
        recently = fields.Datetime.now() - KEPT_ERROR
        for row in rows:
            row["problems"] = counts.get(row["id"], 0)
            at = row.pop("last_error_at")
            if row["health"] != "bad" or not at or at < recently:
                row["last_error"] = False
        return sorted(rows, key=lambda row: (row["health"] != "bad", row["name"]))
