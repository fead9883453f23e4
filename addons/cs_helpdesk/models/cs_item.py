# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo import api, fields, models


class CsItem(models.Model):
    _inherit = "cs.item"

    help_url = fields.Char(
        "Request Address",
        compute="_compute_help_url",
        groups="cs_customer.group_user",
        help="Opens the request form with this product filled in.",
    )
    help_qr = fields.Binary(
        "QR Code",
        compute="_compute_help_qr",
        attachment=False,
        groups="cs_customer.group_user",
        help="Print it and put it on the product.",
    )

    @api.depends("token")
    def _compute_help_url(self):
        for item in self:
            item.help_url = f"{item.get_base_url()}/help/item/{item.token}"

    @api.depends("help_url")
    def _compute_help_qr(self):
        draw = self.env["ir.actions.report"].barcode
        for item in self:
            picture = draw("QR", item.help_url, width=300, height=300)
            item.help_qr = base64.b64encode(picture)
