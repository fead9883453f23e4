# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain


class CsChannelIdentity(models.Model):
    """Who was taken for somebody else leaves no words in that person's name."""

    _inherit = "cs.channel.identity"

    def _quota_info(self):
        """What may still be sent, as the inbox shows it.

        :return: dict of ``unlimited``, ``left`` (-1: any number) and ``until``
        """
        return {
            "unlimited": self.quota_unlimited,
            "left": self.quota_left,
            "until": fields.Datetime.to_string(self.quota_until) or False,
        }

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        was = {identity: identity.partner_id for identity in self}
        result = super().write(vals)
        for identity, partner in was.items():
            if partner and partner != identity.partner_id:
                identity._cs_take_from(partner)
        return result

    def _cs_take_from(self, partner):
        """These were never this contact: his words, and what was made of them, are of
        who it is now, or of nobody known.

        :param partner: the ``res.partner`` it was said to be
        """
        # sudo: cs.conversation: all of the customer's, those of other teams too
        talks = self.sudo().conversation_ids
        self._cs_take_words(talks, partner)
        self._cs_take_work(talks, partner)

    def _cs_take_words(self, talks, partner):
        """Rewrite who said what, where a contact's words stand in our own streams."""
        self._cs_take_over(self._cs_words_of(talks, partner))

    def _cs_words_of(self, talks, partner):
        """What was written in a contact's name; our own answers went out."""
        streams = talks.discuss_channel_id.filtered(lambda s: s.channel_type == "cs")
        # sudo: mail.message: written by the engine in the customer's name
        words = self.env["mail.message"].sudo()
        return words.search(
            Domain("model", "=", "discuss.channel")
            & Domain("res_id", "in", streams.ids)
            & Domain("author_id", "=", partner.id)
            & Domain("cs_delivery_ids", "=", False)
        )

    def _cs_take_over(self, words):
        """Say that these are the words of who it is now; open windows show it."""
        author, guest = self.sudo()._author()
        words.write(
            {
                "author_id": author.id,
                "author_guest_id": guest.id,
                "email_from": author.email_formatted if author else False,
            }
        )
        words._cs_publish_author()
