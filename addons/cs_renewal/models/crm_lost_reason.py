# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmLostReason(models.Model):
    """Reasons have two levels: what it was about, and what exactly."""

    _inherit = "crm.lost.reason"

    cs_parent_id = fields.Many2one(
        "crm.lost.reason",
        "Group",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('cs_parent_id', '=', False)]",
        help="What the reason is about, such as price, product or service.",
    )

    @api.constrains("cs_parent_id")
    def _check_two_levels(self):
        for reason in self:
            if reason.cs_parent_id.cs_parent_id or reason.cs_parent_id == reason:
                raise ValidationError(self.env._("Reasons have two levels at most."))

    @api.depends("name", "cs_parent_id.name")
    def _compute_display_name(self):
        for reason in self:
            parts = filter(None, [reason.cs_parent_id.name, reason.name])
            reason.display_name = " / ".join(parts)
