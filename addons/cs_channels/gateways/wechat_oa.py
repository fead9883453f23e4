# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json

from odoo import api, models

from ..tools import Refused, outcome, safe_url, safe_xml, wechat_crypto

API = "https://api.weixin.qq.com"
TOLERANCE = 300  # seconds a call may be old; WeChat signs each repetition anew
KNOWN_TRIGGERS = {"CLICK": "menu", "scancode_push": "menu", "scancode_waitmsg": "menu"}
KNOWN_TRIGGERS.update({"subscribe": "subscribe", "SCAN": "scan"})
# About the account; who they are "from" is the console, an operator or WeChat itself.
ACCOUNT_EVENTS = {
    *("MASSSENDJOBFINISH", "PUBLISHJOBFINISH", "annual_renew", "verify_expired"),
    *("qualification_verify_success", "qualification_verify_fail"),
    *("naming_verify_success", "naming_verify_fail"),
    *("weapp_audit_success", "weapp_audit_fail", "weapp_audit_delay"),
    *("user_info_modified", "user_authorization_revoke"),
    "user_authorization_cancellation",
}
MEDIA_TYPES = ("image", "voice", "video", "shortvideo")
MEDIA_HOSTS = (".weixin.qq.com", ".qpic.cn", ".qq.com")
MIB = 1024 * 1024


