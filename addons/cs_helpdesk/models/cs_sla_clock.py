# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class CsSlaLine(models.Model):
    """The clock of a promise: everything that starts, stops, swaps or ends it.

    Each step adds events, and works on a batch with the working times of the batch.
    """

    _inherit = "cs.sla.line"

    @api.model
    def _cs_start(self, vals_list, at, times, kind="start"):
        """Give promises: create the lines and plan them, in one batch.

        :param list vals_list: values of the lines; with ``resumed_at`` the clock runs
        :param datetime at: now, naive UTC
        :param times: the ``WorkingTimes`` of the batch
        :param str kind: the first event, "start" or "reopen"
        """
        # sudo: cs.sla.line: promises are given to whoever asks, not by permission
        lines = self.sudo().create(vals_list)
        lines._cs_plan(times)
        lines._cs_log(kind, at)
        return lines

    def _cs_pause(self, at, times, note=""):
        """Stop the running clocks."""
        running = self.filtered("resumed_at")
        running._cs_stop(at, times)
        running.write({"deadline": False, "warn_at": False, "next_alert_at": False})
        running._cs_log("pause", at, note, reason=not note)

    def _cs_resume(self, at, times):
        """Let the standing clocks run on."""
        standing = self.filtered(lambda line: not line.resumed_at and not line.ended_at)
        standing.resumed_at = at
        standing._cs_plan(times)
        standing._cs_log("resume", at, reason=True)

    def _cs_reach(self, at, times):
        """The promise was kept, in time or too late."""
        self._cs_stop(at, times)
        self.write({"reached_at": at, "ended_at": at, "next_alert_at": False})
        self._cs_log("reach", at)

    def _cs_cancel(self, at, times, note="", broken=True):
        """The promise no longer stands.

        :param bool broken: also of those that broke; else they end as broken
        """
        self._cs_stop(at, times)
        kept = self.browse() if broken else self.filtered("breached_at")
        self.write({"ended_at": at, "next_alert_at": False})
        (self - kept).is_cancelled = True
        self._cs_log("cancel", at, note)

    def _cs_swap(self, policies, at, times):
        """Other policies apply now: the time used is kept, the rest is new.

        The used span was measured in the old calendar, what is left runs in the new
        one. A promise that is broken already stays as it is: it ends, and a new line
        goes on if the new target leaves any time.

        :param dict policies: the new policy and calendar by line
        """
        lines = self.browse().union(*policies)
        running = lines.filtered("resumed_at")
        lines._cs_stop(at, times)
        running.resumed_at = at
        broken = lines.filtered("breached_at")
        follow = [
            {
                **line._cs_continuation(),
                **line._cs_policy_values(*policies[line]),
                "resumed_at": line.resumed_at,
            }
            for line in broken
            if policies[line][0].target_hours > line.consumed_hours
        ]
        broken.write({"ended_at": at, "resumed_at": False, "next_alert_at": False})
        for line in lines - broken:
            line.write(line._cs_policy_values(*policies[line]))
        (lines - broken)._cs_plan(times)
        for line, (policy, _calendar) in policies.items():
            line._cs_log("swap", at, policy.name)
        self._cs_start(follow, at, times)

    def _cs_differs(self, policy, calendar):
        """Whether this line was promised on other terms than these."""
        terms = self._cs_policy_values(policy, calendar)
        return terms != {
            "policy_id": self.policy_id.id,
            "target_hours": self.target_hours,
            "warn_percent": self.warn_percent,
            "calendar_id": self.calendar_id.id,
        }

    def _cs_replan(self, at, times):
        """The working hours were edited: plan the running clocks in them anew.

        The span since the last event counts in the hours as they are now; what broke
        stays broken.
        """
        running = self.filtered(lambda line: line.resumed_at and not line.breached_at)
        before = {line: line.deadline for line in running}
        running._cs_plan(times)
        moved = running.filtered(lambda line: line.deadline != before[line])
        moved._cs_log("swap", at, self.env._("Working hours changed"))

    def _cs_reopen(self, at, times, running):
        """The work was not done after all: go on where the clock stood.

        The first result is kept: its line stays, and the next cycle continues with
        the time used. A broken promise is not broken a second time.

        :param bool running: False if it goes on in waiting
        """
        self.filtered("breached_at")._cs_log("reopen", at)
        self._cs_start(
            [
                {**line._cs_continuation(), "resumed_at": running and at}
                for line in self
                if not line.breached_at
            ],
            at,
            times,
            kind="reopen",
        )

    def _cs_renew(self, at, times):
        """Promise the next regular update, with a full clock."""
        self._cs_start(
            [
                {
                    **line._cs_continuation(),
                    "consumed_hours": 0.0,
                    "resumed_at": line._cs_subject()._sla_phase() == "running" and at,
                }
                for line in self
            ],
            at,
            times,
        )

    def _cs_follow(self, before, after, at, times):
        """Follow the work from one phase to another (see ``cs.sla.mixin``)."""
        under_way = self.filtered(lambda line: not line.ended_at)
        if before in ("solved", "closed") and after in ("running", "paused"):
            self._cs_last_solution()._cs_reopen(at, times, after == "running")
        if after == "running":
            under_way._cs_resume(at, times)
        elif after == "paused":
            under_way._cs_pause(at, times)
        else:
            solution = under_way.filtered(lambda line: line.metric == "resolve")
            solution._cs_reach(at, times)
            rest = under_way - solution
            if after == "closed":
                rest._cs_cancel(at, times, self.env._("Closed"))
            else:
                rest._cs_pause(at, times, self.env._("Solved"))

    def _cs_last_solution(self):
        """The last line that was ended by solving the work, for each piece of work."""
        last = {}
        for line in self.filtered(lambda line: line.metric == "resolve"):
            last[tuple(line[name].id for name in self._cs_subject_fields())] = line
        return self.browse().union(*last.values()).filtered("reached_at")

    def _cs_stop(self, at, times):
        """Add the span since the last event, and note a deadline that has passed."""
        for line in self.filtered("resumed_at"):
            time = times.of(line.calendar_id, line.company_id)
            line.consumed_hours += time.hours(line.resumed_at, at)
        overdue = self.filtered(lambda line: line._is_overdue(at))
        overdue._cs_break()
        self.resumed_at = False

    def _cs_break(self):
        """Note that promises broke, at the moment of their deadline."""
        fresh = self.filtered(lambda line: not line.breached_at)
        for line in fresh:
            line.breached_at = line.deadline
        fresh._cs_log("breach")
        return fresh

    def _cs_plan(self, times):
        """Set the deadline and the next alert of the clocks that run."""
        for line in self.filtered("resumed_at"):
            time = times.of(line.calendar_id, line.company_id)
            left = line.target_hours - line.consumed_hours
            early = line.target_hours * line.warn_percent / 100
            deadline = time.plan(left, line.resumed_at)
            warn_at = time.plan(left - early, line.resumed_at) if early else False
            line.write(
                {
                    "deadline": deadline,
                    "warn_at": warn_at,
                    "next_alert_at": not line.breached_at and (warn_at or deadline),
                    "round_the_clock": time.always,
                }
            )

    def _cs_policy_values(self, policy, calendar):
        """What a line copies from its policy."""
        return {
            "policy_id": policy.id,
            "target_hours": policy.target_hours,
            "warn_percent": policy.warn_percent,
            "calendar_id": calendar.id,
        }

    def _cs_continuation(self):
        """Values of the line that goes on where this one ended."""
        self.ensure_one()
        copied = (
            *("policy_id", "company_id", "team_id", "metric", "stage_id"),
            *("target_hours", "warn_percent", "calendar_id", "consumed_hours"),
            *self._cs_subject_fields(),
        )
        values = {name: self[name] for name in copied}
        values = self._convert_to_write(values)
        return {**values, "cycle": self.cycle + 1}

    def _cs_log(self, kind, at=None, note="", reason=False):
        """Add an event to each line; a breach is dated to its deadline.

        :param str note: why, in words
        :param bool reason: the work itself tells why
        """
        self.env["cs.sla.event"].sudo().create(  # sudo: cs.sla.event: nobody writes it
            [
                {
                    "line_id": line.id,
                    "company_id": line.company_id.id,
                    "at": at or line.breached_at,
                    "kind": kind,
                    "consumed_hours": line.consumed_hours,
                    "deadline": line.deadline,
                    "note": note
                    or (reason and line._cs_subject()._sla_reason())
                    or (
                        line.round_the_clock and self.env._("Counted around the clock")
                    ),
                }
                for line in self
            ]
        )
