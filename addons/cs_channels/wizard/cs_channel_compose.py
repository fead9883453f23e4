# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsChannelCompose(models.TransientModel):
    """Sending a card: a link, a choice, or a template when nothing else may go."""

    _name = "cs.channel.compose"
    _description = "Send a Card"

    conversation_id = fields.Many2one(
        "cs.conversation", required=True, ondelete="cascade"
    )
    channel_id = fields.Many2one(
        related="conversation_id.channel_id", related_sudo=False
    )
    has_templates = fields.Boolean(
        compute="_compute_has_templates", export_string_translation=False
    )
    kind = fields.Selection(
        [("link", "Link"), ("menu", "Choice"), ("template", "Template")],
        string="What",
        required=True,
        default="link",
        help="Where the channel knows no such cards the customer gets it as text.",
    )
    title = fields.Char()
    description = fields.Char()
    url = fields.Char(string="Address")
    picture = fields.Char(string="Address of a Picture")
    options = fields.Text(help="One answer a line; the customer taps one.")
    template_id = fields.Many2one(
        "cs.channel.template", domain="[('channel_id', '=', channel_id)]"
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "cs.conversation":
            values["conversation_id"] = self.env.context.get("active_id")
        return values

    @api.depends("conversation_id")
    def _compute_has_templates(self):
        for wizard in self:
            able = wizard.channel_id._gateway()._capabilities() if wizard else {}
            wizard.has_templates = "template" in able.get("rich", ())

    def action_send(self):
        """Send it in the conversation, which is claimed if nobody has it.

        :raise UserError: when something is missing
        """
        self.ensure_one()
        if self.kind == "template":
            if not self.template_id:
                raise UserError(self.env._("Choose a template."))
            self.template_id.send(self.conversation_id)
        else:
            self.conversation_id.send_rich(self.kind, self._data())
        return {"type": "ir.actions.act_window_close"}

    def _data(self):
        if self.kind == "link":
            if not self.title or not self.url:
                raise UserError(self.env._("A link needs a title and an address."))
            names = ("title", "description", "url", "picture")
            return {name: self[name] or "" for name in names}
        lines = [line.strip() for line in (self.options or "").splitlines()]
        options = [
            {"id": str(number), "text": line}
            for number, line in enumerate(filter(None, lines), 1)
        ]
        if not self.title or not options:
            raise UserError(self.env._("A choice needs a question and answers."))
        return {"head": self.title, "options": options, "tail": ""}
