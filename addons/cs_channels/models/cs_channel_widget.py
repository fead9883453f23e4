# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import hmac
import secrets

from markupsafe import Markup

from odoo import api, fields, models

from ..tools import safe_fetch
from .cs_channel import SECRET


class CsChannel(models.Model):
    """The chat bubble inside the company's own software: one script tag."""

    _inherit = "cs.channel"

    widget_enabled = fields.Boolean(
        string="Chat Bubble",
        help="A script tag on any page shows a chat bubble; what visitors write there "
        "comes in on this channel.",
    )
    widget_key = fields.Char(
        copy=False,
        readonly=True,
        default=lambda self: secrets.token_urlsafe(12),
        export_string_translation=False,
    )
    widget_secret = fields.Char(
        string="Identity Secret",
        groups=SECRET,
        copy=False,
        default=lambda self: secrets.token_urlsafe(32),
        help="Your software signs who is logged in with it: the hexadecimal "
        "HMAC-SHA256 of the user's id, a line break and the user's mail address. "
        "Only on your server, never in the page.",
    )
    widget_origins = fields.Char(
        string="Pages",
        help="Where the bubble may be shown, as addresses separated by commas: "
        "https://app.example.com. This Odoo itself is always allowed.",
    )
    widget_title = fields.Char(translate=True)
    widget_color = fields.Char(default="#1f6feb")
    widget_snippet = fields.Text(compute="_compute_widget_snippet")

    _widget_key_unique = models.UniqueIndex("(widget_key) WHERE widget_key IS NOT NULL")

    @api.depends("widget_key")
    def _compute_widget_snippet(self):
        for channel in self:
            base = channel.get_base_url()
            channel.widget_snippet = Markup(
                '<script src="%s/cs_channels/static/widget/widget.js" '
                'data-key="%s" async></script>'
            ) % (base, channel.widget_key)

    @api.model
    def _by_widget_key(self, key):
        """The account behind a bubble, or nothing."""
        return self.search(
            [
                ("widget_key", "=", key),
                ("widget_enabled", "=", True),
                ("provider", "=", "webhook"),
            ]
        )

    def _widget_allows(self, origin):
        """Whether a page may show the bubble.

        :param str origin: as the browser says it; it cannot be forged in one
        """
        pages = [page.strip() for page in (self.widget_origins or "").split(",")]
        allowed = {safe_fetch.origin(page) for page in [*pages, self.get_base_url()]}
        return bool(origin) and safe_fetch.origin(origin) in allowed - {""}

    def _widget_vouched(self, user, given):
        """Whether the software the bubble is in signed who its user is.

        :param dict user: ``id`` and ``email``
        :param str given: the signature
        """
        secret = self.widget_secret or ""
        content = f"{user['id']}\n{user['email']}".encode()
        expected = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(
            (given or "").encode(), expected.encode()
        )

    def _widget_online(self):
        """Whether somebody answers now, by the team's calendar."""
        calendar = self.team_id.calendar_id
        if not calendar:
            return True
        now = fields.Datetime.now()
        soon = fields.Datetime.add(now, minutes=1)
        return bool(calendar.get_work_hours_count(now, soon, compute_leaves=True))
