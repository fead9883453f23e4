# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError

# What the ledger rests on: once in force it changes only by the actions.
SETTLED = {
    "company_id",
    "currency_id",
    "date_end",
    "date_start",
    "partner_id",
    "predecessor_id",
}
DECIDED = {
    "before_notice",
    "date_scheduled",
    "notice_date",
    "notice_reason",
    "state",
}


class CsContract(models.Model):
    """What people may not do by hand to a contract in force."""

    _inherit = "cs.contract"

    def _check_settled(self, vals):
        """Refuse what would part a contract in force from the revenue it booked."""
        running = self.filtered(lambda contract: contract.state != "draft")
        settled = running and SETTLED & vals.keys()
        if not self.env.su and (settled or DECIDED & vals.keys()):
            raise UserError(
                self.env._(
                    "A contract in force is changed by its buttons: note the notice, "
                    "renew it, or change its lines."
                )
            )

    def _check_archived(self, vals):
        """Refuse to put away what runs: nobody would renew it, and it holds revenue."""
        running = not vals.get("active", True) and self.filtered("is_running")
        if running:
            raise UserError(
                self.env._(
                    "%(contract)s is in force: end it before you archive it.",
                    contract=running[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(
                self.env._(
                    "Only a draft can be removed. End or archive the contract instead: "
                    "its revenue is part of the figures."
                )
            )
