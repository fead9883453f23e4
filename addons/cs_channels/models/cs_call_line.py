# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..tools import text
from .cs_conversation_stream import PREVIEW


class CsCall(models.Model):
    """The one line a call that is over has in its conversation."""

    _inherit = "cs.call"

    line_id = fields.Many2one(
        "mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )

    def _tell(self, at):
        """Write the line; it is put right when more becomes known.

        :param at: when the call was over, naive UTC
        """
        talk = self._talk()
        words = self._line_words()
        if self.line_id:
            self._put_right(talk._shown_words(words, []))
            return
        self.line_id = talk._receive({"text": words}, at)
        if self.answer_at or self.direction == "out":
            talk.waiting_since = False

    def _line_words(self):
        minutes, seconds = divmod(self.seconds, 60)
        words = {
            "missed": self.env._("☎ Missed call"),
            "voicemail": self.env._("☎ Voicemail"),
        }.get(self.state) or self.env._(
            "☎ Call, %(length)s", length=f"{minutes}:{seconds:02d}"
        )
        if self.ticket_id and not self.answer_at:
            words = self.env._("☎ Voice bot")
        return "\n".join(filter(None, [words, self.path, self._shown_digits()]))

    def _shown_digits(self):
        return f"# {self.digits}" if self.digits else ""

    def _put_right(self, body):
        """Change the line, also where it is the last word the list of talks shows."""
        line, talk = self.line_id, self.conversation_id
        was = text.to_plain(line.body)[:PREVIEW]
        if line.body == body:
            return
        line.body = body
        line._cs_publish_body()
        if talk.preview == was:
            talk.preview = text.to_plain(body)[:PREVIEW]

    def _unmiss(self):
        """It was answered, we only heard that late: nobody has to call back."""
        self.callback_at = False
        self.conversation_id.waiting_since = False
