# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.clock import now
from .cs_agent_status import REASONS, STATUSES


class ResUsers(models.Model):
    """Whether a person is there to take work."""

    _inherit = "res.users"

    cs_status = fields.Selection(
        STATUSES,
        string="Service Status",
        compute="_compute_cs_status",
        groups="base.group_user",
        help="Only who is online gets work by itself.",
    )

    def _compute_cs_status(self):
        rows = self._cs_load_rows()
        for user in self:
            user.cs_status = rows[user].status if user in rows else "online"

    def _cs_load_rows(self):
        """The load rows of these people, by user.

        :rtype: dict
        """
        # sudo: cs.agent.load: a status is no secret among colleagues
        rows = self.env["cs.agent.load"].sudo().search([("user_id", "in", self.ids)])
        return {row.user_id.with_env(self.env): row for row in rows}

    # === Status === #

    def cs_set_status(self, status, reason=False):
        """Say whether these people take work.

        One's own status; a service manager also sets those of the people of his
        companies. Who comes online gets what waits for him.

        :param str status: online, busy, break or off
        :param str reason: why the break: lunch, rest, meeting, training or other
        :raises AccessError: for a customer, a colleague, another company
        :raises UserError: for a word that is none of these, a break without a reason
        """
        self._cs_check_status_right()
        if status not in dict(STATUSES):
            raise UserError(self.env._("There is no such status."))
        if status == "break" and reason not in dict(REASONS):
            raise UserError(self.env._("Say what the break is for."))
        reason = reason if status == "break" else False
        users = self.filtered(lambda user: user._cs_status_now() != (status, reason))
        users._cs_change_status(status, reason)
        return True

    def _cs_check_status_right(self):
        user = self.env.user
        agent = "cs_helpdesk.group_agent"
        allowed = self.env.su or (self == user and user.has_group(agent))
        if not allowed and user.has_group("cs_helpdesk.group_manager"):
            self.check_access("read")
            # sudo: res.users: only their companies are compared
            allowed = all(
                row.company_ids & user.company_ids and row._is_internal()
                for row in self.sudo()
            )
        if not allowed:
            raise AccessError(self.env._("You set your own status only."))

    def _cs_status_now(self):
        row = self._cs_load_rows().get(self)
        return (row.status, row.status_reason) if row else (False, False)

    def _cs_change_status(self, status, reason):
        """Write the status where routing looks, keep its history, tell the screens."""
        at = now(self.env)
        # sudo: cs.agent.load, cs.agent.status: nobody writes them but this method
        self.env["cs.agent.load"].sudo()._cs_set_status(self, status, reason, at)
        self.env["cs.agent.status"].sudo()._cs_change(self.sudo(), status, reason, at)
        if status == "online":
            self.env["cs.agent.load"]._cs_offer(self)
        for user in self:
            user._bus_send("cs.agent/status", {"id": user.id})
        self.env["cs.desk"]._cs_wall_changed(self.sudo().company_ids)

    @api.readonly
    @api.model
    def cs_my_status(self):
        """The caller's own status, for the menu at the top of the screen.

        :return: dict with status, reason and since; False for who is no agent
        """
        if not self.env.user.has_group("cs_helpdesk.group_agent"):
            return False
        row = self.env.user._cs_load_rows().get(self.env.user)
        return {
            "status": row.status if row else "online",
            "reason": (row and row.status_reason) or False,
            "since": fields.Datetime.to_string(row.status_since) if row else False,
        }

    # === Absence === #

    def _cs_absent(self, at):
        """Hook: who of these people is away, and gets no work by itself.

        Here: out of office, and outside the working hours or on a leave of one's own
        calendar. Who has no calendar is there.

        :param datetime at: naive UTC
        :return: the people who are away
        """
        # sudo: res.users, resource.resource: whether somebody is there, only
        users = self.sudo()
        return (users._cs_out_of_office(at) | users._cs_off_hours(at)).with_env(
            self.env
        )

    def _cs_out_of_office(self, at):
        return self.filtered(
            lambda user: (
                user.out_of_office_from
                and user.out_of_office_from <= at
                and (not user.out_of_office_to or at <= user.out_of_office_to)
            )
        )

    def _cs_off_hours(self, at):
        """Who is outside the working hours of his own calendar."""
        resources = self.env["resource.resource"].search(
            Domain("user_id", "in", self.ids)
            & Domain("calendar_id", "!=", False)
            & Domain("calendar_id.flexible_hours", "=", False)
        )
        start = pytz.utc.localize(at)
        there = set()
        for calendar, own in resources.grouped("calendar_id").items():
            spans = calendar._work_intervals_batch(
                start, start + timedelta(seconds=1), resources=own
            )
            there.update(resource.user_id for resource in own if spans[resource.id])
        return resources.user_id.filtered(lambda user: user not in there)

    # === Leaving === #

    def write(self, vals):
        leaving = self.filtered("active") if vals.get("active") is False else self[:0]
        result = super().write(vals)
        for model in self.env["cs.agent.load"]._cs_models() if leaving else ():
            # sudo: any model: the work of who leaves goes back whoever archives him
            self.env[model].sudo()._cs_left_by(leaving)
        if "cs_capacity" in vals:
            self.env["cs.agent.load"]._cs_offer(self)
        return result
