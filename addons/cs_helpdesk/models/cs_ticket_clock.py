# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import timedelta

from psycopg2 import errors

from odoo import api, fields, models

from odoo.addons.cs_customer.tools.inner import Inner

from ..tools.clock import now
from ..tools.working_time import WorkingTimes

_logger = logging.getLogger(__name__)

STEPS_PER_RUN = 200
CONCURRENT = (errors.SerializationFailure, errors.DeadlockDetected)


class CsTicket(models.Model):
    """What happens to a ticket by itself when time passes.

    Waiting work wakes up on its date, or is closed when the customer stays silent,
    after a warning; solved work is closed for good after the grace time. One column
    says when the next of these is due, so the job looks at nothing else.
    """

    _inherit = "cs.ticket"

    wake_at = fields.Datetime(
        "Wake Up On",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="A waiting ticket goes on then by itself, and does not close before.",
    )
    last_message_at = fields.Datetime(
        "Last Message On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the customer or an agent last wrote to the other.",
    )
    warned_at = fields.Datetime(
        "Warned On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the customer was told that the ticket closes without an answer.",
    )
    is_auto_closed = fields.Boolean(
        "Closed for Silence", readonly=True, copy=False, groups="base.group_user"
    )
    next_step_at = fields.Datetime(
        compute="_compute_next_step_at",
        compute_sudo=True,
        store=True,
        export_string_translation=False,
        groups="base.group_user",
    )

    _next_step_idx = models.Index("(next_step_at) WHERE next_step_at IS NOT NULL")

    @api.depends(
        *("state", "solved_at", "wake_at", "last_message_at", "warned_at"),
        *("date_last_stage_update", "merged_into_id", "active", "team_id"),
    )
    def _compute_next_step_at(self):
        """The team's days count too: it asks anew for what is not closed (cs.team)."""
        times = WorkingTimes()
        for ticket in self:
            ticket.next_step_at = ticket.active and ticket._cs_next_step(times)

    def _cs_next_step(self, times):
        """When something happens to this ticket by itself; False for never."""
        team = self.team_id
        if self.state == "solved" and team.close_days:
            return self.solved_at and self.solved_at + timedelta(days=team.close_days)
        if self.state != "waiting":
            return False
        if self.wake_at or not team.silence_days:
            return self.wake_at
        if self.warned_at:
            return self._cs_in_days(team.warn_days, self.warned_at, times)
        silent = max(filter(None, (self.last_message_at, self.date_last_stage_update)))
        return self._cs_in_days(team.silence_days - team.warn_days, silent, times)

    def _cs_in_days(self, days, start, times):
        """The moment so many working days later, in the hours of the team."""
        calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
        time = times.of(calendar, self.company_id)
        return time.plan(days * (time.always and 24 or calendar.hours_per_day), start)

    # === Doing it === #

    @api.model
    def _cron_steps(self):
        """Do what is due, a batch at a time."""
        done = self._cs_steps()
        remaining = len(self._cs_steps_due()) if done else 0
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _cs_steps_due(self):
        return self.search(
            [("next_step_at", "<=", fields.Datetime.now())],
            order="next_step_at, id",
            limit=STEPS_PER_RUN,
        )

    @api.model
    def _cs_steps(self):
        """Do what is due in the caller's transaction.

        :return: how many tickets were looked at
        """
        # Automatic moves ask nobody for a rating and are in no colleague's name.
        due = self._cs_steps_due().with_context(cs_automatic_mail=Inner())
        solved = due.filtered(lambda ticket: ticket.state == "solved")
        woken = (due - solved).filtered("wake_at")
        silent = due - solved - woken
        warned = silent.filtered("warned_at")
        solved._cs_do_step("_cs_close_for_good")
        woken._cs_do_step("_cs_wake_up")
        warned._cs_do_step("_cs_close_for_silence")
        (silent - warned)._cs_do_step("_cs_warn_of_closing")
        return len(due)

    def _cs_do_step(self, step):
        """Do a step for all; one ticket that cannot holds up nobody else."""
        try:
            with self.env.cr.savepoint():
                getattr(self, step)()
        except CONCURRENT:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            if len(self) > 1:
                for ticket in self:
                    ticket._cs_do_step(step)
            elif self:
                _logger.info("%s waits an hour: %s", self.number, error)
                self.invalidate_recordset()
                self.next_step_at = fields.Datetime.now() + timedelta(hours=1)

    def _cs_close_for_good(self):
        """The grace time is over: a reply makes a follow-up from now on."""
        self._cs_move("closed")
        # A team without a closed stage keeps its solved tickets; look at them no more.
        self.filtered(lambda ticket: ticket.state == "solved").next_step_at = False

    def _cs_wake_up(self):
        """Go on with what waited for this day, and put it on somebody's list."""
        self.wake_at = False
        self._cs_move("open")
        for ticket in self.filtered(lambda t: t.user_id or t.team_id.user_id):
            ticket.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Woken up"),
                user_id=(ticket.user_id or ticket.team_id.user_id).id,
            )

    def _cs_warn_of_closing(self):
        """Tell customers that their ticket closes if they stay silent."""
        template = self.env.ref("cs_helpdesk.mail_template_closing_soon")
        self.warned_at = now(self.env)
        self.filtered("partner_id.email")._cs_post_automatic(template)

    def _cs_close_for_silence(self):
        """The customer did not answer, warned or not: close without a verdict."""
        self.is_auto_closed = True
        # Nobody was helped: no promise is kept by this, and none broken.
        self._sla_cancel(now(self.env), self.env._("Closed without an answer"))
        self._cs_move("closed")
        self.filtered(lambda ticket: ticket.state == "waiting").next_step_at = False
        for ticket in self:
            ticket.message_post(body=self.env._("Closed: the customer did not answer."))

    # === What resets it === #

    def _cs_spoken(self, at):
        """The customer or an agent wrote: the silence begins anew."""
        self.write({"last_message_at": at, "warned_at": False})

    def action_wait_until(self):
        """Choose the day on which waiting ends."""
        self._cs_check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Wait Until"),
            "res_model": "cs.ticket.wait",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }
