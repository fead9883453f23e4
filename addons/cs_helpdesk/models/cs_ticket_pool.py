# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.clock import now
from ..tools.roster import Need


class CsTicket(models.Model):
    """Which tickets wait for somebody, the most pressing first."""

    _inherit = "cs.ticket"

    # === What a ticket asks of its person === #

    def _cs_needs(self):
        favourites = self._cs_favourites()
        return {
            ticket: Need(
                skills=frozenset(ticket.skill_ids.ids),
                language=(ticket.partner_id.lang or "").partition("_")[0],
                favourite=favourites.get(ticket, 0),
                barred=ticket._cs_barred(),
            )
            for ticket in self
        }

    def _cs_barred(self):
        """Who gave it back just now, and does not get it again at once."""
        since = now(self.env) - timedelta(minutes=self.team_id.return_minutes or 1)
        fresh = self.returned_at and self.returned_at > since
        return self.returned_from_id.id if fresh else 0

    def _cs_favourites(self):
        """Who helped the customers of these tickets last, as far as teams want that.

        :return: user id by ticket
        """
        asking = self.filtered(
            lambda t: t.commercial_partner_id and t.team_id.affinity_days
        )
        if not asking:
            return {}
        at = now(self.env)
        days = max(asking.team_id.mapped("affinity_days"))
        self.flush_model(["commercial_partner_id", "company_id", "user_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (commercial_partner_id, company_id)
                       commercial_partner_id, company_id, user_id,
                       COALESCE(assigned_at, create_date)
                  FROM cs_ticket
                 WHERE commercial_partner_id IN %s AND user_id IS NOT NULL
                   AND COALESCE(assigned_at, create_date) >= %s
              ORDER BY commercial_partner_id, company_id,
                       COALESCE(assigned_at, create_date) DESC, id DESC
                """,
                tuple(asking.commercial_partner_id.ids),
                at - timedelta(days=days),
            )
        )
        last = {(customer, company): rest for customer, company, *rest in rows}
        result = {}
        for ticket in asking:
            key = (ticket.commercial_partner_id.id, ticket.company_id.id)
            user_id, since = last.get(key, (0, at))
            if since >= at - timedelta(days=ticket.team_id.affinity_days):
                result[ticket] = user_id
        return result

    # === The order of what waits === #

    @api.model
    def _cs_pool_order(self):
        """By priority, then who waits the longest."""
        priority, waiting, created = (
            SQL.identifier(self._table, name)
            for name in ("priority", "waiting_since", "create_date")
        )
        return SQL("%s DESC, COALESCE(%s, %s)", priority, waiting, created)

    @api.model
    def _cs_allowed(self):
        """Who gave a ticket back does not get it again at once."""
        return SQL(
            """(member.user_id IS DISTINCT FROM %(by)s OR %(at)s <= %(now)s
                - make_interval(mins => GREATEST(team.return_minutes, 1)))""",
            by=SQL.identifier(self._table, "returned_from_id"),
            at=SQL.identifier(self._table, "returned_at"),
            now=fields.Datetime.now(),
        )
