# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import itertools
import json
import time
from contextlib import contextmanager
from unittest.mock import patch

import requests

from odoo.tests import TransactionCase

from odoo.addons.cs_customer.tests.common import new_users

from ..models import cs_gateway_help
from ..tools import WebhookCall, wechat_crypto

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 100


class FakeWechat:
    """The answers of WeChat's API, one after another.

    ``answers[path]`` lists what a path returns; when it is used up, success.
    """

    def __init__(self):
        self.calls = []
        self.answers = {}
        self.token_number = 0

    def request(self, method, url, **options):
        path = url.partition("/cgi-bin/")[2]
        self.calls.append((path, options))
        queue = self.answers.get(path)
        answer = queue.pop(0) if queue else self._usual(path)
        if isinstance(answer, Exception):
            raise answer
        return self._response(answer)

    def sent(self):
        """The messages that were accepted for sending, decoded."""
        return [
            json.loads(options["data"])
            for path, options in self.calls
            if path == "message/custom/send"
        ]

    def _usual(self, path):
        if path == "stable_token":
            self.token_number += 1
            return {"access_token": f"token-{self.token_number}", "expires_in": 7200}
        if path == "media/upload":
            return {"media_id": "uploaded"}
        if path == "media/get":
            return JPEG
        return {"errcode": 0, "errmsg": "ok"}

    def _response(self, answer):
        response = requests.Response()
        response.status_code = answer if isinstance(answer, int) else 200
        if isinstance(answer, bytes):
            response.headers["Content-Type"] = "image/jpeg"
            response._content = answer
            response._content_consumed = True
        else:
            response.headers["Content-Type"] = "application/json"
            response._content = json.dumps(answer).encode()
            response._content_consumed = True
        return response


class ChannelCase(TransactionCase):
    """Two teams with an agent each, a manager, and one account per provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent, cls.colleague, cls.stranger, cls.manager = new_users(
            cls.env,
            ch_agent="cs_customer.group_user,cs_helpdesk.group_agent",
            ch_colleague="cs_customer.group_user,cs_helpdesk.group_agent",
            ch_stranger="cs_customer.group_user,cs_helpdesk.group_agent",
            ch_manager="cs_customer.group_user,cs_helpdesk.group_manager",
        )
        cls.team, cls.other_team = cls.env["cs.team"].create(
            [
                {
                    "name": "Chat",
                    "member_ids": [
                        (0, 0, {"user_id": cls.agent.id}),
                        (0, 0, {"user_id": cls.colleague.id}),
                    ],
                },
                {"name": "Other", "member_ids": [(0, 0, {"user_id": cls.stranger.id})]},
            ]
        )
        cls.wechat, cls.demo = cls.env["cs.channel"].create(
            [
                {
                    "name": "WeChat",
                    "provider": "wechat_oa",
                    "team_id": cls.team.id,
                    "app_id": "wx2c2769f8efd9abc2",
                    "app_secret": "hush",
                    "verify_token": "spamtest",
                    "aes_key": KEY,
                    "crypt_mode": "safe",
                    "token": "wechat-token-of-the-test",
                },
                {
                    "name": "Demo",
                    "provider": "demo",
                    "team_id": cls.team.id,
                    "verify_token": "demo-secret",
                    "token": "demo-token-of-the-test",
                },
            ]
        )
        cls.numbers = itertools.count(1)
        cls.api = FakeWechat()
        cls.startClassPatcher(
            patch.object(cs_gateway_help.requests, "request", cls._request)
        )

    @classmethod
    def _request(cls, method, url, **options):
        return cls.api.request(method, url, **options)

    def setUp(self):
        super().setUp()
        type(self).api = FakeWechat()

    # === Calls as the providers make them === #

    @classmethod
    def wechat_call(cls, xml, channel=None, stamp=None, nonce="n1", **query):
        """A signed and, unless in plain mode, encrypted call."""
        channel = channel or cls.wechat
        stamp = str(stamp or int(time.time()))
        secret = channel.verify_token
        query.setdefault("signature", wechat_crypto.signature(secret, stamp, nonce))
        query.update(timestamp=stamp, nonce=nonce)
        if channel.crypt_mode != "plain":
            sealed = wechat_crypto.encrypt(
                xml.encode(), channel.aes_key, channel.app_id
            )
            signed = wechat_crypto.signature(secret, stamp, nonce, sealed)
            query.setdefault("msg_signature", signed)
            clear = xml[5:-6] if channel.crypt_mode == "compat" else ""
            xml = f"<xml>{clear}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return WebhookCall("POST", query, {}, xml.encode())

    @classmethod
    def wechat_xml(cls, text="你好", sender="openid-1", at=None, msgid=None, **more):
        """A message as WeChat writes it."""
        fields = {
            "ToUserName": "gh_1",
            "FromUserName": sender,
            "CreateTime": int(at or time.time()),
            "MsgType": "text",
            "Content": text,
            "MsgId": msgid or 10**15 + next(cls.numbers),
            **more,
        }
        body = "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in fields.items() if v)
        return f"<xml>{body}</xml>"

    @classmethod
    def demo_call(cls, text="hello", sender="demo-1", at=None, msgid=None, **more):
        """A call of the demo provider."""
        data = {
            "id": msgid or f"m{next(cls.numbers)}",
            "from": sender,
            "at": int(at or time.time()),
            "text": text,
            **more,
        }
        headers = {"X-CS-Token": "demo-secret"}
        return WebhookCall("POST", {}, headers, json.dumps(data).encode())

    @classmethod
    def take(cls, channel, call):
        """Store a call's events as the webhook does."""
        gateway = channel._gateway()
        events = gateway._parse(channel, gateway._verify(channel, call))
        cls.env["cs.channel.event"]._store(channel, events)
        return cls.env["cs.channel.event"].search(
            [
                ("channel_id", "=", channel.id),
                ("external_id", "in", [event["external_id"] for event in events]),
            ]
        )

    @classmethod
    def customer_writes(cls, text="hello", sender="demo-1", channel=None, **options):
        """Store, drain, and give the conversation it went to."""
        if channel == cls.wechat:
            call = cls.wechat_call(cls.wechat_xml(text, sender, **options))
        else:
            call = cls.demo_call(text, sender, **options)
        events = cls.take(channel or cls.demo, call)
        cls.env["cs.channel.event"]._drain()
        return events.conversation_id

    def drain_out(self):
        """Send what waits; the figures are fresh afterwards."""
        self.env["cs.channel.delivery"]._drain()
        self.env.invalidate_all()

    def words(self, conversation):
        """What stands in the stream, oldest first."""
        return [str(m.preview) for m in conversation.sudo()._stream_messages()]

    @contextmanager
    def failing_process(self, text, error=None):
        """Make events that hold a text fail."""
        model = type(self.env["cs.conversation"])
        receive = model._receive

        def poisoned(conversation, payload, at):
            if payload["text"] == text:
                raise error or ValueError("poison")
            return receive(conversation, payload, at)

        with patch.object(model, "_receive", poisoned):
            yield
