# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The protocol helpers against the vectors their owners publish."""

import base64

from odoo.tests import BaseCase, tagged

from ..tools import (
    Refused,
    media_type,
    rate_limit,
    safe_url,
    safe_xml,
    text,
    wakeup,
    wechat_crypto,
)

# WXBizMsgCrypt, Sample.py: the official sample of WeChat official accounts.
OA_TOKEN = "spamtest"
OA_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OA_APP = "wx2c2769f8efd9abc2"
OA_ENCRYPT = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUg"
    "mBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNl"
    "ZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6"
    "KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0E"
    "IBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMy"
    "VWQLCzpu9GhglF2PE="
)
OA_PLAIN = (
    "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\n"
    "<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>\n"
    "<CreateTime>1409735668</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n"
    "<Content><![CDATA[abcdteT]]></Content>\n<MsgId>6054768590064713728</MsgId>\n</xml>"
)
# developer.work.weixin.qq.com: the official sample of WeCom.
WECOM_TOKEN = "QDG6eK"
WECOM_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
WECOM_CORP = "wx5823bf96d3bd56c7"
WECOM_ECHO = (
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXv"
    "naqQ=="
)
WECOM_ENCRYPT = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhG"
    "d3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknm"
    "Pj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZ"
    "xZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4E"
    "hzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn2"
    "8H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)


