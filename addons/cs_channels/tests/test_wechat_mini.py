# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json
import time

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from odoo.tests import BaseCase, HttpCase, tagged

from ..tools import Refused, WebhookCall, mini_crypto, wechat_crypto
from .common import KEY, ChannelCase, FakeWechat
from .test_gateway_contract import WechatContract

APP = "wx4f4bc4dec97d474b"
SESSION_KEY = base64.b64encode(b"0123456789abcdef").decode()
IV = base64.b64encode(b"fedcba9876543210").decode()


def seal(data):
    """As WeChat seals user data."""
    padder = padding.PKCS7(128).padder()
    plain = padder.update(json.dumps(data).encode()) + padder.finalize()
    key, iv = base64.b64decode(SESSION_KEY), base64.b64decode(IV)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


@tagged("post_install", "-at_install")
class TestMiniCrypto(BaseCase):
    def test_sealed_data(self):
        mark = {"appid": APP, "timestamp": 1}
        sealed = seal({"phoneNumber": "13800000000", "watermark": mark})
        opened = mini_crypto.decrypt(sealed, IV, SESSION_KEY, APP)
        self.assertEqual(opened["phoneNumber"], "13800000000")
        for arguments in (
            (sealed, IV, SESSION_KEY, "wx-other"),
            (seal({"phoneNumber": "1"}), IV, SESSION_KEY, APP),
            (sealed[:-24], IV, SESSION_KEY, APP),
            (sealed, SESSION_KEY[:-4], SESSION_KEY, APP),
            ("***", IV, SESSION_KEY, APP),
            ("", IV, SESSION_KEY, APP),
            (base64.b64encode(b"x" * 32).decode(), IV, SESSION_KEY, APP),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(Refused):
                mini_crypto.decrypt(*arguments)


class MiniCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wechat = cls.env["cs.channel"].create(
            {
                "name": "Mini",
                "provider": "wechat_mini",
                "team_id": cls.team.id,
                "app_id": APP,
                "app_secret": "hush",
                "verify_token": "spamtest",
                "aes_key": KEY,
                "crypt_mode": "safe",
                "token": "mini-token-of-the-test",
            }
        )
        cls.channel = cls.wechat

    def json_call(self, **fields):
        """A push in the form JSON, sealed."""
        fields = {
            "ToUserName": "gh_1",
            "FromUserName": "openid-1",
            "CreateTime": int(time.time()),
            **fields,
        }
        plain = json.dumps(fields, ensure_ascii=False).encode()
        sealed = wechat_crypto.encrypt(plain, KEY, APP)
        stamp = str(int(time.time()))
        query = {
            "signature": wechat_crypto.signature("spamtest", stamp, "n"),
            "msg_signature": wechat_crypto.signature("spamtest", stamp, "n", sealed),
            "timestamp": stamp,
            "nonce": "n",
        }
        body = json.dumps({"ToUserName": "gh_1", "Encrypt": sealed}).encode()
        return WebhookCall("POST", query, {}, body)

    def arrive(self, **fields):
        events = self.take(self.channel, self.json_call(**fields))
        self.env["cs.channel.event"]._drain()
        return events


@tagged("post_install", "-at_install")
class TestMiniXml(MiniCase, WechatContract):
    """The form XML keeps all promises of official accounts."""


@tagged("post_install", "-at_install")
class TestMini(MiniCase):
    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own

    def test_json(self):
        number = 9007199254740993  # more than a double holds
        event = self.arrive(MsgType="text", Content="你好", MsgId=number)
        self.assertEqual(event.external_id, f"msg:{number}")
        self.assertEqual(self.words(event.conversation_id), ["你好"])
        card = {"Title": "Order 1", "PagePath": "pages/order?id=1", "AppId": APP}
        event = self.arrive(MsgType="miniprogrampage", MsgId=number + 1, **card)
        self.assertIn("Order 1", self.words(event.conversation_id)[-1])

    def test_coming_in(self):
        partner = self.env["res.partner"].create({"name": "王敏"})
        scene = self.env["cs.channel.scene"].create(
            {"channel_id": self.channel.id, "partner_id": partner.id}
        )
        self.channel.welcome = "欢迎"
        enter = {"MsgType": "event", "Event": "user_enter_tempsession"}
        event = self.arrive(**enter, SessionFrom=scene.token)
        talk = event.conversation_id
        identity = talk.identity_id
        self.assertEqual((identity.partner_id, identity.quota_left), (partner, 2))
        self.drain_out()
        self.assertEqual(self.api.sent()[-1]["text"]["content"], "欢迎")
        self.assertEqual(identity.quota_left, 1)

    def test_cards_go_out(self):
        talk = self.arrive(MsgType="text", Content="x", MsgId=1).conversation_id
        agent = talk.with_user(self.agent)
        agent.send_rich("link", {"title": "T", "url": "https://x", "picture": "p"})
        agent.send_rich("card", {"title": "T", "page": "p", "media_id": "m"})
        self.drain_out()
        link, card = self.api.sent()
        self.assertEqual(link["link"]["thumb_url"], "p")
        self.assertNotIn("appid", card["miniprogrampage"])


class FakeMini(FakeWechat):
    """Ids behind login codes, too."""

    def request(self, method, url, **options):
        if "jscode2session" in url:
            login = {"openid": "openid-9", "session_key": SESSION_KEY, "unionid": "U9"}
            code = options["params"]["js_code"]
            return self._response(login if code == "good" else {"errcode": 40029})
        if "getuserphonenumber" in url:
            info = {"purePhoneNumber": "13800000001", "countryCode": "86"}
            return self._response({"errcode": 0, "phone_info": info})
        return super().request(method, url, **options)


@tagged("post_install", "-at_install")
class TestMiniProfile(MiniCase, HttpCase):
    def setUp(self):
        super().setUp()
        type(self).api = FakeMini()

    def tell(self, program=APP, **data):
        url = f"/cs/mini/{program}/profile"
        headers = {"Content-Type": "application/json"}
        return self.url_open(url, json.dumps(data).encode(), headers=headers)

    def test_a_phone_number_wechat_vouches_for(self):
        partner = self.env["res.partner"].create(
            {"name": "王敏", "phone": "+86 138 0000 0000"}
        )
        sealed = seal({"phoneNumber": "13800000000", "watermark": {"appid": APP}})
        answer = self.tell(code="good", encryptedData=sealed, iv=IV)
        self.assertEqual(answer.status_code, 200)
        identity = self.env["cs.channel.identity"].search(
            [("external_id", "=", "openid-9")]
        )
        self.assertEqual(identity.phone, "+8613800000000")
        self.assertEqual((identity.union_id, identity.partner_id), ("U9", partner))
        self.assertEqual(self.tell(code="good", phone_code="p").status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(identity.phone, "+8613800000001")

    def test_numbers_have_their_country(self):
        gateway = self.env["cs.gateway.wechat_mini"]
        abroad = {"phoneNumber": "85291234567", "purePhoneNumber": "91234567"}
        for info, number in (
            ({**abroad, "countryCode": "852"}, "+85291234567"),
            ({"phoneNumber": "13800000000"}, "+8613800000000"),
            ({"phoneNumber": "+1 555"}, "+1 555"),
            ({}, ""),
        ):
            self.assertEqual(gateway._number_of(info), number)

    def test_refused(self):
        other = seal({"phoneNumber": "1", "watermark": {"appid": "wx-other"}})
        for data in (
            {"code": "bad"},
            {},
            {"code": ["good"]},
            {"code": "good", "encryptedData": other, "iv": IV},
        ):
            self.assertEqual(self.tell(**data).status_code, 403)
        self.assertEqual(self.tell(program="nobody").status_code, 404)
