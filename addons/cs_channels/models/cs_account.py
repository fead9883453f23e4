# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsAccount(models.Model):
    """Whose customer it is, is called back by him."""

    _inherit = "cs.account"

    def _responsible(self, kind):
        if kind != "sales_call":
            return super()._responsible(kind)
        members = self.member_ids.filtered(lambda member: member.role == "sales")
        sales = self.partner_id.user_id or members[:1].user_id
        return sales or super()._responsible(kind)
