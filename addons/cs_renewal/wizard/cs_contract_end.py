# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CsContractEnd(models.TransientModel):
    """Why and since when a customer does not renew."""

    _name = "cs.contract.end"
    _description = "Notice Given"

    contract_id = fields.Many2one("cs.contract", required=True, readonly=True)
    date = fields.Date(
        "Received On",
        required=True,
        default=lambda self: self.env.company._cs_today(),
    )
    date_end = fields.Date(
        "Contract Ends On",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    reason_id = fields.Many2one(
        "crm.lost.reason", domain="[('cs_parent_id', '!=', False)]"
    )
    competitor = fields.Char(help="To whom the customer goes, if it is known.")
    reason = fields.Char("In the Customer's Words", required=True)

    @api.depends("date", "contract_id")
    def _compute_date_end(self):
        for wizard in self:
            wizard.date_end = wizard.date and wizard.contract_id._end_after_notice(
                wizard.date
            )

    def action_confirm(self):
        """Note the notice and book the loss."""
        self.ensure_one()
        contract = self.contract_id
        contract.check_access("write")
        # sudo: crm.lost.reason: chosen by who may write the contract
        contract.sudo().write(
            {"lost_reason_id": self.reason_id.id, "competitor": self.competitor}
        )
        contract._give_notice(self.reason, self.date, self.date_end)
        return {"type": "ir.actions.act_window_close"}
