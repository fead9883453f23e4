# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Employees on an approved leave take no work."""

    _inherit = "res.users"

    def _cs_absent(self, at):
        """Add who is on leave, also those whose calendar is flexible or missing."""
        # sudo: hr.leave: whether somebody is there, nothing else of the leave
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search(
                Domain("employee_id.user_id", "in", self.ids)
                & Domain("state", "=", "validate")
                & Domain("date_from", "<=", at)
                & Domain("date_to", ">=", at)
            )
        )
        away = leaves.employee_id.user_id.with_env(self.env) & self
        return super()._cs_absent(at) | away
