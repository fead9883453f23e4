# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import fields, models


class CsTicket(models.Model):
    """A ticket and what other departments do for it."""

    _inherit = "cs.ticket"

    task_ids = fields.One2many(
        "project.task", "ticket_id", string="Tasks", groups="project.group_project_user"
    )
    task_count = fields.Integer(compute="_compute_tasks", groups="base.group_user")
    task_summary = fields.Html(
        "Handed Over",
        compute="_compute_tasks",
        groups="base.group_user",
        help="Tasks of other departments, and how they stand.",
    )

    def _compute_tasks(self):
        # sudo: project.task: title and state, for who may read the ticket
        tasks = self.env["project.task"].sudo().search([("ticket_id", "in", self.ids)])
        by_ticket = tasks.grouped("ticket_id")
        row = Markup("<li>%s: %s – <b>%s</b></li>")
        for ticket in self:
            own = by_ticket.get(ticket, tasks.browse())
            ticket.task_count = len(own)
            rows = [row % (t.project_id.name, t.name, t._cs_state_name()) for t in own]
            ticket.task_summary = Markup("<ul>%s</ul>") % Markup().join(rows)

    def _cs_hanging(self):
        return {**super()._cs_hanging(), "project.task": ("ticket_id", [])}

    def action_hand_over(self):
        """Make a task of another department."""
        self.ensure_one()
        self._cs_check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "cs.ticket.handover",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id, "default_name": self.name},
        }

    def action_open_tasks(self):
        """Open the tasks, for who has rights in projects."""
        self.ensure_one()
        self._cs_check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tasks"),
            "res_model": "project.task",
            "view_mode": "list,form",
            "domain": [("ticket_id", "=", self.id)],
        }
