# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsConversationMakeLine(models.TransientModel):
    """A message that may go along."""

    _name = "cs.conversation.make.line"
    _description = "Message to Include"
    _order = "message_number"

    wizard_id = fields.Many2one(
        "cs.conversation.make", required=True, index=True, ondelete="cascade"
    )
    chosen = fields.Boolean("Include")
    message_number = fields.Integer(export_string_translation=False)
    at = fields.Datetime("When", readonly=True)
    author = fields.Char("Who", readonly=True)
    words = fields.Char("Message", readonly=True)
    files = fields.Char(readonly=True)
