# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..tools import text


class CsConversationStream(models.AbstractModel):
    """A conversation to be read elsewhere: on a ticket, a lead, in a mail."""

    _inherit = "cs.conversation.stream"

    def _stream_messages(self):
        """What was said, in order: no joins, no notes.

        :return: ``mail.message`` records
        """
        # sudo: mail.message: the words of conversations the caller may read
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                Domain("model", "=", "discuss.channel")
                & Domain("res_id", "=", self.discuss_channel_id.id)
                & Domain("message_type", "=", "comment")
                & Domain("subtype_id.internal", "=", False),
                order="id",
            )
        )

    def _transcript(self, messages=None):
        """The conversation as readable HTML, times in the user's zone.

        :param messages: of :meth:`_stream_messages`, those that are wanted; else all
        """
        messages = self._stream_messages() if messages is None else messages
        return Markup("").join(map(self._transcript_line, messages))

    def _transcript_line(self, message):
        """Who said it, when, the words and the names of the files."""
        at = fields.Datetime.context_timestamp(self, message.date)
        files = ", ".join(message.attachment_ids.mapped("name"))
        return Markup("<p><strong>%s</strong> <small>%s</small><br/>%s%s</p>") % (
            message.author_id.name or message.author_guest_id.name,
            at.strftime("%Y-%m-%d %H:%M"),
            plaintext2html(text.to_plain(message.body)),
            Markup("<em>%s</em>") % files if files else "",
        )

    def _first_words(self):
        """The first line the customer wrote in this conversation."""
        for message in self._stream_messages():
            if self._is_by_customer(message) and (words := text.to_plain(message.body)):
                return words.splitlines()[0][:80]
        return ""
