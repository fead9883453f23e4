# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer messages of a WeChat mini program: an official account that pushes JSON."""

import json

from . import crypto
from .wechat_oa import WechatOA


class WechatMini(WechatOA):
    key = "wechat_mini"
    people = (("oMini_sunli_000000001", "孙丽"), ("oMini_heming_00000002", "何明"))
    sends = ("message/custom/send",)

    def __init__(self, config, clock, urls=()):
        super().__init__(config, clock, urls)
        self.base = ""
        self.webhook.request = self._request
        for openid, name in self.people:
            self.customer(openid, name)

    def _request(self, fields):
        """Sealed JSON instead of XML."""
        query, _xml = type(self.webhook).request(self.webhook, fields)
        plain = json.dumps(fields, ensure_ascii=False)
        if self.config["crypt_mode"] == "plain":
            return query, plain
        sealed = crypto.seal(plain, self.config["aes_key"], self.config["app_id"])
        query["msg_signature"] = crypto.sign(
            self.config["token"], query["timestamp"], query["nonce"], sealed
        )
        envelope = {"ToUserName": fields["ToUserName"], "Encrypt": sealed}
        return query, json.dumps(envelope)
