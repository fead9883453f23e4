# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTicket(models.Model):
    """A ticket that was born in a conversation answers where the customer asked."""

    _inherit = "cs.ticket"

    conversation_id = fields.Many2one(
        "cs.conversation",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        groups="base.group_user",
        help="Answers to the customer go by this conversation's channel.",
    )

    def _cs_conversation(self):
        # sudo: cs.conversation: the ticket's agent may be in another team
        conversation = self.sudo().conversation_id
        return conversation.filtered(lambda c: c.company_id == self.company_id)

    def _cs_lend_conversation(self, ticket):
        """Let another ticket of the same customer answer in the conversation too."""
        # sudo: cs.ticket: agents never set the conversation, only the code
        ticket_sudo, conversation = ticket.sudo(), self._cs_conversation()
        same = (
            ticket_sudo.company_id == self.company_id
            and ticket_sudo.commercial_partner_id == self.commercial_partner_id
        )
        if conversation and same and not ticket_sudo.conversation_id:
            ticket_sudo.conversation_id = conversation

    def _cs_bring(self, target):
        talking = target.conversation_id
        self._cs_lend_conversation(target)
        lent = not talking and target.conversation_id.id
        return {**super()._cs_bring(target), "conversation": lent}

    def _cs_take_back(self, target, brought):
        super()._cs_take_back(target, brought)
        if lent := brought.get("conversation"):
            if target.conversation_id.id == lent:
                target.conversation_id = False

    def split(self, messages, values=None):
        ticket = super().split(messages, values)
        self._cs_lend_conversation(ticket)
        return ticket

    def _cs_follow_up(self, message):
        follow_up = super()._cs_follow_up(message)
        self._cs_lend_conversation(follow_up)
        return follow_up

    # === Whose it is === #

    def _cs_parts_of(self, partner):
        """What of a ticket is a contact's own.

        :return: list of ``email_from``, ``phone`` and ``follows``
        """
        own = {
            "follows": partner in self.message_partner_ids,
            "email_from": self.email_from == partner.email,
            "phone": self.phone == partner.phone,
        }
        return [name for name, his in own.items() if his]

    def _cs_give_parts(self, partner, parts):
        """Make it a contact's again.

        :param list parts: of :meth:`_cs_parts_of`
        """
        values = {"partner_id": partner.id}
        if "email_from" in parts:
            values["email_from"] = partner.email
        if "phone" in parts:
            values["phone"] = partner.phone
        self.write(values)
        if "follows" in parts:
            self.message_subscribe(partner.ids)
        told = self.env._("It is %s after all.", partner.name)
        self.message_post(body=told, subtype_xmlid="mail.mt_note")

    def _cs_goes_by_channel(self, message):
        """Whether a message is an answer of ours that the customer gets in his chat."""
        talk = self._cs_conversation()
        return bool(
            talk
            and message.message_type == "comment"
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and message.author_id
            and not message.author_id.partner_share
            and talk.channel_id._gateway()._carries_answers(talk)
        )

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self._cs_goes_by_channel(message):
            self._cs_conversation()._relay(message)
        return result

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """One surface per answer: who reads it in the chat gets no mail of it."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self._cs_goes_by_channel(message):
            return recipients
        customer = self._cs_conversation().partner_id
        return [data for data in recipients if data["id"] != customer.id]
