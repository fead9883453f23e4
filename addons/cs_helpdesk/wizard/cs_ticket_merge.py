# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CsTicketMerge(models.TransientModel):
    """Choose the ticket that others become part of."""

    _name = "cs.ticket.merge"
    _description = "Merge Tickets"

    ticket_ids = fields.Many2many("cs.ticket", string="Merge", required=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", compute="_compute_commercial_partner_id"
    )
    target_id = fields.Many2one(
        "cs.ticket",
        string="Into",
        required=True,
        domain="[('merged_into_id', '=', False), '|', ('id', 'in', ticket_ids),"
        " ('commercial_partner_id', '=', commercial_partner_id)]",
    )

    has_strangers = fields.Boolean(compute="_compute_has_strangers")

    has_colleagues = fields.Boolean(compute="_compute_has_strangers")

    @api.depends("ticket_ids.commercial_partner_id", "target_id")
    def _compute_has_strangers(self):
        for wizard in self:
            customers = (wizard.ticket_ids | wizard.target_id).mapped(
                "commercial_partner_id.id"
            )
            wizard.has_strangers = len(set(customers)) > 1
            people = (wizard.ticket_ids | wizard.target_id).partner_id
            shared = wizard.target_id.commercial_partner_id.cs_ticket_visibility
            wizard.has_colleagues = len(people) > 1 and shared != "company"

    @api.depends("ticket_ids")
    def _compute_commercial_partner_id(self):
        for wizard in self:
            wizard.commercial_partner_id = wizard.ticket_ids[:1].commercial_partner_id

    def action_merge(self):
        """Merge and open the ticket that stays."""
        self.ensure_one()
        sources = self.ticket_ids - self.target_id
        return sources.merge_into(self.target_id).get_formview_action()
