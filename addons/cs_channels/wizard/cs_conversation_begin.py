# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsConversationBegin(models.TransientModel):
    """Writing to a customer first, on a channel he has used."""

    _name = "cs.conversation.begin"
    _description = "Start a Conversation"

    identity_id = fields.Many2one(
        "cs.channel.identity",
        string="Customer",
        required=True,
        domain="[('following', '=', True),"
        " ('provider', 'not in', ('phone', 'livechat', 'email')),"
        " ('company_id', 'in', allowed_company_ids)]",
        help="Somebody who has written to us, on the channel he did it.",
    )
    allowed = fields.Char(compute="_compute_allowed", string="The Channel Allows")
    has_templates = fields.Boolean(
        compute="_compute_allowed", export_string_translation=False
    )
    template_id = fields.Many2one(
        "cs.channel.template",
        domain="[('channel_id', '=', channel_id)]",
        help="Approved by the provider: it arrives also when nothing else may be sent.",
    )
    channel_id = fields.Many2one(related="identity_id.channel_id", related_sudo=False)
    body = fields.Text("Message")

    @api.depends("identity_id")
    def _compute_allowed(self):
        for wizard in self:
            identity = wizard.identity_id
            able = identity.channel_id._gateway()._capabilities() if identity else {}
            wizard.has_templates = "template" in able.get("rich", ())
            wizard.allowed = wizard._allowed_text() if identity else False

    def _allowed_text(self):
        identity = self.identity_id
        if identity.quota_unlimited:
            return self.env._("You can write at any time.")
        if identity.quota_left > 0 and identity.quota_until:
            return self.env._("Messages left: %s", identity.quota_left)
        return self.env._("Nothing now: a message waits until the customer writes.")

    def action_start(self):
        """Write, and show the conversation.

        :raise UserError: when nothing is said
        """
        self.ensure_one()
        talks = self.env["cs.conversation"]
        if self.template_id:
            talk = talks.start(self.identity_id, "", self.template_id)
        elif not (self.body or "").strip():
            raise UserError(self.env._("Write something first."))
        else:
            talk = talks.start(self.identity_id, self.body)
        return talk.action_open_inbox()
