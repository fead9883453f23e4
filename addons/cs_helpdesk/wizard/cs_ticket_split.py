# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CsTicketSplit(models.TransientModel):
    """Choose the messages that become a ticket of their own."""

    _name = "cs.ticket.split"
    _description = "Split Ticket"

    ticket_id = fields.Many2one("cs.ticket", required=True)
    available_ids = fields.Many2many(
        "mail.message", compute="_compute_available_ids", compute_sudo=False
    )
    message_ids = fields.Many2many(
        "mail.message",
        "cs_ticket_split_message_rel",
        string="Messages",
        required=True,
        domain="[('id', 'in', available_ids)]",
    )
    name = fields.Char("Subject")

    @api.depends("ticket_id")
    def _compute_available_ids(self):
        for wizard in self:
            wizard.available_ids = wizard.ticket_id.message_ids.filtered(
                lambda m: m.message_type not in ("notification", "auto_comment")
            )

    def action_split(self):
        """Split and open the new ticket."""
        self.ensure_one()
        values = {"name": self.name} if self.name else {}
        new = self.ticket_id.split(self.message_ids, values)
        return new.get_formview_action()
