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
    def _cs_pool(self, teams, users=None, limit=50):
        """Unassigned tickets of teams, the most pressing first.

        Promises that are broken or at risk, then the weight of the customer's tier,
        then priority, then who waits the longest.
        """
        self._cs_flush_pool()
        query = self._search(self._cs_pool_domain(teams))
        query.limit = limit
        if users is not None:
            query.add_where(self._cs_fits(users))
        customer = query.left_join(
            self._table, "commercial_partner_id", "res_partner", "id", "customer"
        )
        tier = query.left_join(customer, "cs_tier_id", "cs_tier", "id", "tier")
        query.order = SQL(
            "%s DESC, COALESCE(%s, 0) DESC, %s DESC, COALESCE(%s, %s), %s",
            self._sla_pressing(),
            SQL.identifier(tier, "weight"),
            *(
                SQL.identifier(self._table, name)
                for name in ("priority", "waiting_since", "create_date", "id")
            ),
        )
        return self.browse(query.get_result_ids())

    @api.model
    def _cs_flush_pool(self):
        """Write what :meth:`_cs_pool` reads past the ORM."""
        for model in ("cs.ticket", "cs.sla.line", "cs.team.member", "res.partner"):
            self.env[model].flush_model()

    @api.model
    def _cs_fits(self, users):
        """Whether one of these people may have a ticket: skills, and not just back."""
        return SQL(
            """(%(team)s IS NULL OR EXISTS (
                SELECT FROM cs_team_member member JOIN cs_team team
                         ON team.id = member.team_id
                 WHERE member.team_id = %(team)s AND member.user_id IN %(users)s
                   AND (member.user_id IS DISTINCT FROM %(from)s
                        OR %(at)s <= %(now)s - make_interval(
                            mins => GREATEST(team.return_minutes, 1)))
                   AND NOT EXISTS (
                       SELECT FROM cs_skill_cs_ticket_rel needed
                        WHERE needed.cs_ticket_id = %(id)s AND NOT EXISTS (
                           SELECT FROM cs_skill_cs_team_member_rel has
                            WHERE has.cs_team_member_id = member.id
                              AND has.cs_skill_id = needed.cs_skill_id))))""",
            team=SQL.identifier(self._table, "team_id"),
            users=tuple(users.ids) or (0,),
            at=SQL.identifier(self._table, "returned_at"),
            now=fields.Datetime.now(),
            id=SQL.identifier(self._table, "id"),
            **{"from": SQL.identifier(self._table, "returned_from_id")},
        )
