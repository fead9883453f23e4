# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api, http
from odoo.http import request

from ..tools import Refused, rate_limit, safe_xml

MAX_BYTES = 6 * 1024 * 1024
_sessions = rate_limit.RateLimit(per_second=0.2, burst=30)
_words = rate_limit.RateLimit(per_second=0.5, burst=30)
# Of all visitors of an account at one address: many of one company may share it.
_neighbours = rate_limit.RateLimit(per_second=10, burst=300)
_questions = rate_limit.RateLimit(per_second=4, burst=60)


class WidgetController(http.Controller):
    """What the chat bubble asks, from pages of other hosts.

    No cookies: a token in the body, never in an address. The browser's origin must be
    one the account allows.
    """

    @http.route(
        "/cs/widget/<string:key>/<string:action>",
        type="http",
        auth="none",
        methods=["POST", "OPTIONS"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
    )
    def ask(self, key, action, **_query):
        """One call of the bubble.

        :param str key: names the account; stands in the page, so it is no secret
        :param str action: session, send, messages, file, articles or tickets
        """
        env = api.Environment(request.env.cr, SUPERUSER_ID, {})
        channel = env["cs.channel"]._by_widget_key(key)
        origin = request.httprequest.headers.get("Origin") or ""
        own = origin == request.httprequest.host_url.rstrip("/")
        if not channel or not (own or channel._widget_allows(origin)):
            return self._answer(403, {}, "")
        if request.httprequest.method == "OPTIONS":
            return self._answer(204, {}, origin)
        handler = self._handlers().get(action)
        try:
            body = request.httprequest.get_data()
            most = MAX_BYTES if action == "send" else safe_xml.MAX_BYTES
            data = safe_xml.json_object(body, most)
            found = handler(channel, data) if handler else None
        except Refused:
            return self._answer(403, {}, origin)
        except _TooMany:
            return self._answer(429, {}, origin)
        return self._answer(404 if found is None else 200, found or {}, origin)

    def _handlers(self):
        return {
            "session": self._session,
            "send": self._send,
            "messages": self._messages,
            "file": self._file,
            "articles": self._articles,
            "tickets": self._tickets,
        }

    def _session(self, channel, data):
        self._limit(_sessions, request.httprequest.remote_addr)
        visitors = channel.env["cs.channel.visitor"]
        token = safe_xml.text(data, "token", limit=128)
        try:
            visitor = visitors._find(channel, token)
        except Refused:
            visitor, token = visitors._begin(channel, data)
        lang = request.httprequest.accept_languages.best_match(["zh", "en"]) or "en"
        shown = channel.with_context(lang="zh_CN" if lang == "zh" else "en_US")
        return {
            "token": token,
            "title": shown.widget_title or shown.name,
            "color": channel.widget_color or "",
            "welcome": shown.welcome or "",
            "online": channel._widget_online(),
            "known": visitor.vouched,
        }

    def _send(self, channel, data):
        # Who begins new sessions gets no more said for it.
        self._limit(_neighbours, (channel.id, request.httprequest.remote_addr))
        visitor = self._visitor(channel, data)
        self._limit(_words, visitor.id)
        events = visitor._write(data)
        env = channel.env
        try:
            with env.cr.savepoint():
                buckets = env["cs.channel.event"]._store(channel, events)
        except (SerializationFailure, UniqueViolation):
            buckets = ()  # the same word is being stored by another worker
        if buckets:
            env.cr.postcommit.add(lambda: env["cs.channel.event"]._wake(buckets))
        return {"ok": True}

    def _messages(self, channel, data):
        visitor = self._visitor(channel, data)
        self._limit(_questions, visitor.id)
        visitor._seen()
        after = safe_xml.integer(data, "after") if data.get("after") else 0
        return {"messages": visitor._messages(after)}

    def _file(self, channel, data):
        visitor = self._visitor(channel, data)
        self._limit(_questions, visitor.id)
        return visitor._file(safe_xml.integer(data, "id"))

    def _articles(self, channel, data):
        visitor = self._visitor(channel, data)
        self._limit(_questions, visitor.id)
        words = safe_xml.text(data, "text", required=True, limit=200)
        return {"articles": visitor._articles(words)}

    def _tickets(self, channel, data):
        visitor = self._visitor(channel, data)
        self._limit(_questions, visitor.id)
        return {"tickets": visitor._tickets()}

    def _visitor(self, channel, data):
        token = safe_xml.text(data, "token", required=True, limit=128)
        return channel.env["cs.channel.visitor"]._find(channel, token)

    def _limit(self, limit, who):
        if limit.exhausted(who):
            raise _TooMany
        limit.charge(who)

    def _answer(self, status, data, origin):
        headers = [("Content-Type", "application/json"), ("Vary", "Origin")]
        headers.append(("X-Content-Type-Options", "nosniff"))
        if origin:
            headers += [
                ("Access-Control-Allow-Origin", origin),
                ("Access-Control-Allow-Methods", "POST"),
                ("Access-Control-Allow-Headers", "Content-Type"),
                ("Access-Control-Max-Age", "3600"),
            ]
        body = json.dumps(data, ensure_ascii=False) if status != 204 else ""
        return request.make_response(body, headers, status=status)


class _TooMany(Exception):
    """This visitor asks too often."""
