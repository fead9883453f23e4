# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import hashlib
import hmac
import json
import secrets
import time

from odoo import api, fields, models

from ..tools import Refused, safe_fetch, safe_url, safe_xml, wechat_crypto

HOSTS = (".dingtalk.com",)
TOLERANCE = 3600
MEDIA = {"picture": "image", "audio": "voice", "video": "video", "file": "file"}


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
        name = safe_xml.text(content, "fileName")[:255]
        return {"ref": ref, "type": kind, "name": name}
