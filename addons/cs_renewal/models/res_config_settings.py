# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_renewal_days = fields.Integer(
        related="company_id.cs_renewal_days", readonly=False
    )
    cs_renewal_plan_id = fields.Many2one(
        related="company_id.cs_renewal_plan_id", readonly=False
    )
    cs_ask_before_sending = fields.Boolean(
        related="company_id.cs_ask_before_sending", readonly=False
    )
    cs_autorenew_days = fields.Integer(
        related="company_id.cs_autorenew_days", readonly=False
    )
    cs_gross_margin = fields.Float(related="company_id.cs_gross_margin", readonly=False)
