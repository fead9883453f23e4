# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import ValidationError


class CsTicketWait(models.TransientModel):
    """Let tickets wait until a day."""

    _name = "cs.ticket.wait"
    _description = "Wait Until"

    ticket_ids = fields.Many2many("cs.ticket", required=True)
    wake_at = fields.Datetime("Wake Up On", required=True)
    note = fields.Char("Why", help="Posted as an internal note.")

    def action_wait(self):
        """Move the tickets to waiting; they go on by themselves on that day.

        :raises ValidationError: for a day that is over
        """
        self.ensure_one()
        if self.wake_at <= fields.Datetime.now():
            raise ValidationError(self.env._("Choose a moment that is still to come."))
        self.ticket_ids.wake_at = self.wake_at
        self.ticket_ids.action_wait()
        if self.note:
            for ticket in self.ticket_ids:
                ticket.message_post(body=self.note, subtype_xmlid="mail.mt_note")
        return {"type": "ir.actions.act_window_close"}
