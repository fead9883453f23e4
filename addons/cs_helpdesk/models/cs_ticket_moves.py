# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cs_ticket import DONE_STATES


class CsTicket(models.Model):
    """How a ticket goes through the stages of its team, and what that leaves behind."""

    _inherit = "cs.ticket"

    def _cs_check_still_merged(self):
        """What is part of another ticket does not go on by itself.

        :raises UserError: saying what to do instead
        """
        alive = self.filtered(lambda t: t.merged_into_id and t.state not in DONE_STATES)
        if alive:
            raise UserError(
                self.env._(
                    "%(ticket)s is part of %(other)s. Go on there, or undo the merge.",
                    ticket=alive[0].number,
                    other=alive[0].merged_into_id.number,
                )
            )

    @api.model
    def _cs_first_stage(self, team, state=None):
        """The first stage of a team, or its first one of a certain state.

        :return: a stage, empty if the team has none of that state
        """
        domain = Domain("team_ids", "=", False) | Domain("team_ids", "in", team.ids)
        if state:
            domain &= Domain("state", "=", state)
        return self.env["cs.ticket.stage"].search(domain, limit=1)

    def _cs_stamp(self, at):
        """Note when tickets were solved and closed; reopening clears both."""
        for state, tickets in self.grouped("state").items():
            if state == "closed":
                tickets.filtered(lambda t: not t.solved_at).solved_at = at
                tickets.closed_at = at
            elif state == "solved":
                tickets.write({"solved_at": at, "closed_at": False})
            else:
                done = tickets.filtered(lambda t: t.solved_at or t.closed_at)
                done.write(
                    {
                        "solved_at": False,
                        "closed_at": False,
                        "reopened_at": at,
                        "rating_asked_at": False,
                        "is_auto_closed": False,
                    }
                )

        going = self.filtered(
            lambda t: t.state != "waiting" and (t.wake_at or t.warned_at)
        )
        if going:
            going.write({"wake_at": False, "warned_at": False})

    def _cs_after_move(self, before):
        """Ask for a rating what was just solved.

        :param dict before: the state of each ticket before
        """
        solved = self.filtered(
            lambda ticket: ticket.state == "solved" and before[ticket] != "closed"
        )
        solved._cs_ask_rating()

    def _cs_move(self, state):
        """Move tickets to the first stage of a state, as their team has it."""
        for team, tickets in self.grouped("team_id").items():
            stage = self._cs_first_stage(team, state)
            if stage:
                tickets.write({"stage_id": stage.id})
