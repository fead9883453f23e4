# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class CsUpsellDecide(models.TransientModel):
    """A chance to grow is put off or dismissed, with a reason."""

    _name = "cs.upsell.decide"
    _description = "Put Off or Dismiss"

    signal_id = fields.Many2one("cs.upsell.signal", required=True, readonly=True)
    decision = fields.Selection(
        [("snooze", "Put Off"), ("dismiss", "Dismiss")], required=True
    )
    date = fields.Date(
        "Until",
        default=lambda self: fields.Date.add(self.env.company._cs_today(), days=30),
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Keep the decision.

        :raise UserError: for one that was decided, or a day that is not ahead
        """
        self.ensure_one()
        signal = self.signal_id
        signal.check_access("write")
        if signal.state not in ("open", "snoozed"):
            raise UserError(self.env._("This was decided already."))
        today = signal.company_id._cs_today()
        values = {"state": "dismissed", "decided_on": today}
        if self.decision == "snooze":
            if not self.date or self.date <= today:
                raise UserError(self.env._("Choose a day that is ahead."))
            values = {"state": "snoozed", "snooze_until": self.date}
        values["reason"] = self.reason
        signal.sudo().write(values)  # sudo: cs.upsell.signal: decided just above
        return {"type": "ir.actions.client", "tag": "soft_reload"}
