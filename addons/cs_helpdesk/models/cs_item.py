# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models

SIZE = {"width": 300, "height": 300, "barBorder": 2}


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
        for item in self:
            # as SVG: that needs no library to draw pixels, and prints sharp
            code = createBarcodeDrawing("QR", value=item.help_url, **SIZE)
            item.help_qr = base64.b64encode(code.asString("svg").encode())
