# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A WeChat official account: its API, its customers, its pushes.

Protocol facts from developers.weixin.qq.com (服务号: 客服消息, 素材管理).
Errors come with HTTP status 200, as there.
"""

import itertools
import json
import secrets
import threading

from .webhook import Webhook
from .wechat_quota import Quota
from .wechat_tokens import Tokens

MEDIA_LIFE = 3 * 86400
TEXT_BYTES = 2048
MESSAGES = {
    0: "ok",
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40016: "invalid button size",
    40029: "invalid code",
    40125: "invalid appsecret",
    41005: "media data missing",
    42001: "access_token expired",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    47001: "data format error",
}
MAX_BYTES = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}


def answer(code, **values):
    """What every call returns, good or bad."""
    message = MESSAGES.get(code, "error")
    return {"errcode": code, "errmsg": message, **values}


class Customer:
    """A person with a phone."""

    def __init__(self, openid, name):
        self.openid = openid
        self.name = name
        self.unionid = ""  # where the account belongs to an Open Platform
        self.following = True
        self.quota = Quota()
        self.messages = []  # what the phone shows, both directions


class WechatOA:
    """The platform's side of one account. Methods of the API return (dict or bytes)."""

    def __init__(self, config, clock, urls=()):
        self.config = config
        self.clock = clock
        self.tokens = Tokens(clock)
        self.webhook = Webhook(config, clock, urls)
        self.customers = {}
        self.media = {}  # media_id: (content, mimetype, created)
        self.faults = {}
        self.calls = []
        self.changed = threading.Condition()
        self.buttons = []
        self.codes = {}
        self._ids = itertools.count(int(clock.now()) * 1000000)

    # === What the application calls === #

    def token(self, query):
        """GET cgi-bin/token"""
        return self._refuse_credentials(query) or self.tokens.classic()

    def stable_token(self, body):
        """POST cgi-bin/stable_token"""
        refused = self._refuse_credentials(body)
        return refused or self.tokens.stable(bool(body.get("force_refresh")))

    def send(self, body):
        """POST cgi-bin/message/custom/send"""
        customer = self.customers.get(body.get("touser"))
        if not customer:
            return answer(40003)
        code = self._content_code(body) or self._take(customer)
        if code:
            return answer(code)
        kind = body["msgtype"]
        content = body[kind]
        words = content.get("content") or self._card_words(content)
        self._show(customer, "agent", kind, words, content.get("media_id"))
        return answer(0)

    def _card_words(self, content):
        """What a card shows, as text."""
        if "list" in content:
            options = [f"{item['id']}. {item['content']}" for item in content["list"]]
            return "\n".join([content.get("head_content", ""), *options])
        article = (content.get("articles") or [content])[0]
        return "\n".join(filter(None, (article.get("title"), article.get("url"))))

    def template(self, body):
        """POST cgi-bin/message/template/send; reported on a moment later"""
        customer = self.customers.get(body.get("touser"))
        if not customer:
            return answer(40003)
        if not body.get("template_id") or not isinstance(body.get("data"), dict):
            return answer(47001)
        words = "\n".join(str(item.get("value")) for item in body["data"].values())
        self._show(customer, "agent", "template", words)
        msgid = next(self._ids)
        fields = {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH"}
        fields |= {"MsgID": msgid, "Status": "success"}
        self._push(customer, "template", {}, **fields)
        return answer(0, msgid=msgid)

    def publish(self, body):
        """POST cgi-bin/menu/create"""
        buttons = body.get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
            return answer(40016)
        self.buttons = buttons
        return answer(0)

    def shown_menu(self):
        """GET cgi-bin/get_current_selfmenu_info"""
        buttons = [
            {**button, "sub_button": {"list": button["sub_button"]}}
            if button.get("sub_button")
            else button
            for button in self.buttons
        ]
        return {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}

    def oauth_code(self, openid):
        """A code as the browser inside WeChat gets it; good once."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = openid
        return code

    def oauth_token(self, query):
        """GET sns/oauth2/access_token"""
        openid = self.codes.pop(query.get("code"), None)
        if query.get("secret") != self.config["app_secret"]:
            return answer(40125)
        if not openid:
            return answer(40029)
        return {"access_token": "x", "expires_in": 7200, "openid": openid}

    def upload(self, kind, content, mimetype):
        """POST cgi-bin/media/upload"""
        if kind not in MAX_BYTES:
            return answer(40004)
        if not content:
            return answer(41005)
        if len(content) > MAX_BYTES[kind]:
            return answer(45001)
        created = int(self.clock.now())
        media_id = self.keep(content, mimetype)
        return {"type": kind, "media_id": media_id, "created_at": created}

    def download(self, media_id):
        """GET cgi-bin/media/get

        :return: (content, mimetype), or a dict with the error
        """
        content, mimetype, created = self.media.get(media_id, (None, None, 0))
        if content is None or created + MEDIA_LIFE < self.clock.now():
            return answer(40007)
        return content, mimetype

    def people(self, body):
        """POST cgi-bin/user/info/batchget"""
        users = body.get("user_list")
        if not isinstance(users, list) or not 1 <= len(users) <= 100:
            return answer(47001)
        found = [self.customers.get(user.get("openid")) for user in users]
        if not all(found):
            return answer(40003)
        return {"user_info_list": [self._profile(person) for person in found]}

    def _profile(self, person):
        """Of who left the account, nothing but that is told."""
        profile = {"subscribe": int(person.following), "openid": person.openid}
        if person.following:
            profile |= {"nickname": "", "language": "zh_CN"}
            profile |= {"unionid": person.unionid} if person.unionid else {}
        return profile

    def qrcode(self, body):
        """POST cgi-bin/qrcode/create"""
        info = (body.get("action_info") or {}).get("scene") or {}
        scene = info.get("scene_str") or info.get("scene_id")
        if not scene or len(str(scene)) > 64:
            return answer(47001)
        expires = min(int(body.get("expire_seconds", 60)), 2592000)
        ticket = "gQ" + secrets.token_urlsafe(48)
        return {
            "ticket": ticket,
            "expire_seconds": expires,
            "url": f"http://weixin.qq.com/q/{scene}",
        }

    # === What a customer does === #

    def customer(self, openid=None, name=""):
        """A person, made up when there is none of that openid."""
        openid = openid or "o" + secrets.token_urlsafe(20)[:27]
        with self.changed:
            if openid not in self.customers:
                self.customers[openid] = Customer(openid, name or openid[:8])
            self.changed.notify_all()
        return self.customers[openid]

    def say(self, openid, text, **options):
        """The customer writes; see Webhook.push for the options."""
        customer = self.customer(openid)
        self._show(customer, "customer", "text", text)
        return self._push(customer, "message", options, MsgType="text", Content=text)

    def picture(self, openid, content, mimetype="image/jpeg", **options):
        """The customer sends a picture."""
        customer = self.customer(openid)
        media_id = self.keep(content, mimetype)
        self._show(customer, "customer", "image", None, media_id)
        return self._push(
            customer,
            "message",
            options,
            MsgType="image",
            PicUrl=f"http://mmbiz.qpic.cn/{media_id}/0",
            MediaId=media_id,
        )

    def message(self, openid, fields, **options):
        """Any other message, by the fields of its XML."""
        customer = self.customer(openid)
        self._show(customer, "customer", fields["MsgType"], str(fields))
        return self._push(customer, "message", options, **fields)

    def event(self, openid, event, key="", **options):
        """The customer follows, scans, taps a menu entry or leaves."""
        customer = self.customer(openid)
        if event == "unsubscribe":
            customer.following = False
        if event == "subscribe":
            customer.following = True
        trigger = {"CLICK": "menu", "SCAN": "scan"}.get(event, event)
        self._show(customer, "event", event, key)
        return self._push(
            customer, trigger, options, MsgType="event", Event=event, EventKey=key
        )

    def keep(self, content, mimetype):
        """Store a file as the platform does."""
        media_id = secrets.token_urlsafe(48)
        self.media[media_id] = (content, mimetype, self.clock.now())
        return media_id

    # === Inside === #

    def _push(self, customer, trigger, options, **fields):
        now = self.clock.now()
        customer.quota.open(trigger, now)
        fields = {
            "ToUserName": self.config["account"],
            "FromUserName": customer.openid,
            "CreateTime": int(options.pop("created", now)),
            **fields,
        }
        if fields["MsgType"] != "event":
            fields["MsgId"] = int(options.pop("msgid", 0)) or next(self._ids)
        return self.webhook.push(fields, **options)

    def _show(self, customer, who, kind, text, media_id=None):
        with self.changed:
            customer.messages.append(
                {
                    "id": next(self._ids),
                    "at": self.clock.now(),
                    "from": who,
                    "type": kind,
                    "text": text or "",
                    "media_id": media_id or "",
                }
            )
            self.changed.notify_all()

    def _refuse_credentials(self, given):
        if given.get("appid") != self.config["app_id"]:
            return answer(40013)
        if given.get("secret") != self.config["app_secret"]:
            return answer(40125)
        if given.get("grant_type") != "client_credential":
            return answer(40002)
        return None

    def _content_code(self, body):
        kind = body.get("msgtype")
        content = body.get(kind)
        if kind in ("news", "msgmenu", "miniprogrampage", "link"):
            return 0 if isinstance(content, dict) else 47001
        if kind not in ("text", "image", "voice", "video"):
            return 40008
        if not isinstance(content, dict):
            return 47001
        if kind != "text":
            known = self.download(content.get("media_id"))
            return 40007 if isinstance(known, dict) else 0
        text = content.get("content")
        if not isinstance(text, str) or not text.strip():
            return 44004
        return 45002 if len(text.encode()) > TEXT_BYTES else 0

    def _take(self, customer):
        """Take one message off the quota; the code when there is none."""
        now = self.clock.now()
        if not customer.following:
            return 45015
        with self.changed:
            code = customer.quota.refusal(now)
            if not code:
                customer.quota.take(now)
        return code


def decode(raw):
    """Decode a body as WeChat does: only UTF-8 counts, \\uXXXX stays as typed."""
    try:
        body = json.loads(raw.replace(b"\\u", b"\\\\u").decode())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
