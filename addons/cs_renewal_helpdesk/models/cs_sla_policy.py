# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsSlaPolicy(models.Model):
    """A promise may be made to those who bought a service level."""

    _inherit = "cs.sla.policy"

    service_level_ids = fields.Many2many(
        "cs.service.level",
        string="Service Levels",
        help="Only customers whose contract in force has one of these levels.",
    )

    def _cs_conditions(self):
        return [*super()._cs_conditions(), (self.service_level_ids, "service_level")]
