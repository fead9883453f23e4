# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class CsSlaReport(models.Model):
    """Promises on conversations are counted with those on tickets."""

    _inherit = "cs.sla.report"

    _depends = {
        "cs.sla.line": ["conversation_id"],
        "cs.conversation": ["user_id", "partner_id", "commercial_partner_id"],
    }

    conversation_id = fields.Many2one("cs.conversation", readonly=True)

    def _columns(self):
        talk = SQL.identifier("conversation")
        columns = super()._columns()
        for name in ("user_id", "partner_id", "commercial_partner_id"):
            column = SQL.identifier(name)
            columns[name] = SQL("COALESCE(%s, %s.%s)", columns[name], talk, column)
        return {**columns, "conversation_id": SQL("line.conversation_id")}

    def _from(self):
        return SQL(
            "%s LEFT JOIN cs_conversation conversation"
            " ON conversation.id = line.conversation_id",
            super()._from(),
        )
