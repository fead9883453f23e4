# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
from email.message import EmailMessage
from email.utils import parseaddr

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize, email_normalize_all, html2plaintext

from odoo.addons.cs_customer.tools.inner import Inner, inner
from odoo.addons.cs_helpdesk.tools.thanks import own_words

from ..tools import media_type

MAX_FILES = 50
MAX_COPIES = 20
# Before the subject of a mail that answers, and of one that is passed on.
ANSWER = re.compile(r"^\s*((re|aw|sv|回复|回復|答复|答覆)\s*[:：]\s*)+", re.IGNORECASE)
PASSED_ON = re.compile(r"^\s*(fwd?|wg|tr|转发|轉發|轉寄)\s*[:：]", re.IGNORECASE)
# Pictures within the words come as files, too.
WITHIN = re.compile(r"<img\b[^>]*\bcid:[^>]*>", re.IGNORECASE)


class CsConversation(models.Model):
    """Mails to a team's address are words of a conversation."""

    _inherit = "cs.conversation"

    _cs_stores_mail = True

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail of a customer, to a team whose channel makes talks of them.

        Who wrote it is its sender's address; that can be forged, so it shows whose it
        may be and proves nothing.

        :param dict msg_dict: the mail, as core parses it
        :param dict custom_values: of the alias: ``team_id``
        :raise ValidationError: when there is no such channel, or no sender
        """
        team = self.env["cs.team"].browse((custom_values or {}).get("team_id") or [])
        self = self.with_context(lang=team._cs_lang())
        channel = team and team._cs_email_channel()
        sender = email_normalize(msg_dict.get("email_from"))
        if not channel or not sender:
            raise ValidationError(self.env._("This mail belongs to no channel."))
        name = parseaddr(msg_dict["email_from"])[0]
        # One mail of a sender after the other, as streams of other channels.
        self.env["cs.channel.event"]._lock_stream(channel.id, sender)
        identities = self.env["cs.channel.identity"]
        identity = identities._get_or_create(channel, sender, name, unnamed=sender)
        before = identity.session or {}
        known = before.get("cc") or []
        copies = self._cs_copies(msg_dict, sender)
        identity._learn(
            {
                "session": {
                    "message_id": msg_dict.get("message_id") or "",
                    "subject": msg_dict.get("subject") or "",
                    "cc": copies,
                }
            }
        )
        identity._cs_guess_by_mail()
        talk = self._for_customer_message(identity)
        talk._cs_note_mail(msg_dict)
        if copies != known:
            talk._cs_tell_copies(copies)
        matter = before.get("subject") if talk._stream_messages() else ""
        return talk.with_context(cs_mail_said=Inner({"matter": matter or ""}))

    @api.model
    def _cs_copies(self, msg_dict, sender):
        """Who else the customer wrote to, and so reads our answers; none of us."""
        names = ", ".join(filter(None, (msg_dict.get("to"), msg_dict.get("cc"))))
        # sudo: mail.alias.domain: which addresses are ours, whoever brings mail in
        ours = set(
            self.env["mail.alias.domain"]
            .sudo()
            .search([("name", "!=", False)])
            .mapped("name")
        )
        found = [
            address
            for address in email_normalize_all(names)
            if address != sender and address.partition("@")[2] not in ours
        ]
        return sorted(set(found))[:MAX_COPIES]

    def _cs_tell_copies(self, copies):
        body = self.env._("From now on answers go to the customer alone.")
        if copies:
            body = self.env._("Copies of answers go to: %s", ", ".join(copies))
        self.message_post(body=body, subtype_xmlid="mail.mt_note")

    def _cs_note_mail(self, msg_dict):
        """An event for the mail, as for what comes in elsewhere; its text is kept by
        what stores mails."""
        events = self.env["cs.channel.event"]
        sender, now = self.identity_id.external_id, fields.Datetime.now()
        events.create(
            {
                "channel_id": self.channel_id.id,
                "company_id": self.company_id.id,
                "external_id": f"msg:{msg_dict.get('message_id')}:{self.team_id.id}",
                "stream_key": sender,
                "bucket": events._bucket(self.channel_id.id, sender),
                "provider_at": now,
                "done_at": now,
                "kind": "message",
                "state": "done",
                "conversation_id": self.id,
            }
        )

    def message_post(self, **kwargs):
        if not (said := inner(self.env, "cs_mail_said")):
            return super().message_post(**kwargs)
        return self._cs_mail_said(said["matter"], **kwargs)

    def _cs_mail_said(self, matter, body="", subject="", attachments=None, **kwargs):
        """What the mail gateway would post is the customer's word in the stream.

        :param str matter: the subject of his last mail here
        :param attachments: (name, content) pairs or such tuples of core
        """
        talk, attachments = self.with_context(cs_mail_said=False), attachments or []
        words = [self._cs_mail_words(body or "", subject or "")]
        if subject and self._cs_matter(subject) != self._cs_matter(matter):
            words.insert(0, subject)
        if left_out := attachments[MAX_FILES:]:
            words.append(self.env._("[%s more files were left out]", len(left_out)))
        names = [str(item[0] or "") for item in attachments[:MAX_FILES]]
        text = "\n\n".join(filter(None, words)) or ", ".join(filter(None, names))
        payload = {"type": "text", "text": text, "media": [], "trigger": "message"}
        message = talk._receive(payload, fields.Datetime.now())
        files = talk._cs_mail_files(message, attachments)
        message.attachment_ids = [fields.Command.link(file.id) for file in files]
        return message

    @api.model
    def _cs_matter(self, subject):
        """A subject without what marks an answer: the same for a whole thread."""
        return ANSWER.sub("", subject).strip().casefold()

    @api.model
    def _cs_mail_words(self, body, subject):
        """What a customer says in a mail: without what it quotes, unless he passes
        that on or says nothing else."""
        body = WITHIN.sub("", body)
        own = "" if PASSED_ON.match(subject) else own_words(body).strip()
        return own or html2plaintext(body).strip()

    @api.model
    def _cs_mail_files(self, message, attachments):
        """The files of a mail, under the types their bytes show."""
        values = []
        for item in attachments[:MAX_FILES]:
            name, content = item[0], item[1]
            if isinstance(content, EmailMessage):  # a mail in the mail
                name, content = name or "mail.eml", content.as_bytes()
            content = content.encode() if isinstance(content, str) else content
            if not content:
                continue
            mimetype, _extension = media_type.sniff(content)
            values.append(
                {
                    "name": name or "file",
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": message.model,
                    "res_id": message.res_id,
                }
            )
        files = self.env["ir.attachment"].create(values)
        for file, wanted in zip(files, values, strict=True):
            # On creation core guesses a type where we say there is none, even markup.
            file.mimetype = wanted["mimetype"]
        return files

    def _say(self, words):
        """A machine that wrote gets no answer of a machine."""
        if inner(self.env, "cs_automatic_mail"):
            return self.env["mail.message"]
        return super()._say(words)
