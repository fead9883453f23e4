# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import secrets
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

SECRET = "base.group_system"
STUCK = timedelta(minutes=10)  # what came in should be in the inbox long since
KEPT_ERROR = timedelta(hours=24)
UNREAD = 3  # failures in a row: more than two minutes, see cs.channel.cursor
# What a token of the provider was fetched with.
CREDENTIALS = {"app_id", "app_secret", "corp_id", "api_url"}


class CsChannel(models.Model):
    """An account at a provider: where customers write to us, and who answers."""

    _name = "cs.channel"
    _description = "Channel"
    _order = "sequence, name, id"
    _check_company_auto = True

    def _default_token(self):
        return secrets.token_urlsafe(32)

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    provider = fields.Selection(
        [
            ("wechat_oa", "WeChat Official Account"),
            ("wechat_mini", "WeChat Mini Program"),
            ("wecom_kf", "WeCom Customer Service"),
            ("dingtalk", "DingTalk"),
            ("telegram", "Telegram"),
            ("webhook", "Webhook and Widget"),
            ("livechat", "Live Chat"),
            ("email", "Email"),
            ("phone", "Phone"),
            ("demo", "Demo"),
        ],
        required=True,
        default="wechat_oa",
    )
    team_id = fields.Many2one(
        "cs.team",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["cs.team"]._cs_default(),
        help="Who answers what comes in here.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    color = fields.Integer(export_string_translation=False)

    # === Credentials: the system group only, never logged === #
    token = fields.Char(
        string="Webhook Token",
        required=True,
        copy=False,
        groups=SECRET,
        default=lambda self: self._default_token(),
        help="The part of the webhook address that names this account.",
    )
    webhook_url = fields.Char(
        compute="_compute_webhook_url",
        groups=SECRET,
        help="Enter this address in the provider's console.",
    )
    api_url = fields.Char(
        string="API Address",
        groups=SECRET,
        copy=False,
        help="Empty: the provider's own. Fill it in to use a test server.",
    )
    app_id = fields.Char(string="App ID", groups=SECRET, copy=False)
    app_secret = fields.Char(groups=SECRET, copy=False)
    verify_token = fields.Char(
        string="Verification Token",
        groups=SECRET,
        copy=False,
        help="The word you chose in the provider's console; calls are signed with it.",
    )
    aes_key = fields.Char(
        string="EncodingAESKey",
        groups=SECRET,
        copy=False,
        help="43 characters from the provider's console.",
    )
    crypt_mode = fields.Selection(
        [("plain", "Plain"), ("compat", "Compatible"), ("safe", "Safe")],
        string="Message Encryption",
        required=True,
        default="safe",
        groups=SECRET,
        copy=False,
        help="As set in the provider's console. Safe is recommended: in plain mode the "
        "text of a message is not protected by any signature.",
    )

    # === Rules === #
    quota_ids = fields.One2many("cs.channel.quota", "channel_id", string="Quotas")
    reopen_hours = fields.Integer(
        string="Reopen within (hours)",
        default=24,
        help="A customer who writes again within this time after closing continues the "
        "same conversation; later a new one begins that is linked to it.",
    )

    # === Health === #
    last_in_at = fields.Datetime("Last In", compute="_compute_traffic")
    last_out_at = fields.Datetime("Last Out", compute="_compute_traffic")
    dead_count = fields.Integer("Dead Letters", compute="_compute_traffic")
    waiting_count = fields.Integer("Waiting to Be Sent", compute="_compute_traffic")
    held_count = fields.Integer(
        "Held Back",
        compute="_compute_traffic",
        help="Messages that wait until the channel's quota allows them again.",
    )
    oldest_at = fields.Datetime(
        "Oldest Not Worked Off",
        compute="_compute_traffic",
        help="Since when the oldest message that came in has not reached the inbox.",
    )
    token_until = fields.Datetime(
        "Access Token Until",
        compute="_compute_traffic",
        help="Renewed in time by itself; empty when the provider asks for none.",
    )
    unread = fields.Boolean(
        compute="_compute_traffic",
        export_string_translation=False,  # only for the light
    )
    last_error = fields.Char(readonly=True, copy=False)
    last_error_at = fields.Datetime(readonly=True, copy=False)
    health = fields.Selection(
        [("good", "Good"), ("quiet", "Nothing yet"), ("bad", "Needs attention")],
        compute="_compute_health",
    )

    _token_unique = models.UniqueIndex("(token)", "This token is taken.")

    @api.depends("token")
    def _compute_webhook_url(self):
        for channel in self:
            base = channel.get_base_url()
            channel.webhook_url = f"{base}/cs/channel/{channel.token}"

    def _compute_traffic(self):
        rows = self._read_traffic() if self.ids else {}
        for channel in self:
            row = rows.get(channel.id, {})
            channel.last_in_at = row.get("last_in_at")
            channel.last_out_at = row.get("last_out_at")
            channel.dead_count = row.get("dead_count", 0)
            channel.waiting_count = row.get("waiting_count", 0)
            channel.held_count = row.get("held_count", 0)
            channel.oldest_at = row.get("oldest_at")
            channel.token_until = row.get("token_until")
            channel.unread = row.get("unread", False)

    def _read_traffic(self):
        """Figures from the rows themselves: a stored date would be written by every
        message, and each of them would wait for the one before."""
        self.env["cs.channel.event"].flush_model()
        self.env["cs.channel.delivery"].flush_model()
        self.env["cs.channel.token"].flush_model()
        self.env["cs.channel.cursor"].flush_model()
        query = SQL(
            """
            SELECT c.id,
                   (SELECT e.create_date FROM cs_channel_event e
                     WHERE e.channel_id = c.id ORDER BY e.id DESC LIMIT 1) last_in_at,
                   (SELECT d.sent_at FROM cs_channel_delivery d
                     WHERE d.channel_id = c.id AND d.sent_at IS NOT NULL
                     ORDER BY d.id DESC LIMIT 1) last_out_at,
                   (SELECT count(*) FROM cs_channel_event e
                     WHERE e.channel_id = c.id AND e.state = 'dead') dead_count,
                   (SELECT count(*) FROM cs_channel_delivery d WHERE d.channel_id = c.id
                       AND d.state IN ('queued', 'sending')) waiting_count,
                   (SELECT count(*) FROM cs_channel_delivery d WHERE d.channel_id = c.id
                       AND d.state = 'held') held_count,
                   (SELECT min(e.create_date) FROM cs_channel_event e
                     WHERE e.channel_id = c.id AND e.state = 'new') oldest_at,
                   (SELECT t.expires_at FROM cs_channel_token t
                     WHERE t.channel_id = c.id) token_until,
                   EXISTS (SELECT FROM cs_channel_cursor p
                            WHERE p.channel_id = c.id AND p.attempts >= %s) unread
              FROM cs_channel c WHERE c.id = ANY(%s)
            """,
            UNREAD,
            self.ids,
        )
        return {row.pop("id"): row for row in self.env.execute_query_dict(query)}

    @api.depends("last_error_at")
    def _compute_health(self):
        now = fields.Datetime.now()
        recently = now - KEPT_ERROR
        for channel in self:
            stuck = channel.oldest_at and channel.oldest_at < now - STUCK
            failing = channel.last_error_at and channel.last_error_at > recently
            healed = (
                failing and (channel.last_out_at or recently) > channel.last_error_at
            )
            stuck = stuck or channel.unread
            if channel.dead_count or stuck or (failing and not healed):
                channel.health = "bad"
            elif channel.last_in_at or channel.last_out_at:
                channel.health = "good"
            else:
                channel.health = "quiet"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("team_id") and not vals.get("company_id"):
                team = self.env["cs.team"].browse(vals["team_id"])
                vals["company_id"] = team.company_id.id
        channels = super().create(vals_list)
        channels._add_default_quotas()
        self.env.registry.clear_cache()
        return channels

    def write(self, vals):
        result = super().write(vals)
        if {"token", "active", "provider"} & vals.keys():
            self.env.registry.clear_cache()
        if CREDENTIALS & vals.keys():
            # sudo: cs.channel.token: one of other credentials is good for nothing
            tokens = self.env["cs.channel.token"].sudo()
            tokens.search([("channel_id", "in", self.ids)]).unlink()
        if "company_id" in vals:
            self._check_company_change()
        return result

    def _check_company_change(self):
        # sudo: cs.channel.identity: the rule holds for rows the user may not see too
        identities = self.env["cs.channel.identity"].sudo()
        domain = [
            ("channel_id", "in", self.ids),
            ("company_id", "not in", self.company_id.ids),
        ]
        if identities.search_count(domain, limit=1):
            raise UserError(
                self.env._("A channel that has customers cannot change its company.")
            )

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _add_default_quotas(self):
        without = self.filtered(lambda channel: not channel.quota_ids)
        self.env["cs.channel.quota"].create(
            [
                {**quota, "channel_id": channel.id}
                for channel in without
                for quota in channel._gateway()._default_quotas()
            ]
        )

    def action_rotate_token(self):
        """Give the webhook a new address; the old one stops working at once.

        :raise AccessError: for everybody but the system group
        """
        self.check_access("write")
        for channel in self:
            channel.token = self._default_token()

    # === For the engine === #

    def _gateway(self):
        """The model that speaks this channel's protocol.

        :rtype: cs.gateway
        """
        self.ensure_one()
        # The name comes from our own selection, never from outside.
        keys = dict(self._fields["provider"].selection)
        if self.provider not in keys:
            raise UserError(self.env._("Unknown provider."))
        return self.env[f"cs.gateway.{self.provider}"]

    @api.model
    def _id_by_token(self, token):
        """The id of the active account a webhook address names, or False."""
        return self._ids_by_token().get(token, False)

    @api.model
    @tools.ormcache()
    def _ids_by_token(self):
        """All of them: whoever tries addresses fills no cache."""
        # sudo: cs.channel: the caller is the provider, it has no user
        return {channel.token: channel.id for channel in self.sudo().search([])}

    def _note_error(self, reason):
        """Keep what went wrong, for the light on the channel; at most once a minute."""
        now = fields.Datetime.now()
        for channel in self:
            last = channel.last_error_at
            if (
                channel.last_error != reason
                or not last
                or now - last > timedelta(minutes=1)
            ):
                channel.write({"last_error": reason, "last_error_at": now})
