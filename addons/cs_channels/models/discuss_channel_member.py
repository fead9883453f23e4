# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.cs_customer.tools.inner import Inner, inner

OURS_GOING_ON = Domain("channel_id.cs_team_id", "!=", False) & Domain(
    "channel_id.livechat_end_dt", "=", False
)


class DiscussChannelMember(models.Model):
    """Customers are never members of a conversation's stream, only authors in it."""

    _inherit = "discuss.channel.member"

    @api.autovacuum
    def _gc_unpin_livechat_sessions(self):
        """Core ends sessions in which nothing was said for a day; ours end with their
        conversation, which may be put away for longer."""
        core = self.with_context(cs_sessions_of_core=Inner())
        return super(DiscussChannelMember, core)._gc_unpin_livechat_sessions()

    @api.model
    def _search(self, domain, *args, **kwargs):
        if inner(self.env, "cs_sessions_of_core"):
            domain = Domain(domain) & ~OURS_GOING_ON
        return super()._search(domain, *args, **kwargs)

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
