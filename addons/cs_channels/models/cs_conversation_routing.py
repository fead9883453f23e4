# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_customer.tools.inner import inner
from odoo.addons.cs_helpdesk.tools.clock import now
from odoo.addons.cs_helpdesk.tools.roster import Need
from odoo.addons.cs_helpdesk.tools.working_time import WorkingTimes

MOVED_PER_RUN = 200


class CsConversation(models.Model):
    """How a conversation finds its person: as tickets do, at once."""

    _inherit = "cs.conversation"

    _load_queue_states = ("queued",)

    queued_at = fields.Datetime(
        "Queued Since", readonly=True, copy=False, groups="base.group_user"
    )
    next_route_at = fields.Datetime(
        "Moves On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When it goes to another team unless somebody takes it.",
    )

    _route_idx = models.Index("(next_route_at) WHERE next_route_at IS NOT NULL")
    _queue_idx = models.Index("(team_id, queued_at, id) WHERE state = 'queued'")

    # === What it asks of its person === #

    def _cs_needs(self):
        since = now(self.env)
        return {
            talk: Need(
                language=(talk.partner_id.lang or "").partition("_")[0],
                favourite=talk._cs_favourite(since),
                barred=inner(self.env, "cs_barred") or 0,
            )
            for talk in self
        }

    def _cs_favourite(self, at):
        """Who helped this customer last on this channel, as far as the team wants."""
        days = self.team_id.affinity_days
        last = self.previous_id
        fresh = last.closed_at and last.closed_at > at - timedelta(days=days)
        return last.user_id.id if days and fresh else 0

    @api.model
    def _cs_pool_order(self):
        """Who waits in the queue the longest."""
        return SQL.identifier(self._table, "queued_at")

    @api.model
    def next_conversation(self):
        """Take the most pressing conversation in the queue; see ``_cs_take_next``."""
        return self._cs_take_next()

    # === What follows === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "queued") == "queued":
                vals.setdefault("queued_at", now(self.env))
        conversations = super().create(vals_list)
        conversations._cs_plan_overflow()
        return conversations

    def write(self, vals):
        if not {"state", "team_id"} & vals.keys():
            return super().write(vals)
        before = {talk: (talk.state, talk.team_id) for talk in self}
        result = super().write(vals)
        moved = self.filtered(lambda talk: before[talk] != (talk.state, talk.team_id))
        queued = moved.filtered(lambda talk: talk.state == "queued")
        if queued:
            queued.queued_at = now(self.env)
        moved._cs_plan_overflow()
        queued._cs_assign()
        return result

    def _cs_give(self, user_id, facts):
        """Who gets it has it open; what is taken away waits in the queue again."""
        held = self.filtered(lambda talk: talk.state != "snoozed" or not user_id)
        states = {"state": "open" if user_id else "queued"}
        # sudo: cs.conversation: only the code explains an assignment
        held.sudo().write(
            {
                **states,
                "user_id": user_id or False,
                "assign_facts": facts,
                "snoozed_until": False,
            }
        )

    @api.model
    def _cs_left_by(self, users):
        super()._cs_left_by(users)
        held = self.search(
            Domain("user_id", "in", users.ids)
            & Domain("state", "in", ("open", "snoozed"))
        )
        if held:
            held._cs_give(0, {"rule": "left"})

    def _cs_after_route(self, was, facts):
        """Say in the chatter what nobody did by hand."""
        super()._cs_after_route(was, facts)
        told = self.filtered("user_id") if facts["rule"] != "hand" else self.browse()
        told = [talk.with_context(lang=talk.user_id.lang) for talk in told]
        bodies = {
            talk.id: talk.env._(
                "Assigned to %(user)s. %(reason)s",
                user=talk.user_id.name,
                reason=talk._cs_reason_text(facts, talk.user_id.id),
            )
            for talk in told
        }
        if bodies:
            author = self.env.ref("base.partner_root").id
            self.browse(bodies)._message_log_batch(bodies, author_id=author)

    # === Overflow === #

    def _cs_plan_overflow(self):
        """Set when these move to another team, unless somebody takes them."""
        times = WorkingTimes()
        for talk in self:
            moment = talk._cs_overflow_moment(times)
            if talk.next_route_at != moment:
                talk.next_route_at = moment

    def _cs_overflow_moment(self, times):
        team = self.team_id
        minutes = team.overflow_team_id and team.overflow_minutes
        if not minutes or self.state != "queued":
            return False
        calendar = team.calendar_id or self.company_id.resource_calendar_id
        return times.of(calendar, self.company_id).plan(minutes / 60, self.queued_at)

    @api.model
    def _cs_overflow_due(self):
        """Move on what nobody took in time, in the caller's transaction.

        :return: how many moved
        """
        due = self.search(
            [("next_route_at", "<=", fields.Datetime.now()), ("state", "=", "queued")],
            order="next_route_at, id",
            limit=MOVED_PER_RUN,
        ).try_lock_for_update(allow_referencing=True)
        for team, talks in due.grouped("team_id").items():
            other = team.overflow_team_id
            talks.write({"team_id": other.id})
            reader = other.with_context(lang=other._cs_lang())
            talks._message_log_batch(
                dict.fromkeys(
                    talks.ids,
                    reader.env._(
                        "Nobody in %(team)s took it in time: it goes to %(other)s.",
                        team=team.name,
                        other=reader.name,
                    ),
                )
            )
        return len(due)

    @api.model
    def _cron_overflow(self):
        """Move on what waits too long, and hand out what people have room for."""
        done = self._cs_overflow_due()
        self.env["ir.cron"]._commit_progress(done)
        teams = self.env["cs.team"].search([("assign_mode", "=", "balanced")])
        self._cs_drain(teams.member_ids.user_id)
