# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class CsTicketHandover(models.TransientModel):
    """Hand a ticket to another department, with a note on what is needed."""

    _name = "cs.ticket.handover"
    _description = "Hand Over to a Department"

    ticket_id = fields.Many2one("cs.ticket", required=True, ondelete="cascade")
    # Projects are shown by name only: the agent may have no rights in them.
    project = fields.Selection(selection="_select_projects", string="To", required=True)
    name = fields.Char("Task", required=True)
    note = fields.Html("What Is Needed", required=True)

    @api.model
    def _select_projects(self):
        ticket_id = self.env.context.get("default_ticket_id") or self.ticket_id.id
        ticket = self.env["cs.ticket"].browse(ticket_id)
        if not ticket or not ticket.has_access("read"):
            return []
        projects = self._projects(ticket)
        return [(str(project.id), project.name) for project in projects]

    @api.model
    def _projects(self, ticket):
        """The projects a ticket can go to."""
        # sudo: project.project: the team's manager chose them for its agents
        return ticket.team_id.sudo().project_ids.filtered(
            lambda project: (
                project.active
                and (not project.company_id or project.company_id == ticket.company_id)
            )
        )

    def action_hand_over(self):
        """Make the task; the customer is not told and does not follow it.

        :raises UserError: for a project the team does not hand over to
        """
        self.ensure_one()
        self.ticket_id.check_access("write")
        project = self._projects(self.ticket_id).filtered(
            lambda p: str(p.id) == self.project
        )
        if not project or is_html_empty(self.note):
            raise UserError(self.env._("Choose a department and say what is needed."))
        # sudo: project.task: the agent may have no rights in the project
        task = (
            self.env["project.task"]
            .sudo()
            .with_context(mail_create_nosubscribe=True)
            .create(
                {
                    "name": self.name,
                    "project_id": project.id,
                    "description": self.note,
                    "partner_id": False,
                    "ticket_id": self.ticket_id.id,
                }
            )
        )
        self.ticket_id.message_post(
            body=self.env._(
                "Handed over to %(project)s: %(task)s",
                project=project.name,
                task=task.name,
            ),
            subtype_xmlid="mail.mt_note",
        )
        return {"type": "ir.actions.act_window_close"}
