# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import smtplib

from odoo import api, models
from odoo.tools import email_normalize, formataddr, plaintext2html

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools import Refused, outcome


class CsGatewayEmail(models.AbstractModel):
    """Mail: in by the team's address, out by Odoo's mail servers.

    Answers carry a Message-Id of their own and name the customer's last mail, so that
    every mail program shows one thread (RFC 5322, 3.6.4). What no colleague wrote is
    marked as automatic (RFC 3834), so that machines do not answer one another.
    """

    _name = "cs.gateway.email"
    _description = "Gateway: Email"
    _inherit = "cs.gateway"

    @api.model
    def _verify(self, channel, call):
        raise Refused("mail has no webhook")

    @api.model
    def _parse(self, channel, content):
        raise Refused("mail has no webhook")

    @api.model
    def _capabilities(self):
        return {"text_bytes": 100_000, "media": {"file": (None, 2**25)}, "whole": True}

    @api.model
    def _send(self, channel, part):
        mail = self._build(channel, part)
        try:
            self.env["ir.mail_server"].send_email(mail)
        except MailDeliveryException as error:
            # Core has tried to connect, or the server refused the mail.
            raise self._failure(error.__cause__ or error.__context__) from error
        except AssertionError as error:  # core's word for an address nobody can have
            raise outcome.Rejected(self.env._("This address is not valid.")) from error
        return mail["Message-Id"]

    def _failure(self, cause):
        if isinstance(cause, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
            return outcome.Rejected(self.env._("The mail server refused the mail."))
        if isinstance(cause, smtplib.SMTPServerDisconnected | TimeoutError):
            return outcome.Unknown(self.env._("The line to the mail server broke."))
        return outcome.TryAgain(self.env._("The mail server cannot be reached."))

    def _build(self, channel, part):
        """The mail of an answer, as an ``email.message``."""
        message = self.env["mail.message"].browse(part["message_id"])
        last = part["session"].get("message_id") or ""
        alias = channel.team_id.alias_id.alias_full_name
        company = channel.company_id
        sender = alias or email_normalize(company.email)
        if not sender:
            raise outcome.Rejected(self.env._("The team has no mail address."))
        by_person = self._is_person(message)
        name = message.author_id.name if by_person else channel.name
        headers = {} if by_person else {"Auto-Submitted": "auto-replied"}
        if last:
            headers["In-Reply-To"] = last
        return self.env["ir.mail_server"]._build_email__(
            email_from=formataddr((name, sender)),
            email_to=[part["to"]],
            email_cc=(part["session"].get("cc") or []) if by_person else [],
            reply_to=sender,
            subject=self._subject(channel, part["session"].get("subject") or ""),
            body=str(plaintext2html(part["text"])),
            subtype="html",
            attachments=[
                (file.name, file.raw or b"", file.mimetype)
                for file in message.attachment_ids
            ],
            message_id=self._message_id(channel, part),
            references=last,
            headers=headers,
        )

    def _is_person(self, message):
        return message.author_id and message.author_id != self.env.ref(
            "base.partner_root"
        )

    def _subject(self, channel, subject):
        if not subject:
            return channel.name
        known = subject.lower().startswith(("re:", "aw:", "回复", "答复"))
        return subject if known else f"Re: {subject}"

    def _message_id(self, channel, part):
        """The same for each try: who gets it twice sees it once."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"<cs-{part['key']}-{uuid}@{channel.get_base_url().partition('//')[2]}>"
