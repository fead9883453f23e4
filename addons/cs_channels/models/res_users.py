# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, ValidationError
from odoo.tools import consteq, hmac

SCOPE = "cs_channels.login"
SECONDS = 60


class ResUsers(models.Model):
    """Customers may open the portal by what a channel says about them."""

    _inherit = "res.users"

    cs_extension = fields.Char(
        string="Phone Extension",
        help="The number of this person's phone in the telephone system: incoming "
        "calls show there, and it rings first when calling a customer.",
    )

    @api.constrains("cs_extension")
    def _check_cs_extension(self):
        """Calls are shown to who has the phone: a colleague, and one alone."""
        taken = self.search([("cs_extension", "in", self.mapped("cs_extension"))])
        for user in self.filtered("cs_extension"):
            if user.share:
                raise ValidationError(self.env._("Only colleagues have an extension."))
            same = taken.filtered(
                lambda other, user=user: (
                    other != user
                    and other.cs_extension == user.cs_extension
                    and other.company_ids & user.company_ids
                )
            )
            if same:
                raise ValidationError(
                    self.env._(
                        "%(extension)s is the extension of %(user)s already.",
                        extension=user.cs_extension,
                        user=same[0].name,
                    )
                )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["cs_extension"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["cs_extension"]

    def _cs_login_token(self):
        """A key that opens a session for this user within the next minute."""
        self.ensure_one()
        at = int(time.time())
        return f"{at}:{self._cs_login_signature(at)}"

    def _cs_login_signature(self, at):
        # sudo: ir.config_parameter: the database's secret signs it
        return hmac(self.env(su=True), SCOPE, (self.id, self.login_date, at))

    def _check_credentials(self, credential, env):
        if credential.get("type") != "cs_channel":
            return super()._check_credentials(credential, env)
        user = self.env.user
        at, _colon, signature = str(credential.get("token") or "").partition(":")
        fresh = at.isascii() and at.isdigit() and time.time() - int(at) < SECONDS
        if not fresh or not user._is_portal() or not env["interactive"]:
            raise AccessDenied()
        if not consteq(signature, user._cs_login_signature(int(at))):
            raise AccessDenied()
        return {"uid": user.id, "auth_method": "cs_channel", "mfa": "default"}
