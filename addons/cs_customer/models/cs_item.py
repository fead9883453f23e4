# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import secrets

from odoo import api, fields, models


class CsItem(models.Model):
    """A product in use: what the customer has, where, and in which version."""

    _name = "cs.item"
    _inherit = ["mail.thread"]
    _description = "Product in Use"
    _order = "partner_id, product_id, id"
    _rec_names_search = ["product_id", "serial", "site"]

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    serial = fields.Char("Serial Number", index="btree_not_null", tracking=True)
    version = fields.Char(tracking=True)
    site = fields.Char(help="Where it runs or stands: a plant, a tenant, an address.")
    date_start = fields.Date("In Use Since")
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        groups="cs_customer.group_user",
        help="Stands in the QR code on the product; it opens the request form.",
    )
    note = fields.Text()
    active = fields.Boolean(default=True)

    _token_unique = models.Constraint("UNIQUE (token)", "This code exists already.")
    _serial_unique = models.UniqueIndex(
        "(company_id, product_id, serial) WHERE serial IS NOT NULL AND active IS TRUE",
        "This serial number is in use already.",
    )

    @api.depends("product_id", "serial", "site")
    def _compute_display_name(self):
        for item in self:
            details = " - ".join(filter(None, [item.serial, item.site]))
            name = item.product_id.display_name or ""
            item.display_name = f"{name} ({details})" if details else name

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.partner_id._cs_claims_changed()
        return items

    def write(self, vals):
        before = self.partner_id
        result = super().write(vals)
        if {"partner_id", "product_id", "active", "date_start"} & vals.keys():
            (before | self.partner_id)._cs_claims_changed()
        return result

    def action_renew_token(self):
        """Make the QR codes printed so far useless."""
        for item in self:
            item.token = secrets.token_urlsafe(24)
