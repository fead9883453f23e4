# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import secrets

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import outcome
from .cs_call import UNKNOWN


class CsCall(models.Model):
    """Click to dial: the caller's own phone rings first, then the other one's."""

    _inherit = "cs.call"

    def action_call_back(self):
        """Ring the customer from the caller's own phone."""
        self.ensure_one()
        self.check_access("read")
        channel = self.channel_id
        if channel.provider != "phone":  # the customer asked for it in a chat
            channel = self._phone_channel()
        return self._dial(channel, self.number)

    @api.model
    def dial(self, partner):
        """Click to dial: the caller's phone rings, then the contact's.

        :param partner: a ``res.partner`` or its id
        :raise UserError: when somebody has no number, or the system refuses
        """
        if not isinstance(partner, models.BaseModel):
            partner = self.env["res.partner"].browse(partner)
        partner.check_access("read")
        return self._dial(
            self._phone_channel(), partner.phone_sanitized or partner.phone
        )

    @api.model
    def _phone_channel(self):
        return self.env["cs.channel"].search(
            [
                ("provider", "=", "phone"),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=1,
        )

    def _dial(self, channel, number):
        if not channel or not number:
            raise UserError(self.env._("There is no phone channel, or no number."))
        if not self.env["cs.conversation"].has_access("write"):
            raise AccessError(self.env._("Only agents call customers."))
        if number == UNKNOWN:
            raise UserError(self.env._("There is no number to call."))
        if not (extension := self.env.user.cs_extension):
            raise UserError(
                self.env._("Enter your extension in your preferences first.")
            )
        call_id = f"cs-{secrets.token_hex(12)}"
        # sudo: cs.channel: the keys of the account are not the agent's to see
        channel_sudo = channel.sudo()
        try:
            channel_sudo._gateway()._dial(channel_sudo, call_id, extension, number)
        except outcome.CallFailure as failure:
            raise UserError(failure.reason) from failure
        return channel._told(self.env._("Your phone is ringing."))
