# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""DingTalk: a robot in groups and single chats, and sealed events of the company."""

import base64
import hashlib
import hmac
import json
import random
import secrets
import string

from . import crypto
from .platform import Platform, multipart, parse_json, reply

LIMIT, WINDOW = 20, 60

GROUPS = {"cidDemoHuadong": "北极星 × 华东 上线群"}  # of the demo data


class Dingtalk(Platform):
    key = "dingtalk"
    people = (("manager4001", "李强"), ("staff4002", "陈静"))
    sends = ("sendBySession", "robot/send", "batchSend", "groupMessages/send")

    def __init__(self, config, clock, urls=()):
        self.sessions = {}  # session: (person, group, ends)
        self.sent = {}  # chat: times
        super().__init__(config, clock, urls)

    # === Pushing === #

    def call(self, fields):
        if "EventType" in fields:
            return self._event_call(fields)
        stamp = str(int(self.clock.now() * 1000))
        headers = {"Content-Type": "application/json", "timestamp": stamp}
        headers["sign"] = self._signature(stamp, self.config["app_secret"])
        return {}, headers, json.dumps(fields, ensure_ascii=False)

    def _event_call(self, fields):
        plain = json.dumps(fields, ensure_ascii=False)
        sealed = crypto.seal(plain, self.config["aes_key"], self.config["app_id"])
        stamp = str(int(self.clock.now() * 1000))
        nonce = "".join(random.choices(string.ascii_letters, k=8))
        signed = crypto.sign(self.config["token"], stamp, nonce, sealed)
        query = {"msg_signature": signed, "timestamp": stamp, "nonce": nonce}
        headers = {"Content-Type": "application/json"}
        return query, headers, json.dumps({"encrypt": sealed})

    def _signature(self, stamp, secret):
        content = f"{stamp}\n{secret}".encode()
        digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
        return base64.b64encode(digest).decode()

    def text_fields(self, person, text, group=""):
        return self._robot(
            person, {"msgtype": "text", "text": {"content": text}}, group
        )

    def picture_fields(self, person, media_id):
        content = {"downloadCode": media_id}
        return self._robot(person, {"msgtype": "picture", "content": content}, "")

    def say_in(self, group, openid, text, **options):
        """Somebody calls the robot in a group."""
        person = self.customer(openid)
        title = GROUPS.get(group, group)
        self.show(person, "customer", "text", f"[{title}] {text}")
        return self.push(person, self.text_fields(person, text, group), options)

    def _robot(self, person, content, group):
        session = secrets.token_urlsafe(12)
        ends = self.clock.now() + 5400
        self.sessions[session] = (person.openid, group, ends)
        return {
            "conversationId": group or f"cid{person.openid}",
            "conversationType": "2" if group else "1",
            "conversationTitle": GROUPS.get(group, group),
            "msgId": f"msg{self.new_id()}",
            "createAt": int(self.clock.now() * 1000),
            "senderId": f"$:{person.openid}",
            "senderStaffId": person.openid,
            "senderNick": person.name,
            "senderCorpId": "dingcorp",
            "chatbotCorpId": "dingcorp",
            "chatbotUserId": "$:robot",
            "isAdmin": False,
            "sessionWebhook": f"{self.base}/robot/sendBySession?session={session}",
            "sessionWebhookExpiredTime": int(ends * 1000),
            **content,
        }

    def event(self, openid, event, key="", **options):
        """An event of the company, as chat_update_title (``key`` is the title)."""
        fields = {"EventType": event, "TimeStamp": str(int(self.clock.now() * 1000))}
        fields |= {"OpenConversationId": openid, "Title": key}
        options = {k: v for k, v in options.items() if k in ("copies", "wait")}
        return self.webhook.push(fields, **options)

    def accepts(self, status, text):
        return status == 200 and bool(text)

    # === API === #

    def api(self, method, path, query, headers, body):
        if path == "/v1.0/oauth2/accessToken":
            return self._token(parse_json(body))
        if path.startswith("/download/"):
            content, mimetype, _at = self.media.get(path[10:], (b"", "", 0))
            return (200, content, mimetype) if content else (404, b"", "text/plain")
        if path == "/robot/sendBySession":
            return self._by_session(query.get("session"), parse_json(body))
        token = headers.get("x-acs-dingtalk-access-token") or query.get("access_token")
        if self.tokens.refusal(token):
            return reply({"code": "InvalidAuthentication", "message": "token"}, 401)
        if path == "/media/upload":
            content, mimetype, _name = multipart(headers, body)["media"]
            media_id = self.keep(content, mimetype)
            return reply({"errcode": 0, "errmsg": "ok", "media_id": media_id})
        data = parse_json(body)
        if path == "/v1.0/robot/messageFiles/download":
            if data.get("downloadCode") not in self.media:
                return reply({"code": "invalid.downloadCode", "message": "gone"}, 400)
            return reply(
                {"downloadUrl": f"{self.base}/download/{data['downloadCode']}"}
            )
        if path == "/v1.0/robot/oToMessages/batchSend":
            return self._to_people(data)
        if path == "/v1.0/robot/groupMessages/send":
            return self._to_group(data)
        return reply({"code": "NotFound", "message": path}, 404)

    def _token(self, data):
        given = (data.get("appKey"), data.get("appSecret"))
        if given != (self.config["app_id"], self.config["app_secret"]):
            return reply({"code": "invalidClientIdOrSecret", "message": "no"}, 400)
        found = self.tokens.stable()
        return reply(
            {"accessToken": found["access_token"], "expireIn": found["expires_in"]}
        )

    def _too_fast(self, chat):
        now = self.clock.now()
        times = [at for at in self.sent.get(chat, []) if at > now - WINDOW]
        self.sent[chat] = [*times, now]
        return len(times) >= LIMIT

    def _by_session(self, session, data):
        openid, group, ends = self.sessions.get(session, ("", "", 0))
        if ends < self.clock.now():
            return reply({"errcode": 300001, "errmsg": "token is not exist"})
        if self._too_fast(group or openid):
            return reply({"errcode": 130101, "errmsg": "send too fast"})
        kind = data.get("msgtype")
        content = data.get(kind) or {}
        words = content.get("content") or content.get("title")
        if not words:
            return reply({"errcode": 400105, "errmsg": "unsupported msgtype"})
        self.show(self.customers[openid], "agent", kind, words)
        return reply({"errcode": 0, "errmsg": "ok"})

    def _content(self, data):
        content = json.loads(data.get("msgParam") or "{}")
        key = data.get("msgKey")
        if key == "sampleImageMsg":
            return "image", "", content["photoURL"]
        if key == "sampleFile":
            return "file", content["fileName"], content["mediaId"]
        return "text", content.get("content") or content.get("title"), None

    def _to_people(self, data):
        bad = [id_ for id_ in data.get("userIds", []) if id_ not in self.customers]
        for openid in set(data.get("userIds", [])) - set(bad):
            if self._too_fast(openid):
                answer = {"flowControlledStaffIdList": [openid]}
                return reply({"processQueryKey": "", **answer})
            self.show(self.customers[openid], "agent", *self._content(data))
        key = secrets.token_urlsafe(8)
        return reply({"processQueryKey": key, "invalidStaffIdList": bad})

    def _to_group(self, data):
        group = data.get("openConversationId")
        members = {p for p, chat, _end in self.sessions.values() if chat == group}
        if group in GROUPS:
            members |= {openid for openid, _name in self.people}
        if not members:
            return reply({"code": "robot.notInGroup", "message": "no group"}, 400)
        for openid in members:
            self.show(self.customers[openid], "agent", *self._content(data))
        return reply({"processQueryKey": secrets.token_urlsafe(8)})
