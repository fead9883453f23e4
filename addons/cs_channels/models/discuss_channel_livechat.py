# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class DiscussChannel(models.Model):
    """Sessions of live chat that are ours: a visitor's words go through the engine."""

    _inherit = "discuss.channel"

    def message_post(self, *, message_type="notification", **kwargs):
        """What nobody in particular says is said by who speaks for the team."""
        root = self.env.user == self.env.ref("base.user_root")
        if root and self.channel_type == "livechat" and self._cs_is_ours():
            # sudo: discuss.channel: the operator of the session
            kwargs["author_id"] = (
                kwargs.get("author_id") or self.sudo().livechat_operator_id.id
            )
        return super().message_post(message_type=message_type, **kwargs)

    def _cs_check_author(self, author_id):
        if self.channel_type == "livechat" and self._cs_is_visitor_env():
            return
        super()._cs_check_author(author_id)

    def _cs_is_visitor_env(self):
        """Whether the caller is the visitor of this session."""
        # sudo: discuss.channel.member: who the visitor is
        visitors = self.sudo().channel_member_ids.filtered(
            lambda m: m.livechat_member_type == "visitor"
        )
        partner, guest = self.env["res.partner"]._get_current_persona()
        return bool(visitors.filtered(lambda m: self._cs_is(m, partner, guest)))

    def _cs_is_visitor(self, message):
        """Whether a message is the visitor's own, of a session of live chat."""
        if self.channel_type != "livechat":
            return False
        # sudo: discuss.channel.member: as above
        author, guest = message.author_id, message.author_guest_id
        return bool(
            self.sudo().channel_member_ids.filtered(
                lambda m: (
                    m.livechat_member_type == "visitor"
                    and self._cs_is(m, author, guest)
                )
            )
        )

    @api.model
    def _cs_is(self, member, partner, guest):
        if member.partner_id:
            return member.partner_id == partner
        return bool(guest) and member.guest_id == guest

    def _cs_visitor_said(self, message):
        """Note what a visitor wrote; the drain makes work of it, as of any message."""
        # sudo: cs.channel: the visitor has no rights
        channel = self.sudo().livechat_channel_id._cs_channel()
        if not channel:
            return
        events = self.env["cs.channel.event"].sudo()
        buckets = events._store(channel, [channel._gateway()._said(message)])
        if buckets:
            self.env.cr.postcommit.add(lambda: events._wake(buckets))

    def _close_livechat_session(self, **kwargs):
        result = super()._close_livechat_session(**kwargs)
        self._cs_conversation()._cs_visitor_left()
        return result

    @api.autovacuum
    def _gc_bot_only_ongoing_sessions(self):
        """Core ends sessions without an agent after a day; ours wait for one."""
        self.search(
            [
                ("channel_type", "=", "livechat"),
                ("cs_team_id", "=", False),
                ("livechat_end_dt", "=", False),
                ("last_interest_dt", "<=", "-1d"),
                ("livechat_agent_partner_ids", "=", False),
            ]
        ).livechat_end_dt = fields.Datetime.now()
