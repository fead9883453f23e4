# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import secrets
import time
from urllib.parse import urlencode

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.web.controllers.home import Home

from ..tools import Refused

STATE_SECONDS = 600
STATE, PENDING, TRIED = "cs_wechat_state", "cs_wechat_pending", "cs_wechat_tried"


def safe_path(path):
    """A page of ours to go on with; everything else leads to the portal."""
    path = path or ""
    own = path.startswith(("/my", "/help")) and not {"\\", "\n", "\r"} & set(path)
    return path if own else "/my"


class WechatLogin(http.Controller):
    """Opening the portal inside WeChat: WeChat says who holds the phone.

    The state is one-time, short-lived and kept in the browser's own session; whoever
    is handed somebody else's address to open gets nowhere with it.
    """

    @http.route(
        "/cs/wechat/login/<int:channel_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def start(self, channel_id, next=None, **_query):
        """Send the browser to WeChat, or on when it is known already.

        :param str next: the page to show afterwards
        """
        channel = self._channel(channel_id)
        path = safe_path(next)
        if not channel:
            return request.redirect(path)
        state = secrets.token_urlsafe(24)
        request.session[STATE] = [state, channel.id, path, int(time.time())]
        request.session[TRIED] = int(time.time())
        # The same host that keeps the session; WeChat lets registered ones pass only.
        callback = f"{request.httprequest.host_url.rstrip('/')}/cs/wechat/callback"
        url = channel._gateway()._login_url(channel, callback, state)
        return request.redirect(url, local=False)

    @http.route(
        "/cs/wechat/callback",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=False,
    )
    def callback(self, code="", state="", **_query):
        """WeChat sends the browser back with a code that says who it is."""
        expected, channel_id, path, at = request.session.pop(STATE, None) or (
            (None, 0, "/my", 0)
        )
        fresh = time.time() - at < STATE_SECONDS
        if not (expected and fresh and secrets.compare_digest(expected, state)):
            return request.redirect("/web/login")
        channel = self._channel(channel_id)
        try:
            found = channel._gateway()._login_identity(channel, code)
        except Refused:
            return request.redirect("/web/login")
        identity = self._identity(channel, found)
        if request.session.uid:
            self._bind(identity)
            return request.redirect(path)
        if user := self._portal_user(identity):
            self._open_session(user)
            return request.redirect(path)
        request.session[PENDING] = [identity.id, path, int(time.time())]
        query = urlencode({"redirect": "/cs/wechat/bind"})
        return request.redirect(f"/web/login?{query}")

    @http.route(
        "/cs/wechat/bind",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
        readonly=False,
    )
    def bind(self, **_query):
        """Whoever has just logged in is the one WeChat named in this browser."""
        pending = request.session.pop(PENDING, None) or (0, "/my", 0)
        identity_id, path, at = pending
        identities = request.env["cs.channel.identity"].with_user(SUPERUSER_ID)
        identity = identities.browse(identity_id).exists()
        if identity and time.time() - at < STATE_SECONDS:
            self._bind(identity)
        return request.redirect(path)

    def _channel(self, channel_id):
        """An account one can log in by, with the engine's rights; or nothing."""
        channels = request.env["cs.channel"].with_user(SUPERUSER_ID)
        return channels.search(
            [
                ("id", "=", channel_id),
                ("provider", "=", "wechat_oa"),
                ("portal_login", "=", True),
            ]
        )

    def _identity(self, channel, found):
        identities = channel.env["cs.channel.identity"]
        identity = identities._get_or_create(channel, found["external_id"])
        identity._learn({"union_id": found.get("union_id")})
        return identity

    def _bind(self, identity):
        """The person in this browser has proven both: the login and the account."""
        user = identity.env["res.users"].browse(request.session.uid)
        if identity.proven and identity.login_user_id == user:
            return
        if identity._bind_if(user.partner_id):
            identity.login_user_id = user
            identity.message_post(
                body=request.env._("Connected by logging in inside WeChat."),
                subtype_xmlid="mail.mt_note",
            )

    def _portal_user(self, identity):
        """The login that was opened here before, with its own password.

        Never a colleague's: a phone is no second factor. Neither a colleague's word
        that this is the customer nor a code he may have scanned himself opens it.
        """
        user, still = identity.login_user_id, identity.proven
        still = still and user.active and user._is_portal()
        return user.filtered(lambda u: still and u.partner_id == identity.partner_id)

    def _open_session(self, user):
        credential = {
            "login": user.login,
            "type": "cs_channel",
            "token": user._cs_login_token(),
        }
        request.session.authenticate(request.env, credential)


class CsHome(Home):
    """The login page, opened inside WeChat, asks WeChat first."""

    @http.route()
    def web_login(self, redirect=None, **kw):
        asked = request.session.get(TRIED) or 0
        if (
            request.httprequest.method == "GET"
            and not request.session.uid
            and (redirect or "").startswith(("/my", "/help"))
            and "MicroMessenger" in (request.httprequest.user_agent.string or "")
            and time.time() - asked > STATE_SECONDS
            and (channel := self._cs_login_channel())
        ):
            query = urlencode({"next": redirect})
            return request.redirect(f"/cs/wechat/login/{channel.id}?{query}")
        return super().web_login(redirect=redirect, **kw)

    def _cs_login_channel(self):
        # sudo: cs.channel: which account logs customers in, asked by a stranger
        channels = request.env["cs.channel"].sudo()
        domain = [("provider", "=", "wechat_oa"), ("portal_login", "=", True)]
        own = request.env.company
        return channels.search(domain).sorted(lambda c: c.company_id != own)[:1]
