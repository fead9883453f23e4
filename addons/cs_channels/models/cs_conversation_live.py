# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

MOST = 60


class CsConversation(models.Model):
    """The queue as it stands now, for who looks after it."""

    _inherit = "cs.conversation"

    @api.readonly
    @api.model
    def live_queue(self):
        """How many wait where and how long, who is there, and who waits.

        :return: dict with ``total`` and, for each of ``channels``, the counts queued,
            unanswered, open, bot and snoozed, ``longest`` (since when the first one
            is queued) and of today ``begun``, ``in_time``, ``abandoned`` (percent, or
            False) and ``wait`` (seconds); ``people``, as on the wall of tickets, with
            ``talks`` and ``unanswered``; ``queue``: rows of who waits for an agent
        :raises AccessError: for who is no service manager
        """
        self._check_live()
        teams = self._readable_teams()
        domain = Domain("team_id", "in", teams.ids)
        channels = self._live_channels(domain)
        rows = list(channels.values())
        queued = self.search(
            domain & Domain("state", "=", "queued"),
            order="queued_at, id",
            limit=MOST,
        )
        return {
            "total": self._live_total(rows),
            "channels": sorted(rows, key=lambda row: (-row["queued"], row["name"])),
            "people": self._live_people(teams, domain),
            "queue": queued._live_rows(),
            "teams": self._live_targets(teams),
        }

    @api.readonly
    @api.model
    def live_talks(self, user_id):
        """The open conversations of a person, who waits the longest first.

        :param int user_id: whose
        :return: list of rows, as ``queue`` of :meth:`live_queue`
        :raises AccessError: for who is no service manager
        """
        self._check_live()
        domain = [("user_id", "=", int(user_id)), ("state", "=", "open")]
        order = "waiting_since, last_message_at desc, id"
        return self.search(domain, order=order, limit=MOST)._live_rows()

    @api.model
    def _check_live(self):
        if not self.env.user.has_group("cs_helpdesk.group_manager"):
            raise AccessError(self.env._("Only service managers see the live queue."))

    @api.model
    def _live_zero(self):
        names = ("queued", "unanswered", "open", "bot", "snoozed", "begun", "wait")
        shares = dict.fromkeys(("in_time", "abandoned", "longest"), False)
        return {**dict.fromkeys(names, 0), **shares}

    def _live_channels(self, domain):
        """The rows of the channels, by id, in three queries."""
        channels = self.env["cs.channel"].search(list(domain))
        rows = {
            channel.id: {
                "id": channel.id,
                "name": channel.name,
                "provider": channel.provider,
                "team": channel.team_id.name,
                **self._live_zero(),
            }
            for channel in channels
        }
        groups = self._read_group(
            domain & Domain("state", "!=", "closed"),
            ["channel_id", "state"],
            ["__count", "waiting_since:count", "queued_at:min"],
        )
        for channel, state, count, unanswered, longest in groups:
            row = rows.get(channel.id)
            if row:
                row[state] = count
                if state in ("queued", "open"):
                    row["unanswered"] += unanswered
                if state == "queued":
                    row["longest"] = fields.Datetime.to_string(longest) or False
        self._live_today(rows, domain)
        return rows

    def _live_today(self, rows, domain):
        """Add what the analysis says of today."""
        since = self.env["cs.desk"]._start_of_day()
        shares = ("in_time", "abandoned")
        groups = self.env["cs.conversation.report"]._read_group(
            domain & Domain("date", ">=", since),
            ["channel_id"],
            [
                *("__count", "wait_seconds:avg"),
                *(f"{share}:count" for share in shares),
                *(f"{share}:avg" for share in shares),
            ],
        )
        for channel, begun, wait, *figures in groups:
            if row := rows.get(channel.id):
                row.update(begun=begun, wait=round(wait or 0))
                said, means = figures[:2], figures[2:]
                for share, count, mean in zip(shares, said, means, strict=True):
                    # of none of them it can be said: that is not 0 %
                    row[share] = round(mean) if count else False

    @api.model
    def _live_total(self, rows):
        names = ("queued", "unanswered", "open", "bot", "snoozed", "begun")
        total = {name: sum(row[name] for row in rows) for name in names}
        waits = [row["longest"] for row in rows if row["longest"]]
        return {**total, "longest": min(waits, default=False)}

    def _live_people(self, teams, domain):
        """Who is there, how full, and how many wait for his answer."""
        groups = self._read_group(
            domain & Domain("state", "=", "open") & Domain("user_id", "!=", False),
            ["user_id"],
            ["__count", "waiting_since:count"],
        )
        talks = {user.id: (count, waiting) for user, count, waiting in groups}
        people = self.env["cs.desk"]._wall_people(teams)
        for person in people:
            held, waiting = talks.get(person["id"], (0, 0))
            person.update(talks=held, unanswered=waiting)
        return people

    def _live_rows(self):
        """Rows of the inbox with since when they are queued."""
        rows = self._inbox_rows()
        for row, talk in zip(rows, self, strict=True):
            row["queued_at"] = fields.Datetime.to_string(talk.queued_at) or False
        return rows

    @api.model
    def _live_targets(self, teams):
        """Whom a conversation can be handed to, by company."""
        return [
            {
                "id": team.id,
                "name": team.name,
                "company_id": team.company_id.id,
                "members": self._inbox_members(team),
            }
            for team in teams
        ]
