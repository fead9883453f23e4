# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CrmLead(models.Model):
    """A salesperson sees what service has open with the customer."""

    _inherit = "crm.lead"

    cs_ticket_count = fields.Integer(
        "Open Tickets",
        compute="_compute_cs_ticket_count",
        groups="cs_customer.group_user",
    )

    cs_service_warning = fields.Char(
        compute="_compute_cs_service_warning",
        groups="cs_customer.group_user",
        export_string_translation=False,
    )

    @api.depends("partner_id")
    def _compute_cs_service_warning(self):
        for lead in self:
            lead.cs_service_warning = lead.partner_id.cs_service_warning

    @api.depends("partner_id")
    def _compute_cs_ticket_count(self):
        for lead in self:
            lead.cs_ticket_count = lead.partner_id.cs_ticket_count

    def action_cs_open_tickets(self):
        """Open the tickets of the lead's customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_cs_open_tickets()
