# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import models


class CsConversation(models.Model):
    """What a customer takes back in his app does not stay readable with us."""

    _inherit = "cs.conversation"

    def _take_back(self, message):
        """Empty a message of the customer; that it was there is shown.

        :param message: the ``mail.message`` in the stream
        """
        self.ensure_one()
        told = self.env._("[The customer took this message back]")
        media = self.env["cs.channel.media"].search([("message_id", "=", message.id)])
        media.filtered(lambda file: file.state == "queued").write(
            {"state": "failed", "reason": told}
        )
        message.attachment_ids.unlink()
        message.body = Markup("<p><em>%s</em></p>") % told
        message._cs_publish_body()
        last = self.discuss_channel_id.message_ids[:1]
        if last == message:
            self.preview = told
