# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_customer.tools.inner import Inner, inner

WHOSE = {"cs_team_id", "cs_company_id"}


class DiscussChannel(models.Model):
    """The stream of words of a conversation: what the customer sees, nothing else.

    Who works on it, its state and its notes are in ``cs.conversation``. Agents are
    members while they own it; the others of the team may read.
    """

    _inherit = "discuss.channel"

    channel_type = fields.Selection(
        selection_add=[("cs", "Customer conversation")], ondelete={"cs": "cascade"}
    )
    cs_team_id = fields.Many2one(
        "cs.team", string="Service Team", index="btree_not_null", readonly=True
    )
    cs_company_id = fields.Many2one(
        "res.company", string="Service Company", index="btree_not_null", readonly=True
    )
    cs_conversation_ids = fields.One2many(
        "cs.conversation",
        "discuss_channel_id",
        string="Conversation",
        groups="cs_helpdesk.group_agent",
    )

    def _cs_conversation(self):
        """The conversation of this stream, with sudo; empty for other channels."""
        if not self._cs_is_ours():
            return self.env["cs.conversation"].sudo()
        # sudo: cs.conversation: the stream works for whoever may post in it
        return self.sudo().cs_conversation_ids

    def _cs_is_ours(self):
        """Whether this is a talk with a customer that our inbox shows."""
        # sudo: discuss.channel: whose it is, of a channel the caller works on
        live = self.channel_type == "livechat" and self.sudo().cs_team_id
        return self.channel_type == "cs" or bool(live)

    def write(self, vals):
        """A stream goes to another team with its conversation, not by itself.

        :raise AccessError: for who is no code of ours
        """
        moved = WHOSE & vals.keys() or ("active" in vals and self._cs_any_is_ours())
        if moved and not self.env.su:
            raise AccessError(
                self.env._("Hand over or close the conversation instead.")
            )
        return super().write(vals)

    def _cs_any_is_ours(self):
        return any(stream._cs_is_ours() for stream in self)

    def message_post(self, *, message_type="notification", **kwargs):
        # What core says by itself (who came, who went) it says with sudo.
        said = message_type == "comment" or not self.env.su
        if not said or not self._cs_is_ours():
            return super().message_post(message_type=message_type, **kwargs)
        self._cs_check_author(kwargs.get("author_id"))
        self._cs_check_subtype(kwargs.get("subtype_xmlid"), kwargs.get("subtype_id"))
        stream = self.with_context(cs_posts_in=Inner(self.id))
        return (
            super(DiscussChannel, stream)
            .message_post(message_type=message_type, **kwargs)
            .with_env(self.env)
        )

    def _cs_check_author(self, author_id):
        """Only the owner speaks to the customer, and in nobody else's name.

        :raise AccessError: when somebody else's name is given
        :raise UserError: when the caller does not own the conversation
        """
        user = self.env.user
        if self.env.su and not user._is_internal():
            return  # the engine posts the words of a guest
        if author_id and author_id != user.partner_id.id:
            if user._is_superuser():
                return  # the engine posts the words of a customer or of a ticket
            raise AccessError(self.env._("You can only write in your own name."))
        conversation = self._cs_conversation()
        if user._is_superuser() or conversation.user_id == user:
            return
        raise UserError(
            self.env._(
                "Claim this conversation before you answer. To say something to the "
                "colleague who has it, write an internal note."
            )
        )

    @api.model
    def _cs_check_subtype(self, xmlid, subtype_id):
        """Nothing in a stream is hidden from the customer.

        :raise UserError: for a note
        """
        if xmlid == "mail.mt_comment":
            return
        if xmlid or not subtype_id:  # what core takes, in its order
            names = self.env["ir.model.data"]
            subtype_id = names._xmlid_to_res_id(xmlid or "mail.mt_note")
        # sudo: mail.message.subtype: what it is for
        if self.env["mail.message.subtype"].sudo().browse(subtype_id).internal:
            raise UserError(
                self.env._(
                    "Write notes beside the conversation; the customer reads this."
                )
            )

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        if self._cs_is_ours() and message.message_type == "comment":
            conversation = self._cs_conversation()
            if self._cs_is_visitor(message):
                self._cs_visitor_said(message)
            elif conversation and self._cs_is_answer(message):
                conversation._answered(message)
        return result

    @api.model
    def _cs_is_answer(self, message):
        """Whether a message of the stream goes to the customer: what he wrote himself
        does not, and no note that somebody put there."""
        internal = message.is_internal or message.subtype_id.internal
        theirs = message.author_guest_id or inner(self.env, "cs_by_customer", False)
        return not internal and not theirs

    def _find_or_create_member_for_self(self):
        """Reading along or typing makes nobody a member of a conversation."""
        if self._cs_is_ours():
            return self.channel_member_ids.filtered("is_self")
        return super()._find_or_create_member_for_self()

    def _message_update_content(self, message, /, **kwargs):
        """What went to the customer cannot be changed afterwards."""
        if self._cs_is_ours():
            raise UserError(
                self.env._("The customer has this message already; write another one.")
            )
        return super()._message_update_content(message, **kwargs)

    @api.model
    def _cs_create_stream(self, conversations):
        """A stream for each conversation, without members.

        :return: discuss.channel records in the order of the conversations
        """
        # The public user, because core makes an internal creator a member.
        public = self.env.ref("base.public_user")
        return (
            self.with_user(public)
            .sudo()
            .create(
                [
                    {
                        "name": conversation.display_name,
                        "channel_type": "cs",
                        "cs_team_id": conversation.team_id.id,
                        "cs_company_id": conversation.company_id.id,
                    }
                    for conversation in conversations
                ]
            )
            .with_env(self.env)
        )
