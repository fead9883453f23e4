# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsReportMixin(models.AbstractModel):
    """Whom a row of a report is about."""

    _name = "cs.report.mixin"
    _description = "Whom a Figure Is About"

    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("cs.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Assigned to", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer's Company", readonly=True
    )
