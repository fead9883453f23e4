# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools import Refused, mini_crypto, outcome, safe_xml

MIB = 1024 * 1024


class CsGatewayWechatMini(models.AbstractModel):
    """Customer messages of WeChat mini programs (小程序客服消息).

    Official accounts with other messages: customers send cards of the program and come
    in through its button, whose text tells where from.
    """

    _name = "cs.gateway.wechat_mini"
    _description = "Gateway: WeChat Mini Program"
    _inherit = "cs.gateway.wechat_oa"

    # === In === #

    def _parse_message(self, data, kind):
        payload = super()._parse_message(data, kind)
        if kind == "miniprogrampage":
            names = ("Title", "PagePath")
            words = (safe_xml.text(data, name, limit=1024) for name in names)
            payload |= {"type": "card", "text": "\n".join(filter(None, words))}
        return payload

    def _parse_event(self, data, who_and_when):
        event = super()._parse_event(data, who_and_when)
        if event["payload"]["event"] == "user_enter_tempsession":
            origin = safe_xml.text(data, "SessionFrom", limit=1000)
            event["payload"] |= {"key": origin, "trigger": "enter", "scene": origin}
        return event

    @api.model
    def _on_introduced(self, channel, identity):
        """Programs are told union ids when somebody logs in, and cannot ask."""

    @api.model
    def _on_event(self, channel, identity, payload, at):
        if payload["event"] == "user_enter_tempsession":
            return self.env["cs.conversation"]._greet(identity)
        return None

    # === Out === #

    @api.model
    def _capabilities(self):
        pictures = ("image/jpeg", "image/png", "image/gif", "image/bmp")
        return {
            "text_bytes": 2048,
            "media": {"image": (pictures, 10 * MIB)},
            "rich": ("link", "card"),
        }

    @api.model
    def _default_quotas(self):
        return [
            {"trigger": "message", "messages": 5, "minutes": 48 * 60},
            {"trigger": "enter", "messages": 2, "minutes": 1},
        ]

    def _content(self, channel, part):
        data = part["data"]
        if part["kind"] == "link":
            names = ("title", "description", "url")
            link = {name: data.get(name) or "" for name in names}
            return "link", {**link, "thumb_url": data.get("picture") or ""}
        kind, content = super()._content(channel, part)
        if kind == "miniprogrampage":
            content.pop("appid")
        return kind, content

    # === Who it is === #

    @api.model
    def _login(self, channel, code):
        """Exchange what ``wx.login`` gave for the person's ids and session key.

        :return: dict ``openid``, ``session_key``, maybe ``unionid``
        :raise Refused: when WeChat does not know the code
        """
        query = {
            "appid": channel.app_id or "",
            "secret": channel.app_secret or "",
            "js_code": code,
            "grant_type": "authorization_code",
        }
        try:
            response = self._http(channel, "GET", "sns/jscode2session", params=query)
            data = self._json(response.content)
            self._raise_for(data)
        except outcome.CallFailure as failure:
            raise Refused("login code") from failure
        safe_xml.text(data, "openid", required=True, limit=128)
        return data

    @api.model
    def _profile(self, channel, data):
        """What WeChat vouches for about the person who holds the phone.

        :param dict data: ``code`` of ``wx.login``; either ``encryptedData`` and ``iv``
            of a button that asks for the phone number, or its ``phone_code``
        :return: (openid, payload for ``identity._learn``)
        :raise Refused: for every defect alike
        """
        login = self._login(channel, safe_xml.text(data, "code", True, limit=256))
        facts = {"union_id": login.get("unionid") or ""}
        if sealed := safe_xml.text(data, "encryptedData", limit=20000):
            opened = mini_crypto.decrypt(
                sealed,
                safe_xml.text(data, "iv", True, limit=64),
                safe_xml.text(login, "session_key", True, limit=64),
                channel.app_id or "",
            )
            number = self._number_of(opened)
            facts["union_id"] = facts["union_id"] or safe_xml.text(opened, "unionId")
        elif code := safe_xml.text(data, "phone_code", limit=256):
            number = self._number_of(self._phone_of(channel, code))
        else:
            number = ""
        if number:
            facts["verified"] = {"phone": number}
        return login["openid"], facts

    def _number_of(self, info):
        """The phone number with its country, of an API's or a button's answer.

        ``phoneNumber`` has the country for numbers from abroad only.
        """
        number = safe_xml.text(info, "purePhoneNumber", limit=32)
        country = safe_xml.text(info, "countryCode", limit=8) or "86"
        number = number or safe_xml.text(info, "phoneNumber", limit=32)
        if not number or number[0] == "+":
            return number
        return f"+{country}{number}"

    def _phone_of(self, channel, code):
        try:
            answer = self._with_token(
                channel,
                lambda token: self._business(channel, token, code),
            )
        except outcome.CallFailure as failure:
            raise Refused("phone code") from failure
        info = answer.get("phone_info")
        if not isinstance(info, dict):
            raise Refused("phone code")
        return info

    def _business(self, channel, token, code):
        response = self._http(
            channel,
            "POST",
            "wxa/business/getuserphonenumber",
            repeatable=True,
            params={"access_token": token},
            json={"code": code},
        )
        data = self._json(response.content)
        self._raise_for(data)
        return data
