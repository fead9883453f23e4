# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from odoo.addons.cs_customer.tools.inner import inner


class CsConversation(models.Model):
    """What goes along when a conversation becomes a ticket or an opportunity: the
    words that were chosen and their files; what colleagues noted never does."""

    _inherit = "cs.conversation"

    handed_until = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The last message that went into a ticket or an opportunity.",
    )

    def _handed_messages(self):
        """Which words go along: those the caller chose, else all."""
        said = self._stream_messages()
        chosen = inner(self.env, "cs_chosen")
        return said if chosen is None else said & said.browse(chosen)

    def _hand_files(self, record, messages):
        """Copy the files of messages to what was made of them."""
        # sudo: cs.conversation: how far it was handed over is the engine's to note
        self.sudo().handed_until = max(messages.ids, default=self.handed_until)
        if not inner(self.env, "cs_with_files", True):
            return
        # sudo: ir.attachment: of words the caller may read, to what he has just made
        values = {"res_model": record._name, "res_id": record.id}
        for file in messages.sudo().attachment_ids:
            file.copy(values)

    def create_opportunity(self, values=None):
        lead = super().create_opportunity(values)
        self._hand_files(lead, self._handed_messages())
        return lead

    def _cs_opportunity_values(self):
        """What was said comes along, as in a ticket; notes do not."""
        return {
            "name": self._first_words() or self.display_name,
            "description": self._transcript(self._handed_messages()),
        }
