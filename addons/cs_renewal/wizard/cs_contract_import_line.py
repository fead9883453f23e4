# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsContractImportLine(models.TransientModel):
    """A line of the file that cannot be imported, and why."""

    _name = "cs.contract.import.line"
    _description = "Line to Mend"
    _order = "number"

    import_id = fields.Many2one(
        "cs.contract.import", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer("Line")
    text = fields.Char()
    error = fields.Char("What Is Wrong")
