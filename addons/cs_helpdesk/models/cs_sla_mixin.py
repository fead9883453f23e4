# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.clock import now
from ..tools.working_time import WorkingTimes


class CsSlaMixin(models.AbstractModel):
    """Work that promises are given on.

    The model that inherits it has ``state``, ``stage_id`` (may be missing),
    ``team_id``, ``company_id`` and ``first_response_at``. It names the field of
    ``cs.sla.line`` that points to it in ``_sla_field``, declares ``sla_line_ids`` as
    its inverse, and extends :meth:`_sla_facts`. Promises follow its life: chosen when
    it is created and whenever a fact changes, paused in waiting, ended when solved,
    resumed when reopened.
    """

    _name = "cs.sla.mixin"
    _description = "Work with Promises"

    _sla_applies_to = "ticket"
    _sla_field = "ticket_id"
    _sla_phases = {
        "new": "running",
        "open": "running",
        "waiting": "paused",
        "solved": "solved",
        "closed": "closed",
    }

    sla_deadline = fields.Datetime(
        "Next Deadline",
        compute="_compute_sla_deadline",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    sla_state = fields.Selection(
        [
            ("none", "No promise"),
            ("on_track", "On track"),
            ("at_risk", "At risk"),
            ("breached", "Broken"),
            ("met", "Kept"),
        ],
        string="Promise State",
        compute="_compute_sla_state",
        search="_search_sla_state",
        compute_sudo=True,
        groups="base.group_user",
    )

    # === Fields === #

    @api.depends("sla_line_ids.deadline", "sla_line_ids.ended_at")
    def _compute_sla_deadline(self):
        for record in self:
            lines = record.sla_line_ids.filtered(lambda line: not line.ended_at)
            deadlines = [line.deadline for line in lines if line.deadline]
            record.sla_deadline = min(deadlines, default=False)

    @api.depends("sla_line_ids.state", "sla_line_ids.warn_at")
    def _compute_sla_state(self):
        moment = fields.Datetime.now()
        self.sla_line_ids.invalidate_recordset(["state"], flush=False)  # time goes on
        for record in self:
            lines = record.sla_line_ids
            states = set(lines.mapped("state")) - {"cancelled"}
            running = lines.filtered(lambda line: line.state == "running")
            if "breached" in states:
                record.sla_state = "breached"
            elif any(line.warn_at and line.warn_at <= moment for line in running):
                record.sla_state = "at_risk"
            elif states & {"running", "paused"}:
                record.sla_state = "on_track"
            else:
                record.sla_state = "met" if states else "none"

    def _search_sla_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["sla_state"], "read")
        any_line = self._sla_any_line
        Line = self.env["cs.sla.line"]
        breached = any_line(Line._cs_state_domain("breached"))
        running = Line._cs_state_domain("running")
        at_risk = any_line(running & Domain("warn_at", "<=", fields.Datetime.now()))
        under_way = any_line(running | Line._cs_state_domain("paused"))
        valid = any_line(Domain("is_cancelled", "=", False))
        domains = {
            "breached": breached,
            "at_risk": at_risk & ~breached,
            "on_track": under_way & ~at_risk & ~breached,
            "met": valid & ~under_way & ~breached,
            "none": ~valid,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _sla_any_line(self, domain):
        """The records that have a line in a domain.

        The lines are looked at beyond the caller's rules: whoever may read the record
        may know how its promises stand.
        """
        # sudo: cs.sla.line: only ids of records leave, filtered by their own rules
        query = self.env["cs.sla.line"].sudo()._search(domain)
        return Domain("id", "in", query.subselect(self._sla_field))

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let views group by the state of the promises."""
        if field_expr != "sla_state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        self.env["cs.sla.line"].flush_model()
        return SQL(
            """(SELECT CASE
                    WHEN COUNT(*) = 0 THEN 'none'
                    WHEN BOOL_OR(line.breached_at IS NOT NULL
                        OR line.ended_at IS NULL AND line.deadline < %(now)s)
                        THEN 'breached'
                    WHEN BOOL_OR(line.ended_at IS NULL AND line.deadline IS NOT NULL
                        AND line.warn_at <= %(now)s) THEN 'at_risk'
                    WHEN BOOL_OR(line.ended_at IS NULL) THEN 'on_track'
                    ELSE 'met' END
               FROM cs_sla_line line
              WHERE line.%(link)s = %(id)s AND line.is_cancelled IS NOT TRUE)""",
            now=fields.Datetime.now(),
            link=SQL.identifier(self._sla_field),
            id=SQL.identifier(alias, "id"),
        )

    # === Following the life of the work === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sla_choose(now(self.env), WorkingTimes(), fresh=True)
        return records

    def write(self, vals):
        if not (self._sla_condition_fields() | {"stage_id", "state"}) & vals.keys():
            return super().write(vals)
        phases = {record: record._sla_phase() for record in self}
        result = super().write(vals)
        at, times = now(self.env), WorkingTimes()
        self._sla_follow(phases, at, times)
        if self._sla_condition_fields() & vals.keys():
            self._sla_choose(at, times)
        else:
            reopened = self.filtered(
                lambda record: (
                    phases[record] in ("solved", "closed")
                    and record._sla_phase() in ("running", "paused")
                )
            )
            reopened._sla_choose(at, times)
        return result

    @api.model
    def _sla_condition_fields(self):
        """Names of the fields whose change may call for another policy."""
        return {"company_id", "team_id"}

    def _sla_facts(self):
        """What policies decide on.

        :return: by record, a dict with the records ``company``, ``team``, ``type``,
            ``tags``, ``tier``, ``product``, and the string ``priority``
        """
        nothing = {
            "priority": "1",
            "type": self.env["cs.ticket.type"],
            "tags": self.env["cs.ticket.tag"],
            "tier": self.env["cs.tier"],
            "product": self.env["product.product"],
        }
        return {
            record: {**nothing, "company": record.company_id, "team": record.team_id}
            for record in self
        }

    def _sla_phase(self):
        """What the state means to the clock: running, paused, solved or closed."""
        return self._sla_phases[self.state]

    def _sla_lines(self):
        """All lines of these records, oldest first."""
        # sudo: cs.sla.line: the clock runs whoever moves the work
        return (
            self.env["cs.sla.line"].sudo().search([(self._sla_field, "in", self.ids)])
        )

    def _sla_choose(self, at, times, fresh=False):
        """Choose the policies again; what changed is started, swapped or cancelled.

        :param datetime at: now, naive UTC
        :param times: the ``WorkingTimes`` of the batch
        :param bool fresh: the records are new, there are no lines yet
        """
        Line = self.env["cs.sla.line"].sudo()  # sudo: cs.sla.line: as in _sla_lines
        active = self.sudo().filtered(
            lambda record: record._sla_phase() in ("running", "paused")
        )
        wanted = self.env["cs.sla.policy"]._cs_match(
            self._sla_applies_to, active._sla_facts()
        )
        last = {} if fresh else active._sla_last_lines()
        start, swap, cancel = [], {}, Line
        for record in active:
            for key in dict.fromkeys([*wanted[record], *last.get(record, {})]):
                policy = wanted[record].get(key)
                line = last.get(record, {}).get(key, Line)
                if line and not line.ended_at:
                    calendar = record._sla_calendar(policy)
                    if not policy:
                        cancel += line
                    elif line._cs_differs(policy, calendar):
                        swap[line] = (policy, calendar)
                elif policy and record._sla_wants(policy, line, fresh):
                    start.append(record._sla_line_values(policy, at, line))
        Line._cs_start(start, at, times)
        Line._cs_swap(swap, at, times)
        note = self.env._("No policy applies any more")
        cancel._cs_cancel(at, times, note, broken=False)

    def _sla_replan(self, at, times):
        """Follow edited policies and working hours, with the time used kept.

        :param datetime at: now, naive UTC
        :param times: the ``WorkingTimes`` of the batch
        """
        self._sla_choose(at, times)
        self._sla_lines()._cs_replan(at, times)

    def _sla_reason(self):
        """Why the clock stands or runs, in words: where the work is now."""
        self.ensure_one()
        if "stage_id" in self._fields:
            return self.env._("Stage: %s", self.stage_id.name)
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _sla_covered(self):
        """By record, whether the customer is entitled to service on it today.

        It is asked only where a policy wants to know.

        :rtype: dict
        """
        return dict.fromkeys(self, False)

    def _sla_last_lines(self):
        """The latest line of each promise: by record, by (metric, stage id)."""
        result = {}
        for line in self._sla_lines():
            key = (line.metric, line.stage_id.id)
            result.setdefault(line[self._sla_field], {})[key] = line
        return result

    def _sla_wants(self, policy, last, fresh):
        """Whether a promise that does not run should begin.

        :param last: the latest line of the same promise, ended; may be empty
        :param bool fresh: the record is new; what it brings along counts as kept
        """
        if policy.metric == "next_response":
            return False
        answered = not fresh and not last and self.first_response_at
        if policy.metric == "first_response" and answered:
            return False
        return not last or last.is_cancelled

    def _sla_calendar(self, policy):
        """The working hours a policy counts in for this record."""
        if not policy:
            return self.env["resource.calendar"]
        return policy._cs_calendar(self.team_id, self.company_id)

    def _sla_line_values(self, policy, at, last=None):
        """Values of a new line; a cancelled one before it hands its time over."""
        line = self.env["cs.sla.line"]
        resumes = last and last.is_cancelled
        return {
            **line._cs_policy_values(policy, self._sla_calendar(policy)),
            self._sla_field: self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "metric": policy.metric,
            "stage_id": policy.stage_id.id,
            "resumed_at": self._sla_phase() == "running" and at,
            "consumed_hours": last.consumed_hours if resumes else 0.0,
            "cycle": last.cycle + 1 if last else 1,
        }

    def _sla_follow(self, phases, at, times):
        """Pause, resume, end or reopen promises after a change of state.

        :param dict phases: the phase of each record before the change
        """
        moved = self.filtered(lambda record: phases[record] != record._sla_phase())
        if moved:
            lines = moved._sla_lines()
            for move in {(phases[rec], rec._sla_phase()) for rec in moved}:
                records = moved.filtered(
                    lambda rec, move=move: (phases[rec], rec._sla_phase()) == move
                )
                own = lines.filtered(
                    lambda line, records=records: line[self._sla_field] in records
                )
                own._cs_follow(*move, at, times)
        self._sla_reach_stages(at, times)

    def _sla_reach_stages(self, at, times):
        """Keep the promises to reach a stage; a stage that was skipped counts."""
        if "stage_id" not in self._fields:
            return
        lines = self._sla_lines().filtered(
            lambda line: (
                line.metric == "reach_stage"
                and not line.ended_at
                and line[self._sla_field].stage_id.sequence >= line.stage_id.sequence
            )
        )
        lines._cs_reach(at, times)
