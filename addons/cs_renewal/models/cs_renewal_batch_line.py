# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class CsRenewalBatchLine(models.Model):
    """One renewal of a batch: waiting, sent, or why it was left out."""

    _name = "cs.renewal.batch.line"
    _description = "Renewal of a Batch"
    _order = "state, id"

    batch_id = fields.Many2one(
        "cs.renewal.batch", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    lead_id = fields.Many2one(
        "crm.lead", "Renewal", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("left_out", "Left Out")],
        required=True,
        default="waiting",
    )
    reason = fields.Char("Why")
    anyway = fields.Boolean(export_string_translation=False)

    _one_waiting = models.UniqueIndex(
        "(lead_id) WHERE state = 'waiting'", "This renewal is being sent already."
    )

    def action_send_anyway(self):
        """Send this one in spite of what speaks against it.

        :raise UserError: for one that was sent, or waits to be
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != "left_out":
            raise UserError(self.env._("Only what was left out can be sent anyway."))
        self.batch_id._again(self)
        self.sudo().anyway = True  # sudo: the user was checked just before
        return True