@tagged("post_install", "-at_install")
class TestWechatCrypto(BaseCase):
    def test_plain_signatures(self):
        self.assertEqual(
            wechat_crypto.signature("test", "1410685589", "test"),
            "f21891de399b4e33a1a93c9a7b8a8fffb5a443ff",
        )
        self.assertEqual(
            wechat_crypto.signature("789", "456", "123"),
            "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        )
        self.assertEqual(
            wechat_crypto.signature(OA_TOKEN, "1409735669", "1320562132"),
            "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a",
        )

    def test_official_account_vector(self):
        wechat_crypto.check_signature(
            "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
            OA_TOKEN,
            "1409735669",
            "1320562132",
            OA_ENCRYPT,
        )
        plain = wechat_crypto.decrypt(OA_ENCRYPT, OA_KEY, OA_APP)
        self.assertEqual(plain.decode(), OA_PLAIN)
        sealed = wechat_crypto.encrypt(plain, OA_KEY, OA_APP, b"89465c840c5f116f")
        self.assertEqual(sealed, OA_ENCRYPT)

    def test_wecom_vector(self):
        wechat_crypto.check_signature(
            "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
            WECOM_TOKEN,
            "1409659589",
            "263014780",
            WECOM_ECHO,
        )
        echo = wechat_crypto.decrypt(WECOM_ECHO, WECOM_KEY, WECOM_CORP)
        self.assertEqual(echo, b"1616140317555161061")
        wechat_crypto.check_signature(
            "477715d11cdb4164915debcba66cb864d751f3e6",
            WECOM_TOKEN,
            "1409659813",
            "1372623149",
            WECOM_ENCRYPT,
        )
        message = safe_xml.parse(
            wechat_crypto.decrypt(WECOM_ENCRYPT, WECOM_KEY, WECOM_CORP)
        )
        self.assertEqual(message["Content"], "hello")
        self.assertEqual(message["MsgId"], "4561255354251345929")
        self.assertEqual(message["AgentID"], "218")

    def test_every_length_comes_back(self):
        """Padding runs from 1 to 32 bytes; Chinese counts in bytes."""
        for length in range(70):
            plain = ("中" * length + "a" * (length % 3)).encode()
            sealed = wechat_crypto.encrypt(plain, OA_KEY, OA_APP)
            self.assertEqual(wechat_crypto.decrypt(sealed, OA_KEY, OA_APP), plain)

    def test_defects_are_refused_alike(self):
        sealed = wechat_crypto.encrypt(b"x", OA_KEY, OA_APP)
        for broken, key, app in [
            (sealed, OA_KEY, "wx0000000000000000"),
            (sealed, WECOM_KEY, OA_APP),
            (sealed[:-8], OA_KEY, OA_APP),
            ("", OA_KEY, OA_APP),
            ("not base64 at all!", OA_KEY, OA_APP),
            ("中文", OA_KEY, OA_APP),
            (sealed, "short", OA_APP),
            (sealed, "", OA_APP),
        ]:
            with self.subTest(broken=broken[:10], app=app), self.assertRaises(Refused):
                wechat_crypto.decrypt(broken, key, app)

    def test_bad_padding(self):
        """As sealed with the right key: its end is what nobody would have written."""
        encryptor = wechat_crypto._cipher(wechat_crypto.decode_key(OA_KEY)).encryptor
        head = b"r" * 16 + (1).to_bytes(4, "big") + b"x" + OA_APP.encode()
        mixed, long = b"z" * 24 + bytes([25]), bytes([57]) * 57
        for end in (mixed, long, bytes(25)):
            body = head + end
            self.assertFalse(len(body) % 32, "whole blocks, else it is refused before")
            one = encryptor()
            sealed = base64.b64encode(one.update(body) + one.finalize()).decode()
            with self.subTest(end=end[-2:]), self.assertRaises(Refused):
                wechat_crypto.decrypt(sealed, OA_KEY, OA_APP)

    def test_without_a_token_nobody_has_signed(self):
        for token in ("", None, False):
            given = wechat_crypto.signature("", "1410685589", "test")
            with self.subTest(token=token), self.assertRaises(Refused):
                wechat_crypto.check_signature(given, token, "1410685589", "test")

    def test_bad_signatures(self):
        for given in ("", None, "0" * 40, "é"):
            with self.subTest(given=given), self.assertRaises(Refused):
                wechat_crypto.check_signature(given, "test", "1410685589", "test")


@tagged("post_install", "-at_install")
class TestSafeXml(BaseCase):
    def test_repeated_and_empty_tags(self):
        data = safe_xml.parse(b"<xml><A>1</A><A>2</A><B/><C><D>x</D></C></xml>")
        self.assertEqual(data, {"A": ["1", "2"], "B": "", "C": {"D": "x"}})

    def test_text_refuses_other_types(self):
        data = safe_xml.parse(b"<xml><A>1</A><A>2</A><B/><C><D>x</D></C></xml>")
        self.assertEqual(safe_xml.text(data, "B"), "")
        self.assertEqual(safe_xml.text(data, "missing"), "")
        self.assertEqual(safe_xml.text({"n": 7}, "n"), "7")
        self.assertEqual(safe_xml.text({"n": 23.5}, "n"), "23.5")
        for key, required in [("A", False), ("C", False), ("B", True)]:
            with self.subTest(key=key), self.assertRaises(Refused):
                safe_xml.text(data, key, required=required)
        for value in ("", "x", "1.5", "-1", "²", "9" * 30):
            with self.subTest(value=value), self.assertRaises(Refused):
                safe_xml.integer({"n": value}, "n")

    def test_hostile_documents(self):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aa">]><xml><A>&a;</A></xml>'
        deep = b"<a>" * 200000 + b"</a>" * 200000
        for body in (
            bomb,
            b'<!DOCTYPE x SYSTEM "http://example.com/x.dtd"><xml><A>1</A></xml>',
            deep,
            b"<a>" * 9 + b"</a>" * 9,
            b"<xml>" + b"<i>1</i>" * 501 + b"</xml>",
            b"<xml><A>" + b"x" * (safe_xml.MAX_BYTES) + b"</A></xml>",
            b"<xml><A></xml>",
            b"",
            b"{}",
            b"<xml/>",
            b"<xml>text</xml>",
            b"\xff\xfe",
        ):
            with self.subTest(body=body[:40]), self.assertRaises(Refused):
                safe_xml.parse(body)


@tagged("post_install", "-at_install")
class TestSmallTools(BaseCase):
    def test_hosts(self):
        allowed = ("api.weixin.qq.com", ".dingtalk.com")
        for url in ("https://api.weixin.qq.com/x", "https://a.dingtalk.com:443/x"):
            self.assertTrue(safe_url.is_on_host(url, allowed), url)
        for url in (
            "http://api.weixin.qq.com/x",
            "https://api.weixin.qq.com.evil.example/x",
            "https://evil.example/api.weixin.qq.com",
            "https://api.weixin.qq.com@evil.example/",
            "https://user@api.weixin.qq.com/",
            "https://api.weixin.qq.com:8443/",
            "https://evildingtalk.com/",
            "https://[::1/",
            "file:///etc/passwd",
            "",
        ):
            self.assertFalse(safe_url.is_on_host(url, allowed), url)

    def test_media_types(self):
        self.assertEqual(media_type.sniff(b"\xff\xd8\xff\xe0")[0], "image/jpeg")
        self.assertEqual(media_type.sniff(b"#!AMR\n")[1], ".amr")
        self.assertEqual(media_type.sniff(b"RIFF0000WEBP")[0], "image/webp")
        for content in (b"<svg onload=x>", b"<html>", b"", b"GIF"):
            self.assertEqual(media_type.sniff(content), media_type.UNKNOWN)

    def test_rate_limit(self):
        now = [0.0]
        limit = rate_limit.RateLimit(1, 3, max_keys=2, clock=lambda: now[0])
        for _number in range(3):
            self.assertFalse(limit.exhausted("a"))
            limit.charge("a")
        self.assertTrue(limit.exhausted("a"))
        self.assertFalse(limit.exhausted("b"))
        now[0] = 1.5
        self.assertFalse(limit.exhausted("a"))
        for key in "bcdefg":
            limit.charge(key)
        self.assertLessEqual(len(limit._buckets), 2)

    def test_wake_up_is_coalesced_and_never_lost(self):
        now, timers, fired = [0.0], [], []

        class Timer:
            def __init__(self, wait, function, args):
                timers.append((wait, function, args))

            def start(self):
                """The test fires it."""

        coalescer = wakeup.Coalescer(0.3, clock=lambda: now[0], timer=Timer)
        for _number in range(5):
            coalescer.request("shard", lambda: fired.append(now[0]))
        self.assertEqual((len(fired), len(timers)), (1, 1))
        wait, function, args = timers[0]
        now[0] = wait
        function(*args)
        self.assertEqual(fired, [0.0, 0.3])
        now[0] = 1.0
        coalescer.request("shard", lambda: fired.append(now[0]))
        self.assertEqual(fired, [0.0, 0.3, 1.0])

    def test_plain_text(self):
        for body, plain in [
            ("<p>Hi <b>you</b></p><p>2nd<br/>line</p>", "Hi you\n2nd\nline"),
            ("a &lt;b&gt; 😀", "a <b> 😀"),
            ('<a href="https://x.example/1">here</a>', "https://x.example/1 here"),
            (
                '<a href="https://x.example/">https://x.example/</a>',
                "https://x.example/",
            ),
            ("<ul><li>1</li><li>2</li></ul><!-- note -->", "1\n2"),
            ("", ""),
            ("<p><br></p>", ""),
        ]:
            self.assertEqual(text.to_plain(body), plain)

    def test_split_counts_bytes(self):
        pieces = text.split_bytes("中文" * 700, 2048)
        self.assertTrue(all(len(piece.encode()) <= 2048 for piece in pieces))
        self.assertEqual("".join(pieces), "中文" * 700)
        self.assertEqual(text.split_bytes("aaa bbb ccc", 8), ["aaa bbb", "ccc"])
