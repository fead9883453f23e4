# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsChannel(models.Model):
    """A live chat of core's whose sessions come into our inbox."""

    _inherit = "cs.channel"

    livechat_channel_id = fields.Many2one(
        "im_livechat.channel",
        string="Live Chat",
        copy=False,
        index="btree_not_null",
        help="Its button and its loader, on any site, open conversations of the team. "
        "Empty: one is made.",
    )
    livechat_code = fields.Text("Code for Your Site", compute="_compute_livechat_code")
    livechat_page = fields.Char(
        related="livechat_channel_id.web_page", string="Page to Try It"
    )

    _livechat_unique = models.UniqueIndex(
        "(livechat_channel_id) WHERE active IS TRUE",
        "The sessions of this live chat go to another channel.",
    )

    @api.depends("livechat_channel_id")
    def _compute_livechat_code(self):
        """What core's support page loads, for any page."""
        for channel in self:
            live, base = channel.livechat_channel_id, channel.get_base_url()
            paths = (f"loader/{live.id}", "assets_embed.js") if live else ()
            channel.livechat_code = "\n".join(
                f'<script defer="defer" src="{base}/im_livechat/{path}"></script>'
                for path in paths
            )

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        channels._ensure_livechat()
        return channels

    def write(self, vals):
        result = super().write(vals)
        if "provider" in vals:
            self._ensure_livechat()
        return result

    @api.constrains("provider", "livechat_channel_id")
    def _check_livechat(self):
        for channel in self:
            if channel.livechat_channel_id and channel.provider != "livechat":
                raise ValidationError(
                    self.env._("Only a channel of live chat has a live chat.")
                )

    def _ensure_livechat(self):
        """Each has a live chat; nobody need know that core wants one."""
        for channel in self:
            if channel.provider == "livechat" and not channel.livechat_channel_id:
                # sudo: im_livechat.channel: whoever may make our channel may make this
                channel.livechat_channel_id = (
                    self.env["im_livechat.channel"]
                    .sudo()
                    .create({"name": channel.name, "user_ids": False})
                )
