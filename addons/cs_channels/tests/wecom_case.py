# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from ..tools import WebhookCall, wechat_crypto
from .common import JPEG, ChannelCase
from .fake_api import FakeApi
from .test_protocol import WECOM_CORP, WECOM_KEY, WECOM_TOKEN


class FakeWecom(FakeApi):
    usual = {
        "gettoken": {"errcode": 0, "access_token": "t", "expires_in": 7200},
        "media/upload": {"errcode": 0, "media_id": "m1"},
        "media/get": JPEG,
        "batchget": {"errcode": 0, "customer_list": []},
        "sync_msg": {"errcode": 0, "next_cursor": "end", "has_more": 0, "msg_list": []},
        "send_msg": {"errcode": 0, "msgid": ""},
        "add_contact_way": {
            "errcode": 0,
            "url": "https://work.weixin.qq.com/kfid/x?e=1",
        },
    }

    def page(self, *items, cursor="c1", more=0):
        page = {"errcode": 0, "next_cursor": cursor, "has_more": more}
        self.answers.setdefault("sync_msg", []).append(
            {**page, "msg_list": list(items)}
        )


class WecomCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.channel"].create(
            {
                "name": "WeCom",
                "provider": "wecom_kf",
                "team_id": cls.team.id,
                "corp_id": WECOM_CORP,
                "app_secret": "hush",
                "verify_token": WECOM_TOKEN,
                "aes_key": WECOM_KEY,
                "open_kfid": "wk1",
            }
        )

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own
        type(self).api = FakeWecom()

    def notice(self, ticket=None, account="wk1", stamp=None, **more):
        ticket = ticket or f"ENC{next(self.numbers)}"
        values = {"Event": "kf_msg_or_event", "Token": ticket, "OpenKfId": account}
        values |= {"CreateTime": int(time.time()), "MsgType": "event", **more}
        body = "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in values.items())
        sealed = wechat_crypto.encrypt(
            f"<xml>{body}</xml>".encode(), WECOM_KEY, WECOM_CORP
        )
        stamp = str(stamp or int(time.time()))
        signed = wechat_crypto.signature(WECOM_TOKEN, stamp, "n", sealed)
        query = {"msg_signature": signed, "timestamp": stamp, "nonce": "n"}
        xml = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return WebhookCall("POST", query, {}, xml.encode())

    def item(self, text="hi", sender="wm1", msgid=None, at=None, **more):
        return {
            "msgid": msgid or f"m{next(self.numbers)}",
            "open_kfid": "wk1",
            "external_userid": sender,
            "send_time": int(at or time.time()),
            "origin": 3,
            "msgtype": "text",
            "text": {"content": text},
            **more,
        }

    def happens(self, name, **content):
        event = {"event_type": name, "external_userid": "wm1", **content}
        return self.item(origin=4, msgtype="event", event=event)

    def arrive(self, *items):
        """A notice, its page, and the drain.

        :return: the customer's conversation
        """
        self.api.page(*items)
        self.take(self.channel, self.notice())
        self.env["cs.channel.event"]._drain()
        identity = self.env["cs.channel.identity"].search([("external_id", "=", "wm1")])
        return identity.conversation_ids
