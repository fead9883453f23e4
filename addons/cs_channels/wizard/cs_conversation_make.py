# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_customer.tools.inner import Inner

from ..tools import text

MOST = 100
LEADS = "crm.group_use_lead"


class CsConversationMake(models.TransientModel):
    """Making a ticket, a lead or an opportunity of what was said."""

    _name = "cs.conversation.make"
    _description = "Create from a Conversation"

    conversation_id = fields.Many2one(
        "cs.conversation", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection="_kinds", string="Create", required=True, default="ticket"
    )
    name = fields.Char(string="Subject", required=True)
    span = fields.Selection(
        [
            ("all", "All messages"),
            ("new", "Messages since the last hand-over"),
            ("last", "The last messages"),
            ("chosen", "Selected messages"),
        ],
        string="Include",
        required=True,
        default="all",
        help="Internal notes never go along.",
    )
    last_count = fields.Integer("How Many", default=5)
    with_files = fields.Boolean("Attach Files", default=True)
    line_ids = fields.One2many("cs.conversation.make.line", "wizard_id")

    @api.model
    def _kinds(self):
        kinds = [("ticket", self.env._("Ticket"))]
        if self.env.user.has_group(LEADS):
            kinds.append(("lead", self.env._("Lead")))
        return [*kinds, ("opportunity", self.env._("Opportunity"))]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") != "cs.conversation":
            return values
        talk = self.env["cs.conversation"].browse(self.env.context.get("active_id"))
        talk.check_access("write")
        lines = talk._stream_messages()[-MOST:]
        values |= {
            "conversation_id": talk.id,
            "name": talk._first_words() or talk.display_name,
            "line_ids": [Command.create(self._line(message)) for message in lines],
        }
        return {name: value for name, value in values.items() if name in fields}

    @api.model
    def _line(self, message):
        return {
            "message_number": message.id,
            "at": message.date,
            "author": message.author_id.name or message.author_guest_id.name,
            "words": text.to_plain(message.body)[:200],
            "files": ", ".join(message.attachment_ids.mapped("name")),
        }

    def action_make(self):
        """Make it, and say that it is there.

        :raise UserError: when nothing was said in what was chosen
        """
        self.ensure_one()
        talk = self.conversation_id
        talk.check_access("write")
        chosen = self._chosen()
        if not chosen:
            raise UserError(self.env._("Choose what goes along."))
        talk = talk.with_context(
            cs_chosen=Inner(chosen.ids), cs_with_files=Inner(self.with_files)
        )
        if self.kind == "ticket":
            made = talk.create_ticket({"name": self.name})
        else:
            made = talk.create_opportunity({"name": self.name})
        if self.kind == "lead":
            # sudo: crm.lead: as it was made, by who may only propose one
            made.sudo().type = "lead"
        return self._tell(made.with_env(self.env))

    def _chosen(self):
        """The messages that go along, of this conversation only."""
        said = self.conversation_id._stream_messages()
        if self.span == "new":
            until = self.conversation_id.handed_until
            return said.filtered(lambda message: message.id > until)
        if self.span == "last":
            return said[-max(self.last_count, 1) :]
        if self.span == "chosen":
            lines = self.line_ids.filtered("chosen")
            return said & said.browse(lines.mapped("message_number"))
        return said

    def _tell(self, made):
        """The notification, with a link for who may open what was made."""
        message, links = self.env._("Sales was told about “%s”.", self.name), []
        if made.has_access("read"):
            message = self.env._("%s is there.")
            url = f"/odoo/{made._name}/{made.id}"
            links = [{"label": made.display_name, "url": url}]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "links": links,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
