# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import ValidationError


class DiscussChannelMember(models.Model):
    """Customers are never members of a conversation's stream, only authors in it."""

    _inherit = "discuss.channel.member"

    @api.constrains("channel_id", "partner_id", "guest_id")
    def _check_cs_member(self):
        for member in self:
            # sudo: a check of what the caller has just written
            member_sudo = member.sudo()
            if member_sudo.channel_id.channel_type != "cs":
                continue
            users = member_sudo.partner_id.user_ids
            if not any(user.has_group("cs_helpdesk.group_agent") for user in users):
                raise ValidationError(
                    self.env._("Only colleagues can join a customer's conversation.")
                )
