# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsTicket(models.Model):
    """The order or invoice a ticket is about."""

    _inherit = "cs.ticket"

    sale_order_id = fields.Many2one(
        "sale.order",
        string="Order",
        check_company=True,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('state', '!=', 'cancel')]",
        groups="base.group_user",
        tracking=True,
    )
    invoice_id = fields.Many2one(
        "account.move",
        check_company=True,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('move_type', 'in', ('out_invoice', 'out_refund')),"
        " ('state', '=', 'posted')]",
        groups="base.group_user",
        tracking=True,
    )

    @api.constrains("sale_order_id", "invoice_id", "partner_id")
    def _check_own_documents(self):
        """A ticket names documents of its own customer only.

        :raises ValidationError: for those of another one
        """
        for ticket in self.sudo():  # sudo: the agent may not read what he named
            customer = ticket.commercial_partner_id
            for document in (ticket.sale_order_id, ticket.invoice_id):
                if document and document.commercial_partner_id != customer:
                    raise ValidationError(
                        self.env._(
                            "%(document)s belongs to another customer than %(ticket)s.",
                            document=document.name,
                            ticket=ticket.display_name,
                        )
                    )
