# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class CsActivitySnooze(models.TransientModel):
    """A call to action is put off, with a reason that stays on the record."""

    _name = "cs.activity.snooze"
    _description = "Put Off"

    activity_id = fields.Many2one("mail.activity", required=True, readonly=True)
    date = fields.Date(
        "Until",
        required=True,
        default=lambda self: fields.Date.add(self.env.company._cs_today(), days=7),
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Put it off and write down why.

        :raise UserError: for a day that is not ahead
        """
        self.ensure_one()
        activity = self.activity_id
        activity.check_access("write")
        if self.date <= self.env.company._cs_today():
            raise UserError(self.env._("Choose a day that is ahead."))
        activity.write({"date_deadline": self.date, "cs_snooze_reason": self.reason})
        record = self.env[activity.res_model].browse(activity.res_id)
        record.message_post(
            body=self.env._(
                "“%(what)s” is put off until %(day)s: %(why)s",
                what=activity.summary or activity.activity_type_id.name,
                day=self.date,
                why=self.reason,
            )
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
