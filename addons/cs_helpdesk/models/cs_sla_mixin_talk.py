# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.working_time import WorkingTimes

# Promises that begin anew with each message, not with the work itself.
CYCLIC = ("next_response", "update")


class CsSlaMixin(models.AbstractModel):
    """What words do to promises, and who is told of them."""

    _inherit = "cs.sla.mixin"

    # === Messages === #

    def _sla_answered(self, at):
        """An agent wrote what the customer sees: responses are given."""
        times = WorkingTimes()
        lines = self._sla_lines().filtered(
            lambda line: (
                not line.ended_at and line.metric in ("first_response", *CYCLIC)
            )
        )
        updates = lines.filtered(lambda line: line.metric == "update")
        lines._cs_reach(at, times)
        active = self.filtered(lambda rec: rec._sla_phase() in ("running", "paused"))
        renewed = updates.filtered(lambda line: line[self._sla_field] in active)
        renewed._cs_renew(at, times)

    def _sla_unanswered(self, at):
        """The first response did not arrive after all: its clock goes on."""
        times = WorkingTimes()
        kept = {
            record: line
            for record, lines in self._sla_last_lines().items()
            if (line := lines.get(("first_response", False))) and line.reached_at
        }
        for phase, records in self.grouped(lambda rec: rec._sla_phase()).items():
            if phase in ("running", "paused"):
                lines = [kept[record] for record in records if record in kept]
                lines = self.env["cs.sla.line"].sudo().union(*lines)
                lines._cs_reopen(at, times, phase == "running")

    def _sla_asked(self, at):
        """The customer wrote: the next response is promised from now.

        A clock that runs already stays: it counts from the oldest unanswered message.
        A promised first response that is still open covers it.
        """
        last = self._sla_last_lines()
        wanted = self.env["cs.sla.policy"]._cs_match(
            self._sla_applies_to, self.sudo()._sla_facts()
        )
        start = []
        for record in self:
            lines = last.get(record, {})
            waiting = [
                line
                for (metric, _stage), line in lines.items()
                if metric in ("first_response", "next_response") and not line.ended_at
            ]
            policy = wanted[record].get(("next_response", False))
            if policy and not waiting:
                before = lines.get(("next_response", False))
                start.append(record._sla_line_values(policy, at, before))
        self.env["cs.sla.line"]._cs_start(start, at, WorkingTimes())

    def _sla_cancel(self, at, note):
        """End all promises of these records without a verdict."""
        lines = self._sla_lines().filtered(lambda line: not line.ended_at)
        lines._cs_cancel(at, WorkingTimes(), note)

    # === Telling === #

    def _sla_tell_broken(self, lines):
        """Hook: promises on these records broke.

        :param lines: the broken lines, also of other records
        """

    def _sla_tell_at_risk(self, lines):
        """Hook: promises on these records are at risk."""

    def _sla_remind(self, lines, summary):
        """Make an activity for each line of these: the owner's, else the leader's.

        :param str summary: with a place for the name of the promise
        """
        metrics = dict(lines._fields["metric"]._description_selection(self.env))
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        # sudo: mail.activity: the alert cron reminds people of their work
        self.env["mail.activity"].sudo().create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": summary % metrics[line.metric],
                    "date_deadline": line.company_id._cs_today(),
                    "user_id": user.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": record.id,
                }
                for line in lines
                if (record := line[self._sla_field])
                and (user := record.user_id or record.team_id.user_id)
            ]
        )

    @api.model
    def _sla_pressing(self):
        """SQL: whether a promise on a record is broken or at risk."""
        return SQL(
            """EXISTS (SELECT FROM cs_sla_line line
                        WHERE line.%s = %s AND line.ended_at IS NULL
                          AND LEAST(line.warn_at, line.deadline) <= %s)""",
            SQL.identifier(self._sla_field),
            SQL.identifier(self._table, "id"),
            fields.Datetime.now(),
        )
