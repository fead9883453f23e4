# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["cs.sale.pick.mixin", "account.move"]

    @api.model
    def _cs_pick_domain(self):
        types = ("out_invoice", "out_refund")
        return Domain("move_type", "in", types) & Domain("state", "=", "posted")
