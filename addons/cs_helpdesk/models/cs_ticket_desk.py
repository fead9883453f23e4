# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..tools.clock import now

SHOWN_FIELDS = {
    *("name", "user_id", "stage_id", "team_id", "priority", "partner_id", "active"),
    *("waiting_since", "company_id"),
}


class CsTicket(models.Model):
    """What a ticket owes its person today, and telling the screens when it changes."""

    _inherit = "cs.ticket"

    waiting_since = fields.Datetime(
        "Customer Waits Since",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the customer wrote what nobody has answered yet.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        # sudo: cs.ticket: the moments of its life are the code's alone
        asked = tickets.sudo().filtered(lambda ticket: not ticket.first_response_at)
        asked.waiting_since = now(self.env)
        tickets._cs_publish(tickets.user_id)
        return tickets

    def write(self, vals):
        if not SHOWN_FIELDS & vals.keys():
            return super().write(vals)
        before = self.user_id
        result = super().write(vals)
        if "stage_id" in vals:
            done = self.sudo().filtered(lambda t: t.state in ("solved", "closed"))
            done.filtered("waiting_since").waiting_since = False
        self._cs_publish(before | self.user_id)
        return result

    def _cs_answered(self, at):
        super()._cs_answered(at)
        self.waiting_since = False

    def _cs_unanswered(self, at):
        super()._cs_unanswered(at)
        missed = self.filtered(lambda t: not t.first_response_at)
        for ticket in missed:
            ticket.waiting_since = ticket.create_date

    def _cs_customer_wrote(self, message):
        super()._cs_customer_wrote(message)
        if not self.waiting_since and self.state in ("new", "open"):
            self.waiting_since = now(self.env)

    def _sla_tell_broken(self, lines):
        super()._sla_tell_broken(lines)
        self._cs_publish(self.user_id)

    def _sla_tell_at_risk(self, lines):
        super()._sla_tell_at_risk(lines)
        self._cs_publish(self.user_id)

    def _cs_publish(self, users):
        """Tell the screens of these people, and the walls, to look again."""
        desk = self.env["cs.desk"]
        desk._cs_day_changed(users, self.ids)
        desk._cs_wall_changed(self.sudo().company_id)

    def _cs_owed(self, at, midnight, metrics):
        """Hook: why this ticket is owed today.

        :param at: now; :param midnight: the end of the caller's day; both naive UTC
        :param dict metrics: the names of the promises
        :return: list of (kind of ``cs.desk.GROUPS``, words, moment), strongest first
        """
        self.ensure_one()
        promise = self._cs_owed_promise(at, midnight, metrics)
        reasons = [promise] if promise else []
        if self.waiting_since and self.state == "open":
            words = self.env._("The customer waits for your answer")
            reasons.append(("reply", words, self.waiting_since))
        elif self.state == "new" and not self.touched_at:
            words = self.assign_reason or self.env._("New for you")
            reasons.append(("new", words, self.assigned_at))
        order = ("broken", "at_risk", "reply", "due", "new")
        return sorted(reasons, key=lambda reason: order.index(reason[0]))

    def _cs_owed_promise(self, at, midnight, metrics):
        lines = self.sla_line_ids.filtered(lambda line: not line.ended_at)
        lines = lines.filtered("deadline").sorted("deadline")
        if not lines or lines[0].deadline >= midnight:
            return False
        line = lines[0]
        metric = metrics[line.metric]
        if line.deadline < at:
            return "broken", self.env._("Promise broken: %s", metric), line.deadline
        if line.warn_at and line.warn_at <= at:
            return "at_risk", self.env._("Promise at risk: %s", metric), line.deadline
        return "due", self.env._("Due today: %s", metric), line.deadline
