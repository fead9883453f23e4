# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTicketImportLine(models.TransientModel):
    """A line that cannot be a ticket, and why."""

    _name = "cs.ticket.import.line"
    _description = "Line to Mend"

    import_id = fields.Many2one(
        "cs.ticket.import", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer("Line")
    text = fields.Char()
    error = fields.Char("Reason")
