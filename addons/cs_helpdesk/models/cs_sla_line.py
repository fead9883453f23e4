# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.working_time import WorkingTimes
from .cs_sla_policy import METRICS

STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Kept"),
    ("breached", "Broken"),
    ("cancelled", "Cancelled"),
]
ALERTS_PER_RUN = 500


class CsSlaLine(models.Model):
    """One promise on one piece of work, for one cycle of it.

    Target and calendar are copied, so that a later change of the policy does not
    rewrite what was promised. The clock is ``consumed_hours`` (used until the last
    event) and ``resumed_at`` (running since; empty while it stands). ``deadline`` is
    empty while paused and frozen at the end. A promise met too late stays broken.
    """

    _name = "cs.sla.line"
    _description = "Promise"
    _rec_name = "metric"
    _order = "id"

    ticket_id = fields.Many2one("cs.ticket", index="btree_not_null", ondelete="cascade")
    subject_name = fields.Char(related="ticket_id.name", string="Subject")
    policy_id = fields.Many2one(
        "cs.sla.policy", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    team_id = fields.Many2one("cs.team", index="btree_not_null")
    metric = fields.Selection(METRICS, string="Promise", required=True)
    stage_id = fields.Many2one("cs.ticket.stage", ondelete="restrict")
    target_hours = fields.Float("Within", required=True, aggregator="avg")
    warn_percent = fields.Integer(aggregator=None)
    calendar_id = fields.Many2one("resource.calendar", string="Working Hours")
    round_the_clock = fields.Boolean(
        help="The calendar is missing, empty or flexible: every hour counts."
    )
    cycle = fields.Integer(default=1, aggregator=None)

    resumed_at = fields.Datetime("Running Since")
    consumed_hours = fields.Float(
        "Used before",
        aggregator="avg",
        help="Working hours used until the last event.",
    )
    used_hours = fields.Float(
        "Used",
        compute="_compute_used_hours",
        help="Working hours used until now, or until it ended.",
    )
    deadline = fields.Datetime(index="btree_not_null")
    warn_at = fields.Datetime("At Risk From")
    next_alert_at = fields.Datetime("Look Again At")
    reached_at = fields.Datetime("Kept On")
    breached_at = fields.Datetime("Broken On", index="btree_not_null")
    ended_at = fields.Datetime("Ended On")
    is_cancelled = fields.Boolean("Cancelled")
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    event_ids = fields.One2many("cs.sla.event", "line_id", string="Events")

    # cs_channels replaces it: exactly one of ticket and conversation.
    _one_subject = models.Constraint(
        "CHECK (ticket_id IS NOT NULL)", "A promise belongs to one piece of work."
    )
    _alert_idx = models.Index("(next_alert_at) WHERE next_alert_at IS NOT NULL")
    _open_ticket_idx = models.Index("(ticket_id, deadline) WHERE ended_at IS NULL")

    @api.depends("metric", "stage_id")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for line in self:
            stage = line.stage_id.name and f"({line.stage_id.name})"
            parts = [metrics.get(line.metric), stage]
            line.display_name = " ".join(filter(None, parts))

    @api.depends("consumed_hours", "resumed_at", "calendar_id")
    def _compute_used_hours(self):
        now, times = fields.Datetime.now(), WorkingTimes()
        for line in self:
            line.used_hours = line.consumed_hours
            if line.resumed_at:
                time = times.of(line.calendar_id, line.company_id)
                line.used_hours += time.hours(line.resumed_at, now)

    def _cs_subject(self):
        """The piece of work this promise is about."""
        self.ensure_one()
        return next(self[name] for name in self._cs_subject_fields() if self[name])

    @api.model
    def _cs_subject_fields(self):
        """The fields of which one says what the promise is about."""
        return ["ticket_id"]

    # === State === #

    @api.depends("deadline", "reached_at", "breached_at", "ended_at", "is_cancelled")
    def _compute_state(self):
        now = fields.Datetime.now()
        for line in self:
            if line.is_cancelled:
                line.state = "cancelled"
            elif line.breached_at or line._is_overdue(now):
                line.state = "breached"
            elif line.reached_at:
                line.state = "met"
            else:
                line.state = "running" if line.deadline else "paused"

    def _is_overdue(self, now):
        """Whether the deadline of a promise that has not ended has passed."""
        return not self.ended_at and self.deadline and self.deadline < now

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._cs_state_domain(state) for state in value)

    @api.model
    def _cs_state_domain(self, state):
        """The lines that are in a state now, as a domain on stored columns."""
        now = fields.Datetime.now()
        valid = Domain("is_cancelled", "=", False)
        overdue = Domain("ended_at", "=", False) & Domain("deadline", "<", now)
        breached = Domain("breached_at", "!=", False) | overdue
        domains = {
            "cancelled": Domain("is_cancelled", "=", True),
            "breached": valid & breached,
            "met": valid & Domain("reached_at", "!=", False) & ~breached,
            "paused": valid
            & Domain("ended_at", "=", False)
            & Domain("deadline", "=", False)
            & Domain("breached_at", "=", False),
            "running": valid
            & Domain("ended_at", "=", False)
            & Domain("deadline", ">=", now)
            & Domain("breached_at", "=", False),
        }
        return domains.get(state, Domain.FALSE)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let reports group by the state, which only the clock decides."""
        if field_expr != "state":
            return super()._field_to_sql(alias, field_expr, query)
        columns = ("is_cancelled", "breached_at", "ended_at", "deadline", "reached_at")
        return SQL(
            """CASE WHEN %(is_cancelled)s THEN 'cancelled'
                    WHEN %(breached_at)s IS NOT NULL
                      OR %(ended_at)s IS NULL AND %(deadline)s < %(now)s THEN 'breached'
                    WHEN %(reached_at)s IS NOT NULL THEN 'met'
                    WHEN %(deadline)s IS NOT NULL THEN 'running'
                    ELSE 'paused' END""",
            now=fields.Datetime.now(),
            **{name: self._field_to_sql(alias, name, query) for name in columns},
        )

    # === Alerts === #

    @api.model
    def _cron_alert(self):
        """Warn of the promises that are at risk, and note those that broke.

        Touches only the lines whose moment has come.
        """
        done = self._cs_alert_due()
        self.env["ir.cron"]._commit_progress(done, remaining=len(self._cs_due()))

    @api.model
    def _cs_alert_due(self, limit=ALERTS_PER_RUN):
        """Alert in the caller's transaction.

        :return: how many promises were looked at
        """
        lines = self._cs_due(limit)
        lines._cs_alert(fields.Datetime.now())
        return len(lines)

    @api.model
    def _cs_due(self, limit=ALERTS_PER_RUN):
        """The promises whose next alert is due, the longest waiting first."""
        return self.search(
            [("next_alert_at", "<", fields.Datetime.now())],
            order="next_alert_at, id",
            limit=limit,
        )

    def _cs_alert(self, now):
        """Break what is overdue, warn of the rest, and tell who should know."""
        overdue = self.filtered(lambda line: line._is_overdue(now))
        overdue.next_alert_at = False
        broken = overdue._cs_break()
        warned = self - overdue
        for line in warned:
            line.next_alert_at = line.deadline
        for field in self._cs_subject_fields():
            broken[field]._sla_tell_broken(broken)
            warned[field]._sla_tell_at_risk(warned)

    def _cs_left(self, now=None):
        """Time until the deadline, for texts; negative when it has passed."""
        self.ensure_one()
        if not self.deadline:
            return timedelta()
        return self.deadline - (now or fields.Datetime.now())
