# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsTicketOpen(models.TransientModel):
    """Open a ticket for a customer, also without being an agent."""

    _name = "cs.ticket.open"
    _description = "Open a Ticket for a Customer"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "cs.team",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self.env["cs.team"]._cs_default(),
    )
    name = fields.Char("Subject", required=True)
    description = fields.Html("What It Is About")
    priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Urgent")],
        required=True,
        default="1",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") == "crm.lead" and context.get("active_id"):
            lead = self.env["crm.lead"].browse(context["active_id"])
            values.setdefault("partner_id", lead.partner_id.id)
        return values

    def action_open(self):
        """Open the ticket; its maker follows it.

        :raises AccessError: for a caller who does not work with customers
        """
        self.ensure_one()
        if not self.env.user.has_group("cs_customer.group_user"):
            raise AccessError(self.env._("You do not work with customers."))
        self.partner_id.check_access("read")
        self.team_id.check_access("read")
        # sudo: cs.ticket: a salesperson may open one; only these fields are his
        ticket = (
            self.env["cs.ticket"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "description": self.description,
                    "partner_id": self.partner_id.id,
                    "team_id": self.team_id.id,
                    "company_id": self.team_id.company_id.id,
                    "priority": self.priority,
                    "source": "phone",
                }
            )
        )
        ticket.message_subscribe(self.env.user.partner_id.ids)
        if ticket.sudo(False).has_access("read"):
            return ticket.sudo(False).get_formview_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Ticket %s is open.", ticket.number),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
