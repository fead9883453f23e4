# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from werkzeug.exceptions import Forbidden, TooManyRequests

from odoo import SUPERUSER_ID, api, http
from odoo.http import request

from ..tools import Refused, WebhookCall
from .webhook import _refusals, unknown_token

MAX_BYTES = 16 * 1024


class PhoneController(http.Controller):
    """What a telephone system asks while the customer is on the line."""

    @http.route(
        "/cs/phone/<string:token>/progress",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
    )
    def progress(self, token, **_query):
        """The state of a caller's tickets, for the menu to read out.

        :param str token: names the account; the body is signed as webhooks are
        """
        httprequest = request.httprequest
        source = (token, httprequest.remote_addr)
        if _refusals.exhausted(source):
            raise TooManyRequests()
        env = api.Environment(request.env.cr, SUPERUSER_ID, {})
        channel = env["cs.channel"].browse(env["cs.channel"]._id_by_token(token))
        if not channel or channel.provider != "phone":
            raise unknown_token()
        call = WebhookCall(
            method=httprequest.method,
            headers=httprequest.headers,
            body=httprequest.get_data(),
        )
        try:
            body, mimetype = channel._gateway()._answer_progress(channel, call)
        except Refused:
            _refusals.charge(source)
            raise Forbidden() from None
        return request.make_response(body, [("Content-Type", mimetype)])
