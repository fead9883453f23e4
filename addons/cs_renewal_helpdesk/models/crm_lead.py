# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmLead(models.Model):
    """A renewal that is lost over a ticket says over which, through its origin."""

    _inherit = "crm.lead"

    cs_ticket_id = fields.Many2one(
        "cs.ticket",
        "Ticket Behind It",
        compute="_compute_cs_ticket_id",
        inverse="_inverse_cs_ticket_id",
        domain="[('commercial_partner_id', '=', cs_customer_id)]",
        groups="cs_customer.group_user",
        help="The ticket the customer leaves over.",
    )

    @api.depends("cs_origin_model", "cs_origin_id", "cs_motion")
    def _compute_cs_ticket_id(self):
        for lead in self:
            mine = lead.cs_motion == "renewal" and lead.cs_origin_model == "cs.ticket"
            lead.cs_ticket_id = mine and lead.cs_origin_id

    def _inverse_cs_ticket_id(self):
        for lead in self:
            ticket = lead.cs_ticket_id
            ticket.check_access("read")
            customer = ticket.commercial_partner_id or lead.cs_customer_id
            if lead.cs_motion != "renewal" or customer != lead.cs_customer_id:
                raise ValidationError(
                    self.env._("Choose a ticket of the customer whose renewal it is.")
                )
            # sudo: crm.lead: the origin is set by the system
            lead.sudo().write(
                {
                    "cs_origin_model": ticket._name if ticket else False,
                    "cs_origin_id": ticket.id,
                }
            )
