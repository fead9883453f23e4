# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class MailActivity(models.Model):
    """Calls to action are activities; they can be put off with a reason."""

    _inherit = "mail.activity"

    cs_snooze_reason = fields.Char("Put Off Because", readonly=True)

    def action_cs_snooze(self):
        """Ask until when, and why."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put Off"),
            "res_model": "cs.activity.snooze",
            "view_mode": "form",
            "target": "new",
            "context": {"default_activity_id": self.id},
        }

    def action_cs_done(self):
        """Done, from the list of calls to action."""
        self.action_done()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
