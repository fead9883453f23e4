# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""WeCom customer service: a notice, pages to fetch, answers with their own ids."""

import random
import secrets
import string

from . import crypto
from .platform import Platform, multipart, parse_json, reply
from .webhook import to_xml
from .wechat_quota import HOUR

TICKET_LIFE = 600
TEXT_BYTES = 2048
PAGE = 20  # smaller than the real one, so that pages are followed in tests


class WecomKf(Platform):
    key = "wecom_kf"
    people = (("wmDemo0001", "赵磊"), ("wmDemo0002", "林女士"))
    limited = True
    sends = ("kf/send_msg",)

    def __init__(self, config, clock, urls=()):
        self.log = []  # every message and event, the cursor is a place in it
        self.tickets = {}
        self.states = {}
        self.msgids = set()
        super().__init__(config, clock, urls)

    # === Pushing === #

    def call(self, fields):
        config = self.config
        sealed = crypto.seal(to_xml(fields), config["aes_key"], config["corp_id"])
        stamp = str(int(self.clock.now()))
        nonce = "".join(random.choices(string.digits, k=10))
        signed = crypto.sign(config["token"], stamp, nonce, sealed)
        query = {"msg_signature": signed, "timestamp": stamp, "nonce": nonce}
        body = to_xml({"ToUserName": config["corp_id"], "Encrypt": sealed})
        return query, {"Content-Type": "text/xml"}, body

    def accepts(self, status, text):
        return status == 200 and text in ("", "success")

    def text_fields(self, person, text):
        return {"msgtype": "text", "text": {"content": text}}

    def picture_fields(self, person, media_id):
        return {"msgtype": "image", "image": {"media_id": media_id}}

    def push(self, person, fields, options):
        """Keep the message and say only that there is news."""
        now = self.clock.now()
        if fields["msgtype"] != "event":
            person.quota.open("message", now)
            self.states.setdefault(person.openid, 0)
            if self.states[person.openid] == 4:
                self.states[person.openid] = 0
        self.log.append(
            {
                "msgid": secrets.token_hex(12),
                "open_kfid": self.config["open_kfid"],
                "external_userid": person.openid,
                "send_time": int(now),
                "origin": 4 if fields["msgtype"] == "event" else 3,
                **fields,
            }
        )
        return self.notify(**options)

    def notify(self, **options):
        """Say that there is news."""
        ticket = "ENC" + secrets.token_urlsafe(24)
        self.tickets[ticket] = self.clock.now() + TICKET_LIFE
        notice = {
            "ToUserName": self.config["corp_id"],
            "CreateTime": int(self.clock.now()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": ticket,
            "OpenKfId": self.config["open_kfid"],
        }
        options = {k: v for k, v in options.items() if k in ("copies", "wait")}
        return self.webhook.push(notice, **options)

    def event(self, openid, event, key="", **options):
        """enter_session with ``key`` as its parameter."""
        person = self.customer(openid)
        self.show(person, "event", event, key)
        content = {"event_type": event, "external_userid": openid}
        content |= {"open_kfid": self.config["open_kfid"], "scene_param": key}
        if event == "enter_session":
            content["welcome_code"] = "w" + secrets.token_hex(8)
        return self.push(person, {"msgtype": "event", "event": content}, options)

    # === API === #

    def api(self, method, path, query, headers, body):
        name = path.removeprefix("/cgi-bin/")
        if name == "gettoken":
            given = (query.get("corpid"), query.get("corpsecret"))
            if given != (self.config["corp_id"], self.config["app_secret"]):
                return self._code(40001, "invalid credential")
            return reply({"errcode": 0, "errmsg": "ok", **self.tokens.stable()})
        if code := self.tokens.refusal(query.get("access_token")):
            return self._code(40014 if code == 40001 else code, "access_token")
        if codes := self.faults.get("errcodes"):
            return self._code(codes.pop(0), "fault")
        if name == "media/get":
            content, mimetype, _at = self.media.get(query.get("media_id"), (b"", "", 0))
            return (200, content, mimetype) if content else self._code(40007, "media")
        if name == "media/upload":
            content, mimetype, _name = multipart(headers, body)["media"]
            media_id = self.keep(content, mimetype)
            return reply({"errcode": 0, "type": query["type"], "media_id": media_id})
        handler = {
            "kf/sync_msg": self._sync,
            "kf/send_msg": self._send,
            "kf/send_msg_on_event": self._welcome,
            "kf/customer/batchget": self._people,
            "kf/service_state/trans": self._trans,
            "kf/add_contact_way": self._link,
        }.get(name)
        return handler(parse_json(body)) if handler else self._code(48001, "no api")

    def _code(self, code, words=""):
        return reply({"errcode": code, "errmsg": words})

    def _sync(self, data):
        ticket = data.get("token")
        if ticket and self.tickets.get(ticket, 0) < self.clock.now():
            return self._code(95007, "invalid msg token")
        start = int(data.get("cursor") or 0)
        recent = self.clock.now() - 72 * HOUR
        page = [m for m in self.log[start : start + PAGE] if m["send_time"] > recent]
        end = min(start + PAGE, len(self.log))
        return reply(
            {
                "errcode": 0,
                "errmsg": "ok",
                "next_cursor": str(end),
                "has_more": int(end < len(self.log)),
                "msg_list": page,
            }
        )

    def _send(self, data):
        person = self.customers.get(data.get("touser"))
        if not person or data.get("open_kfid") != self.config["open_kfid"]:
            return self._code(95000 if person else 40003, "unknown")
        now = self.clock.now()
        if self.states.get(person.openid, 0) not in (0, 1):
            return self._code(95018, "session status does not allow it")
        if refusal := person.quota.refusal(now):
            return self._code({45047: 95001, 45015: 95002}[refusal], "limit")
        kind = data.get("msgtype")
        content = data.get(kind) or {}
        words = content.get("content") or content.get("head_content") or ""
        if kind == "text" and not 0 < len(words.encode()) <= TEXT_BYTES:
            return self._code(45002, "content size")
        msgid = data.get("msgid") or secrets.token_hex(12)
        if len(msgid) > 32 or msgid in self.msgids:
            return self._code(40096, "invalid msgid")
        self.msgids.add(msgid)
        person.quota.take(now)
        self.show(person, "agent", kind, words, content.get("media_id"))
        return reply({"errcode": 0, "errmsg": "ok", "msgid": msgid})

    def _welcome(self, data):
        code = data.get("code")
        for item in self.log:
            event = item.get("event") or {}
            if code and event.get("welcome_code") == code and not item.get("greeted"):
                item["greeted"] = True
                person = self.customers[item["external_userid"]]
                self.show(person, "agent", "text", data["text"]["content"])
                return self._code(0, "ok")
        return self._code(40001, "invalid code")

    def _people(self, data):
        ids = data.get("external_userid_list", [])
        found = [self._profile(self.customers[i]) for i in ids if i in self.customers]
        return reply({"errcode": 0, "customer_list": found})

    def _profile(self, person):
        profile = {"external_userid": person.openid, "nickname": person.name}
        return {**profile, **({"unionid": person.unionid} if person.unionid else {})}

    def _trans(self, data):
        openid, new = data.get("external_userid"), data.get("service_state")
        old = self.states.get(openid, 0)
        allowed = {0: (1, 2, 3, 4), 1: (2, 3, 4), 2: (3, 4), 3: (3, 4), 4: ()}
        if new not in allowed[old]:
            return self._code(95016, "not allowed")
        self.states[openid] = new
        return self._code(0, "ok")

    def _link(self, data):
        return reply({"errcode": 0, "url": "https://work.weixin.qq.com/kfid/kf1?enc=1"})
