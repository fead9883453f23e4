# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class CsTicket(models.Model):
    """The next ticket of an agent who asks for work."""

    _inherit = "cs.ticket"

    @api.model
    def next_ticket(self):
        """Take the most pressing ticket; see :meth:`_cs_take_next`."""
        return self._cs_take_next()

    def action_next_ticket(self):
        """Take the next ticket and open it, saying why it is this one."""
        found = self.next_ticket()
        notice = {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Nothing waits that you could take now."),
            },
        }
        if found:
            notice["params"] = {
                "type": "success",
                "title": found["name"],
                "message": found["reason"],
                "next": {
                    "type": "ir.actions.act_window",
                    "res_model": self._name,
                    "res_id": found["id"],
                    "views": [(False, "form")],
                },
            }
        return notice

    def _cs_why_more(self):
        names = {"3": "urgent", "2": "high"}
        name = names.get(self.priority)
        return super()._cs_why_more() + ([[name, True]] if name else [])
