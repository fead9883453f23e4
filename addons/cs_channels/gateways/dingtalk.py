# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import hashlib
import hmac
import json
import secrets
import time
from urllib.parse import quote

from odoo import api, fields, models

from ..tools import Refused, outcome, safe_fetch, safe_url, safe_xml, wechat_crypto

API = "https://api.dingtalk.com"
OAPI = "https://oapi.dingtalk.com"
HOSTS = (".dingtalk.com",)
FILE_HOSTS = (".dingtalk.com", ".aliyuncs.com")
TOLERANCE = 3600
MIB = 1024 * 1024
MEDIA = {"picture": "image", "audio": "voice", "video": "video", "file": "file"}
TOKEN_CODES = {"InvalidAuthentication", "InvalidAccessToken", "40014", "42001"}
TOO_FAST = {"130101", "90018", "88", "Throttling", "Forbidden.AccessDenied.QpsLimit"}


def robot_signature(stamp, secret):
    """What DingTalk's robots sign with; it covers the time, not the body."""
    content = f"{stamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class CsGatewayDingtalk(models.AbstractModel):
    """DingTalk (钉钉): a robot in groups and single chats, and events of the company.

    open.dingtalk.com: 机器人接收消息, 事件订阅 (HTTP), 机器人发送消息, 自定义机器人.
    A robot's call signs the time only: the address is the secret, and a message is
    known by its id.
    """

    _name = "cs.gateway.dingtalk"
    _description = "Gateway: DingTalk"
    _inherit = "cs.gateway"

    # === In === #

    @api.model
    def _verify(self, channel, call):
        if call.headers.get("sign"):
            stamp = call.headers.get("timestamp") or ""
            self._check_fresh(stamp[:-3], TOLERANCE)
            expected = robot_signature(stamp, channel.app_secret or "")
            given = call.headers["sign"].encode()
            if not channel.app_secret or not hmac.compare_digest(
                given, expected.encode()
            ):
                raise Refused("signature")
            return call.body
        return self._verify_event(channel, call)

    def _verify_event(self, channel, call):
        query = call.query
        stamp = query.get("timestamp") or ""
        sealed = safe_xml.text(
            safe_xml.json_object(call.body), "encrypt", True, limit=300000
        )
        wechat_crypto.check_signature(
            query.get("msg_signature") or query.get("signature"),
            channel.verify_token,
            stamp,
            query.get("nonce"),
            sealed,
        )
        self._check_fresh(stamp[:-3] if len(stamp) > 11 else stamp, TOLERANCE)
        return wechat_crypto.decrypt(sealed, channel.aes_key, self._receiver(channel))

    def _receiver(self, channel):
        """Whom events are sealed for: the company where one is given, else the app."""
        return channel.corp_id or channel.app_id or ""

    @api.model
    def _ack(self, channel, call=None):
        if call is None or call.headers.get("sign"):
            return "{}", "application/json"
        sealed = wechat_crypto.encrypt(
            b"success", channel.aes_key, self._receiver(channel)
        )
        stamp, nonce = str(int(time.time() * 1000)), secrets.token_hex(8)
        signed = wechat_crypto.signature(channel.verify_token, stamp, nonce, sealed)
        answer = {"msg_signature": signed, "timeStamp": stamp}
        answer |= {"nonce": nonce, "encrypt": sealed}
        return json.dumps(answer), "application/json"

    @api.model
    def _parse(self, channel, content):
        data = safe_xml.json_object(content)
        if "msgtype" in data:
            return [self._parse_robot(channel, data)]
        name = safe_xml.text(data, "EventType", required=True, limit=64)
        if name == "check_url":
            return []
        stamp = safe_xml.text(data, "TimeStamp", limit=16)
        group = safe_xml.text(data, "OpenConversationId", limit=128)
        digest = hashlib.sha256(content).hexdigest()[:32]
        return [
            {
                "external_id": f"evt:{name}:{digest}",
                "stream_key": f"notice:{group or name}",
                "provider_at": self._moment(int(stamp) / 1000)
                if stamp.isascii() and stamp.isdigit()
                else fields.Datetime.now(),
                "kind": "notice",
                "payload": {
                    "event": name,
                    "group": group,
                    "title": safe_xml.text(data, "Title", limit=128),
                },
            }
        ]

    @api.model
    def _on_notice(self, channel, payload):
        """A group was renamed: what its customer sees is what we see."""
        if payload["event"] == "chat_update_title" and payload["title"]:
            groups = self.env["cs.channel.group"].search(
                [
                    ("channel_id", "=", channel.id),
                    ("external_id", "=", payload["group"]),
                ]
            )
            groups.name = payload["title"]

    def _parse_robot(self, channel, data):
        text = safe_xml.text
        person = text(data, "senderStaffId", limit=128) or text(
            data, "senderId", required=True, limit=128
        )
        chat = text(data, "conversationId", required=True, limit=128)
        in_group = text(data, "conversationType", limit=4) == "2"
        payload = self._parse_message(data)
        payload |= {"sender_name": text(data, "senderNick", limit=128)}
        payload["session"] = {
            "url": self._session_url(channel, text(data, "sessionWebhook", limit=1024)),
            "until": safe_xml.integer(data, "sessionWebhookExpiredTime")
            if data.get("sessionWebhookExpiredTime")
            else 0,
            "person": person,
            "chat": chat if in_group else "",
        }
        if in_group:
            title = text(data, "conversationTitle", limit=128)
            payload["group"] = {"id": chat, "name": title}
        return {
            "external_id": f"msg:{text(data, 'msgId', required=True, limit=128)}",
            "stream_key": f"{chat}:{person}" if in_group else person,
            "provider_at": self._moment(safe_xml.integer(data, "createAt") / 1000),
            "kind": "message",
            "payload": payload,
        }

    def _session_url(self, channel, url):
        """Where answers go; nothing when it leads anywhere but to DingTalk."""
        ours = channel.api_url and safe_fetch.origin(url) == safe_fetch.origin(
            channel.api_url
        )
        return url if ours or safe_url.is_on_host(url, HOSTS) else ""

    def _parse_message(self, data):
        kind = safe_xml.text(data, "msgtype", required=True, limit=32)
        payload = {"type": "text", "text": "", "media": [], "trigger": "message"}
        content = data.get("text" if kind == "text" else "content")
        if kind not in ("text", "richText", *MEDIA):
            payload["type"] = "unsupported"
        elif not isinstance(content, dict):
            raise Refused("content")
        elif kind == "text":
            payload["text"] = safe_xml.text(content, "content").strip()
        elif kind == "richText":
            self._read_rich(content, payload)
        else:
            payload["text"] = safe_xml.text(content, "recognition")
            payload["media"] = [self._media_of(content, MEDIA[kind])]
        return payload

    def _read_rich(self, content, payload):
        parts = content.get("richText")
        if not isinstance(parts, list):
            raise Refused("richText")
        words = []
        for part in parts[:50]:
            if not isinstance(part, dict):
                raise Refused("richText")
            if part.get("downloadCode"):
                payload["media"].append(self._media_of(part, "image"))
            else:
                words.append(safe_xml.text(part, "text"))
        payload["text"] = "".join(words).strip()

    def _media_of(self, content, kind):
        ref = safe_xml.text(content, "downloadCode", required=True, limit=1024)
        return {"ref": ref, "type": kind}

    # === Out === #

    @api.model
    def _capabilities(self):
        pictures = ("image/jpeg", "image/png", "image/gif", "image/bmp")
        return {
            "text_bytes": 5000,
            "media": {"image": (pictures, 20 * MIB), "file": (None, 20 * MIB)},
            "rich": ("link",),
            "rate": (20, 60),
        }

    @api.model
    def _api_base(self, channel):
        return super()._api_base(channel) or API

    @api.model
    def _send(self, channel, part):
        self._check_rate(channel, part)
        if part["kind"] in ("text", "link"):
            for url in self._open_addresses(channel, part):
                return self._send_to(channel, url, part)
        return self._send_by_api(channel, part)

    def _open_addresses(self, channel, part):
        """Addresses that take an answer without a token: of the customer's last
        message while it lasts, then of the group's own robot."""
        session = part["session"]
        soon = (time.time() + 30) * 1000
        if session.get("url") and session.get("until", 0) > soon:
            yield session["url"]
        identity = self.env["cs.channel.identity"].browse(part["identity_id"])
        group = identity.group_id
        if group.robot_url and self._session_url(channel, group.robot_url):
            stamp = str(int(time.time() * 1000))
            signed = quote(robot_signature(stamp, group.robot_secret or ""), safe="")
            yield f"{group.robot_url}&timestamp={stamp}&sign={signed}"

    def _send_to(self, channel, url, part):
        person, data = part["session"].get("person"), part["data"]
        if part["kind"] == "text":
            body = {"msgtype": "text", "text": {"content": part["text"]}}
            if part["session"].get("chat"):
                body["at"] = {"atUserIds": [person]}
        else:
            link = {"title": data.get("title") or "", "text": data.get("description")}
            link |= {"messageUrl": data.get("url"), "picUrl": data.get("picture") or ""}
            body = {"msgtype": "link", "link": link}
        response = self._http(
            channel,
            "POST",
            "",
            url=url,
            name="session webhook",
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
        )
        self._raise_for(response)

    def _send_by_api(self, channel, part):
        key, content = self._content(channel, part)
        robot = channel.robot_code or channel.app_id
        body = {"robotCode": robot, "msgKey": key}
        body["msgParam"] = json.dumps(content, ensure_ascii=False)
        if chat := part["session"].get("chat"):
            name, body = "groupMessages/send", {**body, "openConversationId": chat}
        else:
            name, body = "oToMessages/batchSend", {**body, "userIds": [part["to"]]}
        answer = self._call(channel, f"v1.0/robot/{name}", body)
        if part["to"] in (answer.get("invalidStaffIdList") or []):
            raise outcome.Rejected(self.env._("DingTalk does not know this customer."))
        if part["to"] in (answer.get("flowControlledStaffIdList") or []):
            raise outcome.TryAgain(self.env._("DingTalk asks to slow down."))
        return answer.get("processQueryKey") or None

    def _content(self, channel, part):
        """A part as a message of the robot API: (its key, its parameters)."""
        kind, data = part["kind"], part["data"]
        if kind == "text":
            return "sampleText", {"content": part["text"]}
        if kind == "link":
            return "sampleLink", {
                "title": data.get("title") or "",
                "text": data.get("description") or "",
                "messageUrl": data.get("url") or "",
                "picUrl": data.get("picture") or "",
            }
        media_id = self._upload(channel, part)
        if kind == "image":
            return "sampleImageMsg", {"photoURL": media_id}
        extension = part["filename"].rpartition(".")[2] or "bin"
        return "sampleFile", {
            "mediaId": media_id,
            "fileName": part["filename"],
            "fileType": extension,
        }

    def _upload(self, channel, part):
        base = self._api_base(channel) if channel.api_url else OAPI
        file = (part["filename"], part["content"], part["mimetype"])

        def upload(token):
            response = self._http(
                channel,
                "POST",
                "",
                url=f"{base}/media/upload",
                name="media/upload",
                repeatable=True,
                params={"access_token": token, "type": part["kind"]},
                files={"media": file},
            )
            return self._raise_for(response)["media_id"]

        return self._with_token(channel, upload)

    @api.model
    def _fetch_media(self, channel, ref):
        body = {"downloadCode": ref, "robotCode": channel.robot_code or channel.app_id}
        name = "v1.0/robot/messageFiles/download"
        url = self._call(channel, name, body, repeatable=True).get("downloadUrl")
        if not isinstance(url, str):
            raise outcome.Rejected(self.env._("The file is not there any more."))
        if not channel.api_url:  # some of its hosts are named without encryption
            url = url.replace("http://", "https://", 1)
        return self._fetch_url(channel, url, FILE_HOSTS)

    @api.model
    def _request_token(self, channel, rejected=None):
        body = {"appKey": channel.app_id, "appSecret": channel.app_secret}
        response = self._http(
            channel, "POST", "v1.0/oauth2/accessToken", repeatable=True, json=body
        )
        data = self._raise_for(response)
        return data["accessToken"], int(data["expireIn"])

    def _call(self, channel, name, body, repeatable=False):
        def call(token):
            response = self._http(
                channel,
                "POST",
                name,
                repeatable=repeatable,
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers={
                    "x-acs-dingtalk-access-token": token,
                    "Content-Type": "application/json",
                },
            )
            return self._raise_for(response)

        return self._with_token(channel, call)

    def _raise_for(self, response):
        """The answer's object; of both of DingTalk's ways to say no the exception."""
        data = self._json(response.content)
        code = str(data.get("errcode") or data.get("code") or "")
        if response.status_code < 400 and code in ("", "0"):
            return data
        words = data.get("errmsg") or data.get("message") or ""
        reason = f"{code or response.status_code} {words}"[:200]
        if response.status_code == 401 or code in TOKEN_CODES:
            raise outcome.TokenRejected(reason, code)
        if response.status_code == 429 or code in TOO_FAST:
            raise outcome.TryAgain(self.env._("DingTalk asks to slow down."), code)
        raise outcome.Rejected(reason, code)
