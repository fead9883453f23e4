# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsContract(models.Model):
    """Another service level makes other promises."""

    _inherit = "cs.contract"

    def write(self, vals):
        result = super().write(vals)
        if "service_level_id" in vals:
            self.partner_id._cs_claims_changed()
        return result
