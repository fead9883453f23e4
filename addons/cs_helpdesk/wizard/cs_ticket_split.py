# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models


class CsTicketSplit(models.TransientModel):
    """Tick the messages that become a ticket of their own."""

    _name = "cs.ticket.split"
    _description = "Split Ticket"

    ticket_id = fields.Many2one("cs.ticket", required=True, ondelete="cascade")
    line_ids = fields.One2many(
        "cs.ticket.split.line",
        "split_id",
        string="Messages",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    name = fields.Char("Subject")

    @api.depends("ticket_id")
    def _compute_line_ids(self):
        """Everything that was said, the newest first; nothing is ticked."""
        for wizard in self:
            said = wizard.ticket_id.message_ids.filtered(
                lambda m: m.message_type not in ("notification", "auto_comment")
            )
            wizard.line_ids = [
                Command.clear(),
                *(Command.create({"message_id": message.id}) for message in said),
            ]

    def action_split(self):
        """Split and open the new ticket.

        :raises UserError: when nothing is ticked
        """
        self.ensure_one()
        values = {"name": self.name} if self.name else {}
        chosen = self.line_ids.filtered("is_chosen").message_id
        return self.ticket_id.split(chosen.ids, values).get_formview_action()
