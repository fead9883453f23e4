# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsTicketEscalate(models.TransientModel):
    """Hand tickets to the next level, with a note for whoever goes on."""

    _name = "cs.ticket.escalate"
    _description = "Escalate Tickets"

    ticket_ids = fields.Many2many("cs.ticket", required=True)
    team_id = fields.Many2one("cs.team", "Next Level", compute="_compute_team_id")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain="[('cs_member_ids.team_id', '=', team_id)]",
        help="Empty: the team decides who goes on.",
    )
    note = fields.Text(
        string="Hand-over Note",
        required=True,
        help="What was tried, what is missing, what the customer was told. Only "
        "colleagues read it.",
    )

    @api.depends("ticket_ids")
    def _compute_team_id(self):
        for wizard in self:
            wizard.team_id = wizard.ticket_ids.team_id.escalation_team_id[:1]

    def action_escalate(self):
        """Hand them over; whoever did follows them, to see how it ends.

        :raises UserError: if a team has no next level, or the person is not in it
        """
        self.ensure_one()
        tickets = self.ticket_ids
        tickets.check_access("write")
        without = tickets.filtered(lambda ticket: not ticket.team_id.escalation_team_id)
        if without:
            raise UserError(
                self.env._(
                    "%(team)s has no next level. A service manager sets it on the "
                    "team.",
                    team=without[0].team_id.name or without[0].display_name,
                )
            )
        targets = tickets.team_id.escalation_team_id
        if self.user_id and any(
            self.user_id not in team.member_ids.user_id for team in targets
        ):
            raise UserError(self.env._("This person is not in the next level."))
        tickets.message_subscribe(self.env.user.partner_id.ids)
        tickets._cs_escalate(self.note, self.user_id)
        return {"type": "ir.actions.act_window_close"}
