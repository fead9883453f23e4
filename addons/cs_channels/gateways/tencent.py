# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import api, models

from ..tools import outcome


class CsGatewayTencent(models.AbstractModel):
    """How the APIs below ``cgi-bin`` are called: a token in the address, an error code
    in the body of HTTP 200. Official accounts and WeCom share it.

    What a code means for the part that was sent is in the three sets.
    """

    _name = "cs.gateway.tencent"
    _description = "Gateway: APIs of WeChat and WeCom"
    _inherit = "cs.gateway"

    _token_codes = frozenset()
    _retry_codes = frozenset()
    _held_codes = frozenset()
    # A download of these types is no file but an answer with a code.
    _answer_types = ("application/json",)

    def _post(self, channel, name, message, repeatable=False):
        """Call the API with the token and a JSON body."""
        # WeChat shows escapes of JSON as typed: the body must be UTF-8 as it is.
        body = json.dumps(message, ensure_ascii=False).encode()
        return self._with_token(
            channel,
            lambda token: self._call(channel, name, token, repeatable, data=body),
        )

    def _upload(self, channel, part):
        """Upload the file of a part.

        :return: its media id
        """
        file = (part["filename"], part["content"], part["mimetype"])

        def upload(token):
            return self._call(
                channel,
                "media/upload",
                token,
                repeatable=True,
                params={"type": part["kind"]},
                files={"media": file},
            )

        return self._with_token(channel, upload)["media_id"]

    @api.model
    def _fetch_media(self, channel, ref):
        def download(token):
            response = self._http(
                channel,
                "GET",
                "cgi-bin/media/get",
                repeatable=True,
                params={"access_token": token, "media_id": ref},
                stream=True,
            )
            if response.status_code != 200:
                raise outcome.Rejected(self._media_gone(), response.status_code)
            content = self._limited_content(response)
            kind = response.headers.get("Content-Type", "")
            if kind.startswith(self._answer_types):
                return self._media_elsewhere(channel, self._json(content))
            return content

        return self._with_token(channel, download)

    def _media_elsewhere(self, channel, data):
        """Hook: what is given instead of a file; here always an error.

        :raise CallFailure: for what is no file
        """
        self._raise_for(data)
        raise outcome.Rejected(self._media_gone())

    def _media_gone(self):
        return self.env._("The file is not there any more.")

    def _call(self, channel, name, token, repeatable=False, params=None, **options):
        """One API call whose answer is JSON with an error code."""
        response = self._http(
            channel,
            "POST",
            f"cgi-bin/{name}",
            repeatable=repeatable,
            params={"access_token": token, **(params or {})},
            **options,
        )
        return self._raise_for(self._json(response.content))

    def _raise_for(self, data):
        """Turn an error code into what to do about it.

        :return: the data, when there is no error in it
        """
        code = data.get("errcode") or 0
        if not code:
            return data
        reason = self._reason(code) or f"{code} {data.get('errmsg', '')}"[:200]
        for codes, failure in (
            (self._token_codes, outcome.TokenRejected),
            (self._retry_codes, outcome.TryAgain),
            (self._held_codes, outcome.Held),
        ):
            if code in codes:
                raise failure(reason, code)
        raise outcome.Rejected(reason, code)

    def _reason(self, code):
        """Hook: what a code means in words, for those an agent meets."""
        return
