# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsInternalChatter(models.AbstractModel):
    """A chatter for colleagues only: what stands in it never leaves by mail.

    The customer gets what is said to him on his channel, and nothing else; neither
    mentioning him, nor making him a follower, nor an address brings him a note.
    """

    _name = "cs.internal.chatter"
    _description = "Chatter for Colleagues"
    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: res.partner: whether they are customers, and nothing else
        partners = self.env["res.partner"].sudo()
        known = partners.browse(data["id"] for data in recipients if data["id"])
        colleagues = set(known.filtered(lambda one: not one.partner_share).ids)
        return [data for data in recipients if data["id"] in colleagues]

    def _message_post_after_hook(self, message, msg_values):
        """Who is asked by name reads along, whatever team he is in."""
        result = super()._message_post_after_hook(message, msg_values)
        if message.partner_ids:
            self.message_subscribe(message.partner_ids.ids)
        return result

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # sudo: res.partner: as above
        partners = self.env["res.partner"].sudo().browse(partner_ids or [])
        colleagues = partners.filtered(lambda partner: not partner.partner_share)
        return super().message_subscribe(colleagues.ids, subtype_ids)

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Nobody is to be added here: a customer is answered on his channel."""
        return {record.id: [] for record in self}
