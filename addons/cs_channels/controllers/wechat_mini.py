# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import SUPERUSER_ID, api, http
from odoo.http import request

from ..tools import Refused, rate_limit, safe_xml

MAX_BYTES = 32 * 1024
_calls = rate_limit.RateLimit(per_second=0.5, burst=20)


class MiniProgram(http.Controller):
    """What the mini program itself tells us: who its user is, vouched for by WeChat."""

    @http.route(
        "/cs/mini/<string:app_id>/profile",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
    )
    def profile(self, app_id, **_query):
        """Take ``code`` and ``encryptedData``, see docs/add-a-channel.md.

        :param str app_id: of the program; everybody who has it can read that
        """
        source = request.httprequest.remote_addr
        if _calls.exhausted(source):
            return self._answer(429)
        _calls.charge(source)
        env = api.Environment(request.env.cr, SUPERUSER_ID, {})
        program = [("provider", "=", "wechat_mini"), ("app_id", "=", app_id)]
        channel = env["cs.channel"].search(program, limit=1)
        if not channel:
            return self._answer(404)
        try:
            data = safe_xml.json_object(request.httprequest.get_data())
            openid, facts = channel._gateway()._profile(channel, data)
        except Refused:
            return self._answer(403)
        identity = env["cs.channel.identity"]._get_or_create(channel, openid)
        identity._learn(facts)
        return self._answer(200)

    def _answer(self, status):
        body = json.dumps({"ok": status == 200})
        headers = [("Content-Type", "application/json")]
        return request.make_response(body, headers, status=status)
