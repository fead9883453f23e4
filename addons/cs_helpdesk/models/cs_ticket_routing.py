# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, plaintext2html

from ..tools.clock import now
from ..tools.roster import Need
from ..tools.working_time import WorkingTimes

ROUTED_PER_RUN = 200


class CsTicket(models.Model):
    """The way of a ticket between people and teams."""

    _inherit = "cs.ticket"

    _load_queue_states = ("new", "open")

    escalation_level = fields.Integer(
        "Level",
        readonly=True,
        copy=False,
        aggregator="max",
        groups="base.group_user",
        help="How often it was escalated to the next level.",
    )
    pooled_at = fields.Datetime(
        "Unassigned Since", readonly=True, copy=False, groups="base.group_user"
    )
    touched_at = fields.Datetime(
        "Begun On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When its person first wrote on it or moved it.",
    )
    returned_from_id = fields.Many2one(
        "res.users",
        string="Last Held by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    returned_at = fields.Datetime(
        readonly=True,
        copy=False,
        groups="base.group_user",
        export_string_translation=False,
    )
    next_route_at = fields.Datetime(
        "Moves On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When it goes back to its team, or to another one, unless somebody acts.",
    )
    assignment_ids = fields.One2many(
        "cs.assignment", "ticket_id", string="Assignments", groups="base.group_user"
    )

    _route_idx = models.Index("(next_route_at) WHERE next_route_at IS NOT NULL")
    _pool_idx = models.Index(
        "(team_id) WHERE user_id IS NULL AND active IS TRUE"
        " AND state IN ('new', 'open')"
    )

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
            self._cs_pressing(),
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
    def _cs_pressing(self):
        """Whether a promise of a ticket is broken or at risk."""
        return SQL(
            """EXISTS (SELECT FROM cs_sla_line line
                        WHERE line.ticket_id = %s AND line.ended_at IS NULL
                          AND LEAST(line.warn_at, line.deadline) <= %s)""",
            SQL.identifier(self._table, "id"),
            fields.Datetime.now(),
        )

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

    # === What follows from a change === #

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        # sudo: cs.ticket: the moments of its way are the code's alone
        tickets.sudo()._cs_plan_route()
        return tickets

    def write(self, vals):
        states = {ticket: ticket.state for ticket in self if "stage_id" in vals}
        result = super().write(vals)
        moved = self.filtered(lambda t: t.state != states.get(t, t.state)).sudo()
        if states:
            self._cs_touch()
        if moved:
            pooled = moved.filtered(lambda ticket: not ticket.user_id)
            pooled.pooled_at = now(self.env)
            moved._cs_plan_route()
            pooled._cs_assign()
        return result

    def _message_post_after_hook(self, message, msg_values):
        super()._message_post_after_hook(message, msg_values)
        if message.message_type in ("comment", "email"):
            # sudo: cs.ticket: as in create; a customer who writes may not read users
            author = message.sudo().author_id
            own = self.sudo().filtered(lambda t: t.user_id.partner_id == author)
            own._cs_begin()

    def _cs_touch(self):
        """The caller did something on these tickets; if they are his, he began."""
        own = self.filtered(lambda ticket: ticket.user_id == self.env.user)
        own.sudo()._cs_begin()  # sudo: cs.ticket: as in create

    def _cs_begin(self):
        fresh = self.filtered(lambda ticket: not ticket.touched_at)
        if fresh:
            fresh.write({"touched_at": now(self.env), "next_route_at": False})

    def _cs_after_route(self, was, facts):
        super()._cs_after_route(was, facts)
        at, own = now(self.env), self.sudo()
        held = own.filtered("user_id")
        held.write({"touched_at": False, "pooled_at": False})
        (own - held).write({"touched_at": False, "pooled_at": at})
        for user, tickets in (own - held).grouped(lambda t: was[t][0]).items():
            if user:
                tickets.write({"returned_from_id": user.id, "returned_at": at})
        own._cs_plan_route()
        own._cs_log_route(was, facts, at)

    def _cs_plan_route(self):
        """Set when these tickets go on by themselves, unless somebody acts."""
        times = WorkingTimes()
        for ticket in self:
            moment = ticket._cs_route_moment(times)
            if ticket.next_route_at != moment:
                ticket.next_route_at = moment

    def _cs_route_moment(self, times):
        team = self.team_id
        start, minutes = self.pooled_at, team.overflow_team_id and team.overflow_minutes
        if self.user_id:
            start, minutes = (
                self.assigned_at,
                not self.touched_at and (team.return_minutes),
            )
        queued = self.active and self.state in self._load_queue_states
        if not (queued and start and minutes):
            return False
        calendar = team.calendar_id or self.company_id.resource_calendar_id
        return times.of(calendar, self.company_id).plan(minutes / 60, start)

    # === Going on by itself === #

    @api.model
    def _cron_route(self):
        """Move on what lay too long, and hand out what people have room for again.

        Touches only the tickets whose moment has come.
        """
        done = self._cs_route_due()
        self.env["ir.cron"]._commit_progress(done, remaining=len(self._cs_route_list()))
        self._cs_heal()

    @api.model
    def _cs_route_list(self, limit=ROUTED_PER_RUN):
        return self.search(
            [("next_route_at", "<=", fields.Datetime.now())],
            order="next_route_at, id",
            limit=limit,
        )

    @api.model
    def _cs_route_due(self):
        """Move on what is due, in the caller's transaction.

        :return: how many tickets moved
        """
        due = self._cs_route_list().try_lock_for_update(allow_referencing=True)
        if not due:
            return 0
        due.next_route_at = False
        if held := due.filtered("user_id"):
            held._cs_give(0, {"rule": "returned"})
        for team, tickets in (due - held).grouped("team_id").items():
            tickets.sudo().write(  # sudo: cs.ticket: routing moves it
                {
                    "team_id": team.overflow_team_id.id,
                    "assign_facts": {"rule": "overflow"},
                }
            )
        return len(due)

    @api.model
    def _cs_heal(self):
        """Hand out what waits to whoever came back from a leave or a night."""
        teams = self.env["cs.team"].search([("assign_mode", "=", "balanced")])
        self._cs_drain(teams.member_ids.user_id)

    @api.model
    def _cs_left_by(self, users):
        tickets = self.search(
            Domain("user_id", "in", users.ids)
            & Domain("state", "in", ("new", "open", "waiting"))
        )
        if tickets:
            tickets._cs_give(0, {"rule": "left"})

    # === Escalation === #

    def _cs_escalate(self, reason, user=None):
        """Hand these tickets to the next level of their team.

        :param str reason: the hand-over note; plain text
        :param user: a member of the next level who gets them; its team if left out
        :return: the tickets that were escalated: those whose team has a next level
        """
        up = self.sudo().filtered("team_id.escalation_team_id")
        for (team, level), tickets in up.grouped(
            lambda ticket: (ticket.team_id, ticket.escalation_level)
        ).items():
            tickets.write(
                {
                    "team_id": team.escalation_team_id.id,
                    "user_id": user.id if user else False,
                    "escalation_level": level + 1,
                    "assign_facts": {
                        "rule": "escalated",
                        "by": self.env.uid,
                        "note": reason,
                    },
                }
            )
        up._cs_tell_escalated(reason)
        return up.with_env(self.env)

    def _cs_tell_escalated(self, reason):
        """Put what nobody got on the to-do list of the leader of the new team."""
        model_id = self.env["ir.model"]._get_id(self._name)
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": self.env._("Escalated to your team"),
                    "note": plaintext2html(reason),
                    "date_deadline": ticket.company_id._cs_today(),
                    "user_id": ticket.team_id.user_id.id,
                    "res_model_id": model_id,
                    "res_id": ticket.id,
                }
                for ticket in self
                if not ticket.user_id and ticket.team_id.user_id
            ]
        )

    def action_escalate(self):
        """Write the hand-over note for the next level."""
        self._cs_check_staff()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalate"),
            "res_model": "cs.ticket.escalate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }

    # === The log === #

    def _cs_log_route(self, was, facts, at):
        """Keep each step in the history, and say in the chatter what nobody did."""
        reason = facts.get("note") or self._cs_reason_text(
            facts, len(self.user_id) == 1 and self.user_id.id
        )
        # sudo: cs.assignment: nobody writes the history but this method
        self.env["cs.assignment"].sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "company_id": ticket.company_id.id,
                    "at": at,
                    "kind": ticket._cs_route_kind(was[ticket], facts),
                    "team_id": ticket.team_id.id,
                    "user_id": ticket.user_id.id,
                    "from_team_id": was[ticket][1].id,
                    "from_user_id": was[ticket][0].id,
                    "reason": reason,
                }
                for ticket in self
                if ticket.user_id or was[ticket][0] or was[ticket][1]
            ]
        )
        told = self.filtered(lambda _ticket: facts["rule"] != "hand")
        bodies = {
            ticket.id: ticket._cs_route_note(was[ticket], facts) for ticket in told
        }
        if bodies:
            told._message_log_batch(
                bodies,
                author_id=facts.get("by")
                and self.env.user.partner_id.id
                or self.env.ref("base.partner_root").id,
            )

    def _cs_route_kind(self, was, facts):
        user, _team = was
        if facts["rule"] in ("returned", "overflow", "escalated", "left"):
            return facts["rule"]
        if facts["rule"] == "next" or self.user_id == self.env.user != user:
            return "taken"
        if facts["rule"] != "hand":
            return "automatic"
        if self.user_id == user:
            return "moved"
        return "assigned" if self.user_id else "released"

    def _cs_route_note(self, was, facts):
        """What the chatter says about a step, as a text or Markup."""
        user, team = was
        if facts["rule"] == "returned":
            return self.env._(
                "%(user)s did nothing on it for %(minutes)s working minutes: back to "
                "%(team)s.",
                user=user.name,
                minutes=team.return_minutes,
                team=team.name,
            )
        if facts["rule"] == "overflow":
            return self.env._(
                "Nobody in %(team)s took it within %(minutes)s working minutes: it "
                "goes to %(other)s.",
                team=team.name,
                minutes=team.overflow_minutes,
                other=self.team_id.name,
            )
        if facts["rule"] == "left":
            return self.env._(
                "%(user)s is not here any more: back to %(team)s.",
                user=user.name,
                team=team.name or self.env._("nobody"),
            )
        if facts["rule"] == "escalated":
            head = self.env._(
                "Escalated from %(team)s to %(other)s, level %(level)s.",
                team=team.name,
                other=self.team_id.name,
                level=self.escalation_level,
            )
            return Markup("<p>%s</p>%s") % (
                head,
                plaintext2html(facts.get("note", "")),
            )
        return self.env._(
            "Assigned to %(user)s. %(reason)s",
            user=self.user_id.name,
            reason=self.with_context(
                lang=self.user_id.lang or self.env.lang
            )._cs_reason_text(facts),
        )
