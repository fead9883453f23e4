# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Who goes home leaves nobody waiting for him."""

    _inherit = "res.users"

    def _cs_change_status(self, status, reason):
        super()._cs_change_status(status, reason)
        if status != "off":
            return
        # sudo: cs.conversation: they go back whoever says that he is gone
        talks = self.env["cs.conversation"].sudo()
        held = talks.search(
            Domain("user_id", "in", self.ids) & Domain("state", "=", "open")
        )
        if held:
            held._cs_give(0, {"rule": "left"})
