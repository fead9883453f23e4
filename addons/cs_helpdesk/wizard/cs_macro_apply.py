# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models


class CsMacroApply(models.TransientModel):
    """Choose a macro for tickets, see what it does, and apply it."""

    _name = "cs.macro.apply"
    _description = "Apply a Macro"

    ticket_ids = fields.Many2many("cs.ticket", required=True)
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    team_ids = fields.Many2many("cs.team", compute="_compute_ticket_count")
    macro_id = fields.Many2one(
        "cs.macro",
        required=True,
        domain="['|', ('team_ids', '=', False), ('team_ids', 'in', team_ids)]",
    )
    is_note = fields.Boolean(related="macro_id.is_note")
    body = fields.Html(
        "Reply",
        compute="_compute_body",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
    )
    changes = fields.Html(compute="_compute_changes")

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        for wizard in self:
            wizard.ticket_count = len(wizard.ticket_ids)
            wizard.team_ids = wizard.ticket_ids.team_id

    @api.depends("macro_id", "ticket_ids")
    def _compute_body(self):
        """The reply to the first ticket; what is written to one may be edited."""
        for wizard in self:
            first = wizard.ticket_ids[:1]._origin
            macro = wizard.macro_id._origin
            ready = macro and first
            wizard.body = macro._texts(first)[first.id] if ready else False

    @api.depends("macro_id")
    def _compute_changes(self):
        row = Markup("<li>%s: <b>%s</b></li>")
        for wizard in self:
            summary = wizard.macro_id._origin._summary()
            rows = Markup().join(row % pair for pair in summary)
            wizard.changes = rows and Markup("<ul>%s</ul>") % rows

    def action_apply(self):
        """Apply: one ticket gets the text as it was edited, several get their own."""
        self.ensure_one()
        edited = self.body if len(self.ticket_ids) == 1 else None
        self.macro_id.apply(self.ticket_ids, edited)
        return {"type": "ir.actions.act_window_close"}
