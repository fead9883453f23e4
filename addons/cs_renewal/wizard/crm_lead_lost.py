# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CrmLeadLost(models.TransientModel):
    """A lost renewal says to whom."""

    _inherit = "crm.lead.lost"

    cs_competitor = fields.Char("Competitor")

    def action_lost_reason_apply(self):
        if self.cs_competitor:
            self.lead_ids.cs_competitor = self.cs_competitor
        return super().action_lost_reason_apply()
