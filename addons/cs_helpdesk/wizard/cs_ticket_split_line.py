# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTicketSplitLine(models.TransientModel):
    """A message of the ticket that is split."""

    _name = "cs.ticket.split.line"
    _description = "Message to Split Off"

    split_id = fields.Many2one(
        "cs.ticket.split", required=True, index=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "mail.message", "Original", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean("Split Off")
    date = fields.Datetime(related="message_id.date")
    author_id = fields.Many2one(related="message_id.author_id")
    preview = fields.Char("Message", related="message_id.preview")
