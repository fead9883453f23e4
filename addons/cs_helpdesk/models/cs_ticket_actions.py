# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsTicket(models.Model):
    """What the buttons of a ticket do."""

    _inherit = "cs.ticket"

    def action_solve(self):
        """Solve: the promises end, the customer is asked how it was."""
        self._cs_move("solved")

    def action_wait(self):
        """Wait for the customer: the promises pause."""
        self._cs_move("waiting")

    def action_reopen(self):
        """Go on with what was solved or closed."""
        self._cs_move("open")

    def action_open_ratings(self):
        """Open what customers said about this ticket."""
        self.ensure_one()
        self._cs_check_staff()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rating.rating_rating_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return action

    def action_merge(self):
        """Choose the ticket that these become part of."""
        self._cs_check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": "cs.ticket.merge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }
