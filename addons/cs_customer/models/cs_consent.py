# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.inner import inner

PURPOSES = [
    ("service", "Service messages"),
    ("survey", "Surveys and ratings"),
    ("marketing", "News and offers"),
    ("reference", "Reference and case study"),
]
CHANNELS = [
    ("mail", "E-mail"),
    ("phone", "Phone"),
    ("sms", "SMS"),
    ("chat", "Chat and messengers"),
]
# Without a word from the person: answers to what they asked are expected, the rest not.
ALLOWED_BY_DEFAULT = {"service", "survey"}


class CsConsent(models.Model):
    """What a person allowed or forbade us, for a purpose and a channel.

    Rows are a log and are never changed: the newest one counts, and the older ones
    prove what was valid when.
    """

    _name = "cs.consent"
    _description = "Consent"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="cascade"
    )
    purpose = fields.Selection(PURPOSES, required=True)
    channel = fields.Selection(CHANNELS, required=True)
    granted = fields.Boolean(help="Ticked: allowed. Not ticked: forbidden.")
    at = fields.Datetime(
        "Given On", required=True, default=fields.Datetime.now, readonly=True
    )
    source = fields.Char(
        required=True, help="How we know: a form, a call, a message, a contract."
    )
    user_id = fields.Many2one(
        "res.users", "Noted By", default=lambda self: self.env.user, readonly=True
    )

    _newest_idx = models.Index("(partner_id, purpose, channel, id DESC)")

    def write(self, vals):
        """Refused: a change of mind is a new row. Only a partner merge may move it."""
        if set(vals) - {"partner_id"}:
            raise AccessError(
                self.env._("Consent is a log: add a new line instead of changing one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_forbidden(self):
        if not inner(self.env, "cs_erase"):
            raise AccessError(
                self.env._("Consent is a log: add a new line instead of removing one.")
            )

    @api.model
    def _allowed(self, partners, purpose, channel):
        """Which of `partners` may be contacted.

        :param purpose: a key of PURPOSES; :param channel: a key of CHANNELS
        :return: the partners whose newest word allows it, or who said nothing and
            the purpose is one they expect
        """
        self.flush_model()
        rows = self.env.execute_query_dict(
            self._newest_query(partners, purpose, channel)
        )
        said = {row["partner_id"]: row["granted"] for row in rows}
        default = purpose in ALLOWED_BY_DEFAULT
        return partners.filtered(lambda partner: said.get(partner.id, default))

    def _newest_query(self, partners, purpose, channel):
        return SQL(
            """SELECT DISTINCT ON (partner_id) partner_id, granted FROM cs_consent
                WHERE partner_id = ANY(%s) AND purpose = %s AND channel = %s
                ORDER BY partner_id, id DESC""",
            partners.ids,
            purpose,
            channel,
        )
