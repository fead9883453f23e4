# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import logging
from datetime import datetime, timezone

import requests
import urllib3

from odoo import api, fields, models

from ..tools import Refused, outcome, safe_fetch

_logger = logging.getLogger(__name__)

TIMEOUT = (3, 10)  # seconds to connect, to read
MAX_DOWNLOAD = 20 * 1024 * 1024


class CsGateway(models.AbstractModel):
    """What gateways share: calls out with their failures told apart, tokens, times."""

    _inherit = "cs.gateway"

    @api.model
    def _with_token(self, channel, call):
        """Run a call with the access token; once more with a new one if refused.

        :param call: a function of the token
        :raise CallFailure: what the call raised
        """
        tokens = self.env["cs.channel.token"]
        token = tokens._get(channel)
        try:
            return call(token)
        except outcome.TokenRejected:
            return call(tokens._get(channel, rejected=token))

    @api.model
    def _http(
        self,
        channel,
        method,
        path,
        *,
        repeatable=False,
        name=None,
        url=None,
        **options,
    ):
        """Call the provider's API.

        :param str path: below the API's base address
        :param str name: what to call it in the log, where the path holds a secret
        :param str url: the whole address, where it is not below :meth:`_api_base`
        :param bool repeatable: whether doing it twice does no harm; if not, a line
            that breaks after the request went out is an unknown outcome
        :param options: for ``requests``
        :return: the response, whatever its status below 500
        :raise CallFailure: when there is none
        """
        url = url or f"{self._api_base(channel)}/{path}"
        try:
            response = requests.request(
                method, url, timeout=TIMEOUT, allow_redirects=False, **options
            )
        except requests.exceptions.RequestException as error:
            # The text of the error may hold the address and with it the token.
            kind = type(error).__name__
            _logger.info("Channel %s: %s failed: %s", channel.id, name or path, kind)
            raise self._transport_failure(error, repeatable) from None
        if response.status_code >= 500:
            # Behind a gateway that gave up, the provider may have done it.
            failure = outcome.TryAgain if repeatable else outcome.Unknown
            raise failure(
                self.env._("The provider answered %(code)s.", code=response.status_code)
            )
        return response

    @api.model
    def _transport_failure(self, error, repeatable):
        """Tell a call that never left from one that may have arrived."""
        exceptions = requests.exceptions
        cause = getattr(error.args[0] if error.args else None, "reason", None)
        never_left = isinstance(error, exceptions.ConnectTimeout | exceptions.SSLError)
        never_left |= type(cause).__name__ in (
            "NewConnectionError",
            "NameResolutionError",
        )
        if never_left or repeatable:
            return outcome.TryAgain(self.env._("The provider cannot be reached."))
        return outcome.Unknown(
            self.env._(
                "The line broke before the provider answered. Ask the customer or look "
                "at the provider's console before you send it again."
            )
        )

    @api.model
    def _json(self, content):
        """The object in the body of an answer.

        :raise Unknown: when there is none: it may have been done nevertheless
        """
        try:
            data = json.loads(content)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise outcome.Unknown(self.env._("The provider's answer cannot be read."))
        return data

    @api.model
    def _check_fresh(self, stamp, tolerance):
        """The time a call was signed at must be near enough, in seconds.

        :param str stamp: seconds since 1970
        :raise Refused: when it is not
        """
        now = fields.Datetime.now().replace(tzinfo=timezone.utc).timestamp()
        stamp = stamp or ""
        if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 12:
            raise Refused("timestamp")
        if abs(now - int(stamp)) > tolerance:
            raise Refused("timestamp")

    @api.model
    def _moment(self, seconds):
        """Seconds since 1970 as naive UTC; of milliseconds the whole seconds.

        :raise Refused: when it is no moment
        """
        try:
            at = datetime.fromtimestamp(seconds, timezone.utc)
        except (OverflowError, OSError, TypeError, ValueError) as error:
            raise Refused("time") from error
        return at.replace(tzinfo=None, microsecond=0)

    @api.model
    def _check_rate(self, channel, part):
        """Keep within the speed the provider allows for one customer.

        :raise Wait: when it is used up for the moment
        """
        if not (limit := self._capabilities().get("rate")):
            return
        messages, seconds = limit
        if self.env["cs.channel.delivery"]._sent_lately(part, seconds) >= messages:
            raise outcome.Wait(
                self.env._("The provider allows no more messages this minute.")
            )

    @api.model
    def _fetch_url(self, channel, url, hosts=()):
        """Download from an address in a payload, if it may be called at all.

        :param hosts: as of ``tools.safe_fetch``
        :raise CallFailure: when it may not, or cannot be had
        """
        try:
            trusted = self._trusted(channel)
            return safe_fetch.fetch(url, MAX_DOWNLOAD, hosts, trusted)
        except Refused as error:
            _logger.info("Channel %s: file not fetched: %s", channel.id, error)
            raise outcome.Rejected(
                self.env._("Its address is not allowed, or it is too big.")
            ) from None
        except safe_fetch.BadStatus as answer:
            raise self._status_failure(answer) from None
        except urllib3.exceptions.HTTPError:
            raise outcome.TryAgain(
                self.env._("The provider cannot be reached.")
            ) from None

    @api.model
    def _status_failure(self, answer):
        """What a status other than 200 of a file's host means.

        :param answer: a ``safe_fetch.BadStatus``
        """
        if answer.passing:
            return outcome.TryAgain(self.env._("The provider cannot be reached."))
        return outcome.Rejected(
            self.env._(
                "It is not there any more (status %(status)s).", status=answer.status
            )
        )

    @api.model
    def _limited_content(self, response):
        """The body of a download, refused when it is too big.

        :param response: opened with ``stream=True``
        :raise Rejected: when it has more than ``MAX_DOWNLOAD`` bytes
        :raise TryAgain: when the line breaks on the way
        """
        content = bytearray()
        try:
            for chunk in response.iter_content(65536):
                content += chunk
                if len(content) > MAX_DOWNLOAD:
                    response.close()
                    raise outcome.Rejected(self.env._("The file is too big."))
        except requests.exceptions.RequestException as error:
            raise self._transport_failure(error, repeatable=True) from None
        return bytes(content)
