# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """A quotation shows what service has open with its customer."""

    _name = "sale.order"
    _inherit = ["cs.sale.pick.mixin", "sale.order"]

    # A column of its own: numbers are picked by customer, contacts included.
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index="btree_not_null"
    )
    cs_service_warning = fields.Char(
        compute="_compute_cs_service",
        groups="cs_customer.group_user",
        export_string_translation=False,
    )
    cs_ticket_count = fields.Integer(
        "Open Tickets", compute="_compute_cs_service", groups="cs_customer.group_user"
    )

    @api.depends("partner_id")
    def _compute_cs_service(self):
        for order in self:
            order.cs_service_warning = order.partner_id.cs_service_warning
            order.cs_ticket_count = order.partner_id.cs_ticket_count

    def action_cs_open_tickets(self):
        """Open the tickets of the order's customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_cs_open_tickets()

    @api.model
    def _cs_pick_domain(self):
        return Domain("state", "!=", "cancel")
