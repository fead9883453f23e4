# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import email_normalize, plaintext2html


class CsConversation(models.Model):
    """A conversation that goes on by mail, when its channel is shut."""

    _inherit = "cs.conversation"

    def _mail_address(self):
        """The customer's mail address, or False."""
        # sudo: res.partner: the address of a customer one may write to
        partner = self.sudo().partner_id
        return email_normalize(partner.email or self.identity_id.email or "")

    def _mail_parts(self, parts, address):
        """Write what these parts say to the customer, in the team's name."""
        words = "\n\n".join(filter(None, parts.mapped("body")))
        team = self.team_id
        sender = team.alias_email or self.company_id.email_formatted
        # sudo: mail.mail, ir.attachment: access to the conversation was checked
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Our answer to you"),
                "body_html": plaintext2html(words) if words else "",
                "email_to": address,
                "email_from": sender or self.env.user.email_formatted,
                "reply_to": team.alias_email or sender,
                "attachment_ids": parts.sudo().attachment_id.ids,
                "author_id": self.env.user.partner_id.id,
                "auto_delete": True,  # the words stay in the conversation
            }
        )
