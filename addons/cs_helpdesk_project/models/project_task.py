# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ProjectTask(models.Model):
    """A task done for a ticket reports back to it."""

    _inherit = "project.task"

    ticket_id = fields.Many2one(
        "cs.ticket", index="btree_not_null", copy=False, readonly=True
    )

    def write(self, vals):
        before = {task: task.state for task in self.filtered("ticket_id")}
        result = super().write(vals)
        for task, state in before.items():
            if task.state != state:
                task._cs_tell_state()
        return result

    def _message_post_after_hook(self, message, msg_values):
        """What the department answers stands on the ticket as a note."""
        super()._message_post_after_hook(message, msg_values)
        spoken = message.message_type in ("comment", "email") and message.body
        if self.ticket_id and spoken and not message.subtype_id.internal:
            self._cs_note(message.body, message.author_id)

    def _cs_state_name(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _cs_tell_state(self):
        """Note a new state; what is finished goes on the agent's list."""
        self._cs_note(
            self.env._(
                "Task %(task)s: %(state)s", task=self.name, state=self._cs_state_name()
            )
        )
        # sudo: cs.ticket: the department has no rights on tickets
        ticket = self.ticket_id.sudo()
        if self.is_closed and (user := ticket.user_id or ticket.team_id.user_id):
            ticket.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Finished by %s", self.project_id.name),
                user_id=user.id,
            )

    def _cs_note(self, body, author=None):
        # sudo: cs.ticket: as above; a note is never sent to the customer
        self.ticket_id.sudo().message_post(
            body=body,
            author_id=(author or self.env.user.partner_id).id,
            subtype_xmlid="mail.mt_note",
        )
