# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ImLivechatChannel(models.Model):
    """A live chat whose sessions are ours has no operators: they wait in a queue."""

    _inherit = "im_livechat.channel"

    cs_channel_ids = fields.One2many(
        "cs.channel",
        "livechat_channel_id",
        string="Service Channel",
        groups="cs_helpdesk.group_agent",
    )

    def _cs_channel(self):
        """Our channel of a live chat, with sudo; empty for core's own."""
        # sudo: cs.channel: the visitor has no rights
        return self.sudo().cs_channel_ids.filtered("active")[:1]

    def _get_operator_info(self, /, **kwargs):
        """The team's own partner stands for it: core demands somebody, and ends a
        session when the last one leaves."""
        channel = self._cs_channel()
        if not channel:
            return super()._get_operator_info(**kwargs)
        return {
            "agent": self.env["res.users"],
            "chatbot_script": self.env["chatbot.script"],
            "operator_partner": channel.team_id._cs_bot_partner(),
            "operator_model": "cs.team",
        }

    def _get_channel_name(self, /, *, operator_model, **kwargs):
        if operator_model != "cs.team":
            return super()._get_channel_name(operator_model=operator_model, **kwargs)
        visitor = kwargs.get("visitor_user") or kwargs.get("guest")
        return visitor.display_name if visitor else self.name

    def _get_livechat_discuss_channel_vals(self, /, *, operator_model, **kwargs):
        values = super()._get_livechat_discuss_channel_vals(
            operator_model=operator_model, **kwargs
        )
        if operator_model == "cs.team":
            channel = self._cs_channel()
            values["cs_team_id"] = channel.team_id.id
            values["cs_company_id"] = channel.company_id.id
        return values

    def _is_livechat_available(self):
        """Who finds nobody waits, or leaves a number."""
        return bool(self._cs_channel()) or super()._is_livechat_available()