class CsGatewayWechatOa(models.AbstractModel):
    """WeChat official accounts (公众号, 服务号).

    developers.weixin.qq.com: 接收普通消息, 消息加解密, 客服消息, stable_token.
    """

    _name = "cs.gateway.wechat_oa"
    _description = "Gateway: WeChat Official Account"
    _inherit = "cs.gateway.tencent"

    # Error codes of message/custom/send (developers.weixin.qq.com, 全局返回码).
    _token_codes = {40001, 40014, 42001}
    _retry_codes = {-1, 45009, 45011, 50002}
    _held_codes = {45015, 45047}
    _answer_types = ("application/json", "text/plain")

    # === In === #

    @api.model
    def _challenge(self, channel, call):
        self._check_signature(channel, call)
        echo = call.query.get("echostr") or ""
        if not echo or len(echo) > 128 or not echo.isalnum():
            raise Refused("echostr")
        return echo

    @api.model
    def _verify(self, channel, call):
        self._check_signature(channel, call)
        if channel.crypt_mode == "plain":
            return call.body
        sealed = safe_xml.text(self._read(call.body), "Encrypt", True, 300000)
        query = call.query
        wechat_crypto.check_signature(
            query.get("msg_signature"),
            channel.verify_token,
            query.get("timestamp"),
            query.get("nonce"),
            sealed,
        )
        # In compat mode the clear fields beside it are not covered by a signature:
        # only what was decrypted counts.
        return wechat_crypto.decrypt(sealed, channel.aes_key, channel.app_id)

    @api.model
    def _parse(self, channel, content):
        data = self._read(content)
        text = safe_xml.text
        sender = text(data, "FromUserName", required=True, limit=128)
        seconds = safe_xml.integer(data, "CreateTime")
        at = self._moment(seconds)
        kind = text(data, "MsgType", required=True, limit=64)
        event = {"stream_key": sender, "provider_at": at, "kind": "message"}
        if kind != "event":
            event["external_id"] = self._message_key(data)
            event["payload"] = self._parse_message(data, kind)
        else:
            name = text(data, "Event", required=True, limit=64)
            event |= self._parse_any_event(data, name, f"{sender}:{seconds}")
        return [event]

    def _message_key(self, data):
        """A repetition has the same; some kinds have no number, but the same words."""
        if "MsgId" in data:
            return f"msg:{safe_xml.integer(data, 'MsgId')}"
        content = json.dumps(data, sort_keys=True).encode()
        return f"msg:{hashlib.sha256(content).hexdigest()}"

    @api.model
    def _read(self, content):
        """The fields of a push: XML, or JSON where the console is set to it."""
        if content.lstrip()[:1] == b"{":
            return safe_xml.json_object(content)
        return safe_xml.parse(content)

    def _check_signature(self, channel, call):
        """The signature of the address; fresh, so that a copy is of little use."""
        query = call.query
        stamp = query.get("timestamp") or ""
        wechat_crypto.check_signature(
            query.get("signature"), channel.verify_token, stamp, query.get("nonce")
        )
        self._check_fresh(stamp, TOLERANCE)

    def _parse_any_event(self, data, name, who_and_when):
        if name == "TEMPLATESENDJOBFINISH":
            return self._parse_template_report(data)
        if name in ACCOUNT_EVENTS:
            return {
                "kind": "notice",
                "stream_key": "notice",
                "external_id": f"notice:{who_and_when}:{name}",
                "payload": {"event": name},
            }
        return {"kind": "event", **self._parse_event(data, who_and_when)}

    def _parse_event(self, data, who_and_when):
        """Two different events of a user within one second must not share a key."""
        event = safe_xml.text(data, "Event", required=True, limit=64)
        key = safe_xml.text(data, "EventKey", limit=1024)
        payload = {"event": event, "key": key, "trigger": KNOWN_TRIGGERS.get(event)}
        # Other keys of a subscription (last_trade_no_, scanbarcode|) are no scenes.
        if event == "SCAN":
            payload["scene"] = key
        elif event == "subscribe" and key.startswith("qrscene_"):
            payload["scene"] = key.removeprefix("qrscene_")
        if detail := self._event_detail(data):
            payload["detail"] = detail
        return {
            "external_id": f"evt:{who_and_when}:{event}:{key}"[:1200],
            "payload": payload,
        }

    def _event_detail(self, data):
        """What a menu entry found: the scanned text, the place, the position."""
        for holder, names in (
            ("ScanCodeInfo", ("ScanResult",)),
            ("SendLocationInfo", ("Label", "Location_X", "Location_Y")),
        ):
            if isinstance(data.get(holder), dict):
                found = (
                    safe_xml.text(data[holder], name, limit=1024) for name in names
                )
                return " ".join(filter(None, found))
        position = (safe_xml.text(data, n, limit=32) for n in ("Latitude", "Longitude"))
        return " ".join(filter(None, position))

    def _parse_template_report(self, data):
        """What became of a template message; its id is the one sending it gave."""
        message = safe_xml.text(data, "MsgID", required=True, limit=64)
        status = safe_xml.text(data, "Status", limit=128)
        state = "delivered" if status == "success" else "failed"
        return {
            "kind": "status",
            "external_id": f"status:{message}:{state}",
            "stream_key": f"status:{message}",
            "payload": {"message": message, "state": state, "reason": status},
        }

    def _parse_message(self, data, kind):
        text = safe_xml.text
        payload = {"type": kind, "text": "", "media": [], "trigger": "message"}
        if kind == "text":
            payload["text"] = text(data, "Content")
            if choice := text(data, "bizmsgmenuid", limit=128):
                payload["choice"] = choice
        elif kind in MEDIA_TYPES:
            media_type = "video" if kind == "shortvideo" else kind
            ref = text(data, "MediaId", required=True, limit=512)
            payload.update(
                type=media_type,
                text=text(data, "Recognition"),
                media=[{"ref": ref, "type": media_type}],
            )
        elif kind == "location":
            place = [text(data, name, limit=512) for name in ("Label",)]
            place += [text(data, f"Location_{axis}", limit=32) for axis in "XY"]
            payload["text"] = " ".join(filter(None, place))
        elif kind == "link":
            names = ("Title", "Description", "Url")
            payload["text"] = "\n".join(filter(None, (text(data, n) for n in names)))
        else:
            payload["type"] = "unsupported"
        return payload

    # === Out === #

    @api.model
    def _capabilities(self):
        pictures = ("image/jpeg", "image/png", "image/gif", "image/bmp")
        return {
            "text_bytes": 2048,
            "media": {
                "image": (pictures, 10 * MIB),
                "voice": (("audio/amr", "audio/mpeg"), 2 * MIB),
                "video": (("video/mp4",), 10 * MIB),
            },
            "rich": ("link", "menu", "card", "template"),
            "free": ("template",),
        }

    @api.model
    def _default_quotas(self):
        return [
            {"trigger": "message", "messages": 5, "minutes": 48 * 60},
            {"trigger": "menu", "messages": 3, "minutes": 1},
            {"trigger": "subscribe", "messages": 3, "minutes": 1},
            {"trigger": "scan", "messages": 3, "minutes": 1},
        ]

    @api.model
    def _api_base(self, channel):
        return super()._api_base(channel) or API

    @api.model
    def _send(self, channel, part):
        if part["kind"] == "template":
            return self._send_template(channel, part)
        kind, content = self._content(channel, part)
        message = {"touser": part["to"], "msgtype": kind, kind: content}
        self._post(channel, "message/custom/send", message)
        return None

    def _content(self, channel, part):
        """A part in WeChat's words.

        :return: (msgtype, its content)
        """
        kind, data = part["kind"], part["data"]
        if kind == "text":
            return kind, {"content": part["text"]}
        if kind == "link":
            names = ("title", "description", "url")
            article = {name: data.get(name) or "" for name in names}
            article["picurl"] = data.get("picture") or ""
            return "news", {"articles": [article]}
        if kind == "menu":
            options = [
                {"id": str(option["id"]), "content": option["text"]}
                for option in data["options"]
            ]
            head, tail = data.get("head") or "", data.get("tail") or ""
            return "msgmenu", {
                "head_content": head,
                "list": options,
                "tail_content": tail,
            }
        if kind == "card":
            return "miniprogrampage", {
                "title": data.get("title") or "",
                "appid": data.get("app_id") or channel.app_id,
                "pagepath": data.get("page") or "",
                "thumb_media_id": data.get("media_id") or "",
            }
        content = {"media_id": self._upload(channel, part)}
        if kind == "video":
            content |= {"title": part["filename"], "description": ""}
        return kind, content

    def _send_template(self, channel, part):
        """:return: the id WeChat reports on later"""
        data = part["data"]
        values = {key: {"value": value} for key, value in data["values"].items()}
        message = {"touser": part["to"], "template_id": data["template"]}
        message |= {"url": data.get("url") or "", "data": values}
        answer = self._post(channel, "message/template/send", message)
        return str(answer.get("msgid") or "") or None

    def _media_elsewhere(self, channel, data):
        """Videos are not given but pointed at; all other JSON is an error."""
        self._raise_for(data)
        url = data.get("video_url")
        if not isinstance(url, str):
            raise outcome.Rejected(self._media_gone())
        sealed = url.replace("http://", "https://", 1)
        if safe_url.is_on_host(sealed, MEDIA_HOSTS):
            url = sealed  # WeChat may name its own host without encryption
        return self._fetch_url(channel, url, MEDIA_HOSTS)

    @api.model
    def _request_token(self, channel, rejected=None):
        """The stable interface gives every caller the same token; a new one is forced
        (20 times a day at most) only when it is the one that was refused."""
        token, seconds = self._stable_token(channel, force=False)
        if rejected and token == rejected:
            token, seconds = self._stable_token(channel, force=True)
        return token, seconds

    def _stable_token(self, channel, force):
        body = {
            "grant_type": "client_credential",
            "appid": channel.app_id,
            "secret": channel.app_secret,
            "force_refresh": force,
        }
        response = self._http(
            channel, "POST", "cgi-bin/stable_token", repeatable=True, json=body
        )
        data = self._json(response.content)
        self._raise_for(data)
        return data["access_token"], int(data["expires_in"])

    def _reason(self, code):
        """What the codes an agent meets mean, in words."""
        return {
            -1: self.env._("WeChat is busy."),
            40001: self.env._("WeChat does not accept the account's secret or token."),
            40003: self.env._("WeChat does not know this customer."),
            40125: self.env._("The account's secret is wrong."),
            43019: self.env._("The customer is on the account's blacklist."),
            45002: self.env._("The message is too long for WeChat."),
            45015: self.env._(
                "The time to answer is over, or the customer left the account. "
                "Wait until the customer writes again."
            ),
            45047: self.env._(
                "WeChat allows no more messages until the customer writes again."
            ),
            48002: self.env._("The customer does not accept messages."),
        }.get(code)
