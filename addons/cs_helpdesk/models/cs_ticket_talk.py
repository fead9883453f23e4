# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, models
from odoo.tools import email_normalize, is_html_empty

from odoo.addons.cs_customer.tools.inner import inner

from ..tools.clock import now
from ..tools.thanks import is_thanks, own_words

AUTO_MAIL = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
TALK_TYPES = ("comment", "email")


class CsTicketTalk(models.AbstractModel):
    """What is said on a ticket: who said it, and what follows from it."""

    _name = "cs.ticket.talk"
    _description = "Talk on a Ticket"
    _inherit = ["mail.thread"]
    _cs_stores_mail = True

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Placeholders that everybody may write, also without templates' rights."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.number",
            "object.partner_id.lang",
            "object.team_id.name",
            "object.company_id.name",
        )

    # === Mail gateway === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a ticket of a mail; the sender becomes a contact if he is not one.

        Mails of machines make no contacts.
        """
        values = dict(custom_values or {}, source="email")
        if not msg_dict.get("subject"):
            values["name"] = self.env._("(no subject)")
        author_id = msg_dict.get("author_id")
        if not author_id and not inner(self.env, "cs_automatic_mail"):
            company = self._cs_company_of(msg_dict["email_from"])
            values["suggested_company_id"] = company.id
            author = self._partner_find_from_emails_single([msg_dict["email_from"]])
            author_id = msg_dict["author_id"] = author.id
        values.setdefault("partner_id", author_id)
        return super().message_new(msg_dict, values)

    # === What follows from a message === #

    def _message_post_after_hook(self, message, msg_values):
        super()._message_post_after_hook(message, msg_values)
        side = self._cs_side(message)
        # sudo: cs.ticket: a customer who writes moves his ticket, but may not edit it
        if side:
            self.sudo()._cs_spoken(now(self.env))
        if side == "agent":
            self.sudo()._cs_agent_wrote()
        elif side == "customer":
            self.sudo()._cs_customer_wrote(message.sudo())

    def _cs_side(self, message):
        """Who wrote a message, as far as the talk with the customer goes.

        :return: "agent", "customer", or False for what is not part of the talk: notes,
            automatic mails, tracking, messages of bots
        """
        self.ensure_one()
        talk = message.message_type in TALK_TYPES and not message.is_internal
        talk = talk and message.subtype_id and not message.subtype_id.internal
        empty = is_html_empty(message.body) and not message.attachment_ids
        if not talk or empty or inner(self.env, "cs_automatic_mail"):
            return False
        author = message.author_id.sudo()  # sudo: res.partner: who it is, only
        if author == self.env.ref("base.partner_root"):
            return False
        if author == self.partner_id or not author or author.partner_share:
            return "customer"
        return "agent"

    def _cs_agent_wrote(self):
        """An agent answered: promises of a response are kept, new work is begun."""
        self._cs_answered(now(self.env))
        if self.state == "new":
            self._cs_move("open")

    def _cs_answered(self, at):
        """The customer has an answer, here or in the conversation it came from.

        :param at: when, in UTC; an answer older than the ticket counts from its birth
        """
        self.filtered(lambda t: not t.first_response_at).first_response_at = at
        self._sla_answered(at)

    def _cs_unanswered(self, at):
        """What counted as the first answer did not reach the customer.

        Whoever was answered here, by mail, has an answer all the same.

        :param at: when that was known, in UTC
        """
        missed = self.filtered(
            lambda ticket: ticket.first_response_at and not ticket._cs_was_mailed()
        )
        missed.first_response_at = False
        missed._sla_unanswered(at)

    def _cs_was_mailed(self):
        return self.message_ids.filtered(
            lambda message: (
                self._cs_side(message) == "agent"
                and message.notified_partner_ids.filtered("partner_share")
            )
        )

    def _cs_customer_wrote(self, message):
        """The customer wrote: waiting and solved work goes on, closed work anew."""
        if self.merged_into_id:
            self.merged_into_id._cs_take_copy(message)
            return
        if self.state in ("solved", "closed") and self._cs_only_thanks(message):
            self.message_post(
                body=self.env._(
                    "Only thanks, as it seems: it stays %s. Reopen it if it is more.",
                    self.stage_id.name,
                )
            )
            return
        if self.state == "closed":
            self._cs_follow_up(message)
            return
        if self.state in ("waiting", "solved"):
            self._cs_move("open")
        self._sla_asked(now(self.env))
        if self.source in ("email", "web"):
            self._cs_acknowledge()

    def _cs_only_thanks(self, message):
        """Whether a customer's message says nothing but thanks."""
        names = (message.author_id | self.partner_id | self.user_id.partner_id).mapped(
            "name"
        )
        words = own_words(message.body)
        return not message.attachment_ids and is_thanks(words, names)

    def _cs_take_copy(self, message):
        """Post here what the customer wrote elsewhere, with copies of the files."""
        attachments = self.env["ir.attachment"].union(
            *(
                attachment.copy({"res_model": self._name, "res_id": self.id})
                for attachment in message.attachment_ids
            )
        )
        return self.message_post(
            body=message.body,
            subject=message.subject,
            author_id=message.author_id.id,
            email_from=message.email_from,
            message_type=message.message_type,
            subtype_xmlid="mail.mt_comment",
            attachment_ids=attachments.ids,
        )

    def _cs_follow_up(self, message):
        """A closed ticket stays closed: make a new one that points back to it.

        What he writes until that is closed too goes on there.
        """
        known = self.child_ids.filtered(
            lambda t: (
                t.name == self.name
                and t.partner_id == self.partner_id
                and t.state != "closed"
            )
        )[:1]
        if known:
            known._cs_take_copy(message)
            return known
        follow_up = self.with_context(mail_create_nolog=True).create(
            {
                "name": self.name,
                "team_id": self.team_id.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "email_from": self.email_from,
                "source": "email" if message.message_type == "email" else "portal",
                "type_id": self.type_id.id,
                "category_id": self.category_id.id,
                "item_id": self.item_id.id,
                "product_id": self.product_id.id,
                "parent_id": self.id,
            }
        )
        follow_up._cs_take_copy(message)
        self.message_post(
            body=self.env._(
                "Closed for good; the answer became %s.", follow_up._get_html_link()
            )
        )
        return follow_up

    def _cs_acknowledge(self):
        """Tell the customer once, in his language, that the question arrived."""
        template = self.env.ref("cs_helpdesk.mail_template_acknowledge")
        new = self.filtered(
            lambda ticket: ticket.partner_id.email and not ticket.acknowledged_at
        )
        # sudo: cs.ticket: the moments of its life are the code's alone
        new.sudo().acknowledged_at = now(self.env)
        new._cs_post_automatic(template)

    def _cs_post_automatic(self, template):
        """Tell the customers something by itself, each in his language.

        The mails carry the marks of automatic ones, so that no machine answers them.
        """
        subjects = template._render_field("subject", self.ids, compute_lang=True)
        bodies = template._render_field("body_html", self.ids, compute_lang=True)
        for ticket in self.with_context(mail_notify_force_send=False):
            ticket.message_post(
                body=bodies[ticket.id],
                subject=subjects[ticket.id],
                author_id=ticket.company_id.partner_id.id,
                message_type="auto_comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
                partner_ids=ticket.partner_id.ids,
                notify_skip_followers=True,
                mail_headers=AUTO_MAIL,
            )

    def _cs_subscribe_customer(self):
        """Let the customers follow their tickets, so that answers reach them."""
        # sudo: mail.followers: also when somebody else opens or edits the ticket
        Follower = self.env["mail.followers"].sudo()
        found = Follower.search_fetch(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            ["res_id", "partner_id"],
        )
        there = {(follower.res_id, follower.partner_id) for follower in found}
        _all, _internal, external = self.env["mail.message.subtype"].default_subtypes(
            self._name
        )
        Follower.create(
            [
                {
                    "res_model": self._name,
                    "res_id": ticket.id,
                    "partner_id": ticket.partner_id.id,
                    "subtype_ids": [Command.set(external.ids)],
                }
                for ticket in self.filtered("partner_id")
                if (ticket.id, ticket.partner_id) not in there
            ]
        )

    def _track_template(self, changes):
        """Send the mail template of the stage a ticket has reached."""
        result = super()._track_template(changes)
        ticket = self[:1]
        # What became part of another ticket was not closed for its customer.
        template = not ticket.merged_into_id and ticket.stage_id.template_id
        if "stage_id" in changes and template:
            result["stage_id"] = (
                template,
                {
                    "auto_delete_keep_log": False,
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                    "email_layout_xmlid": "mail.mail_notification_light",
                },
            )
        return result

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers go to the address of the team."""
        aliases = self.sudo().team_id._notify_get_reply_to(
            default=default, author_id=author_id
        )
        result = {ticket.id: aliases.get(ticket.team_id.id) for ticket in self}
        if rest := self.filtered(lambda ticket: not ticket.team_id):
            result.update(
                super(CsTicketTalk, rest)._notify_get_reply_to(default, author_id)
            )
        return result

    def _message_receive_bounce(self, email, partner):
        """Say on the ticket that the customer's address does not take mails."""
        super()._message_receive_bounce(email, partner)
        self.message_post(
            body=self.env._("Mail to %s came back.", email_normalize(email) or email)
        )
