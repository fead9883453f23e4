# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.clock import now
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
