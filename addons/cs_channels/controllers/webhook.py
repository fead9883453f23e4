# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from psycopg2.errors import SerializationFailure, UniqueViolation
from werkzeug.exceptions import (
    Forbidden,
    NotFound,
    ServiceUnavailable,
    TooManyRequests,
)

from odoo import api, http
from odoo.http import request

from ..tools import Refused, WebhookCall, rate_limit

_logger = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024
TRIES = 3
# Only refused calls cost: a provider that signs correctly is never slowed down.
_refusals = rate_limit.RateLimit(per_second=1, burst=60)
_guesses = rate_limit.RateLimit(per_second=0.2, burst=30)


def unknown_token():
    """The answer to a token that names no account; guessing is slowed down.

    :return: the exception to raise
    """
    address = request.httprequest.remote_addr
    if _guesses.exhausted(address):
        return TooManyRequests()
    _guesses.charge(address)
    return NotFound()


class WebhookController(http.Controller):
    """Where providers deliver. It verifies, writes rows and answers; nothing else."""

    @http.route(
        "/cs/channel/<string:token>",
        type="http",
        auth="none",
        methods=["GET", "POST"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
    )
    def receive(self, token, **_query):
        """Take a provider's call.

        :param str token: names the account; random and secret
        :return: what the provider wants to see
        """
        source = (token, request.httprequest.remote_addr)
        if _refusals.exhausted(source):
            raise TooManyRequests()
        httprequest = request.httprequest
        call = WebhookCall(
            method=httprequest.method,
            query=httprequest.args.to_dict(),
            headers=httprequest.headers,
            body=httprequest.get_data(),
        )
        try:
            body, mimetype = self._take(token, call)
        except Refused as error:
            _refusals.charge(source)
            # Our log may say why; the caller never learns.
            _logger.info("Channel call refused: %s", error)
            raise Forbidden() from None
        except LookupError:
            raise unknown_token() from None
        return request.make_response(body, [("Content-Type", mimetype)])

    def _take(self, token, call):
        """Verify and store. It commits by itself, so that nothing waits or is retried
        by the server with a pause: the provider gives us five seconds.

        :raise Refused: when the call is not from the provider
        :raise LookupError: when the token names no account
        """
        env = api.Environment(request.env.cr, api.SUPERUSER_ID, {})
        channel = env["cs.channel"].browse(env["cs.channel"]._id_by_token(token))
        if not channel:
            raise LookupError("no account of this token")
        gateway = channel._gateway()
        if call.method == "GET":
            return gateway._challenge(channel, call), "text/plain"
        events = gateway._parse(channel, gateway._verify(channel, call))
        if buckets := self._store(channel, events):
            env["cs.channel.event"]._wake(buckets)
        return gateway._ack(channel, call)

    def _store(self, channel, events):
        """Store what is new of a call, and commit.

        Some of it may be stored at this very moment by another worker: in a new
        transaction that is known, and the rest is written.

        :return: the buckets that got something new
        :raise ServiceUnavailable: when that goes on; the provider calls again
        """
        cr = channel.env.cr
        for _attempt in range(TRIES):
            try:
                buckets = channel.env["cs.channel.event"]._store(channel, events)
                cr.commit()  # pylint: disable=invalid-commit
            except (SerializationFailure, UniqueViolation):
                cr.rollback()
                channel.env.invalidate_all(flush=False)
            else:
                return buckets
        raise ServiceUnavailable()
