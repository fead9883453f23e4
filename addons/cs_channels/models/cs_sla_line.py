# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CsSlaLine(models.Model):
    """A promise on a conversation: one subject, exactly as for tickets."""

    _inherit = "cs.sla.line"

    conversation_id = fields.Many2one(
        "cs.conversation", index="btree_not_null", ondelete="cascade"
    )
    subject_name = fields.Char(compute="_compute_subject_name", related=None)

    _one_subject = models.Constraint(
        "CHECK (num_nonnulls(ticket_id, conversation_id) = 1)",
        "A promise belongs to one piece of work.",
    )
    _open_conversation_idx = models.Index(
        "(conversation_id, deadline) WHERE ended_at IS NULL"
    )

    @api.depends("ticket_id.name", "conversation_id.customer_name")
    def _compute_subject_name(self):
        for line in self:
            line.subject_name = (
                line.ticket_id.name or line.conversation_id.customer_name
            )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the timeline say what a promise was about."""
        if field_expr != "subject_name":
            return super()._field_to_sql(alias, field_expr, query)
        self.env["cs.conversation"].flush_model(["customer_name"])
        self.env["cs.ticket"].flush_model(["name"])
        return SQL(
            """COALESCE((SELECT name FROM cs_ticket WHERE id = %s),
                        (SELECT customer_name FROM cs_conversation WHERE id = %s))""",
            super()._field_to_sql(alias, "ticket_id", query),
            super()._field_to_sql(alias, "conversation_id", query),
        )

    @api.model
    def _cs_subject_fields(self):
        return [*super()._cs_subject_fields(), "conversation_id"]
