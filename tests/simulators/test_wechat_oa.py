# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The simulator keeps WeChat's rules: otherwise tests against it prove nothing."""

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from . import crypto, demo
from .clock import Clock
from .wechat_oa import WechatOA, decode
from .wechat_quota import HOUR

OPENID = "oDemo_wangmin_huadong_0001"


@pytest.fixture
def wechat():
    platform = WechatOA(dict(demo.ACCOUNT), Clock())
    platform.customer(OPENID, "王敏")
    return platform


def text(content="hello", openid=OPENID):
    return {"touser": openid, "msgtype": "text", "text": {"content": content}}


def test_published_vector():
    """WXBizMsgCrypt's sample, sealed from the provider's side."""
    plain = (
        "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\n"
        "<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>\n"
        "<CreateTime>1409735668</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n"
        "<Content><![CDATA[abcdteT]]></Content>\n<MsgId>6054768590064713728</MsgId>\n"
        "</xml>"
    )
    key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    sealed = crypto.seal(plain, key, "wx2c2769f8efd9abc2", b"89465c840c5f116f")
    signed = crypto.sign("spamtest", "1409735669", "1320562132", sealed)
    assert signed == "5d197aaffba7e9b25a30732f161a50dee96bd5fa"


def test_five_answers_in_48_hours(wechat):
    assert wechat.send(text())["errcode"] == 45015
    wechat.say(OPENID, "你好")
    codes = [wechat.send(text())["errcode"] for _number in range(6)]
    assert codes == [0, 0, 0, 0, 0, 45047]
    wechat.clock.advance(48 * HOUR + 1)
    assert wechat.send(text())["errcode"] == 45015
    wechat.event(OPENID, "CLICK", "help")
    assert [wechat.send(text())["errcode"] for _number in range(4)][-1] == 45047
    wechat.clock.advance(61)
    assert wechat.send(text())["errcode"] == 45015


def test_refuses_bad_content(wechat):
    wechat.say(OPENID, "hi")
    assert wechat.send(text(" "))["errcode"] == 44004
    assert wechat.send(text("中" * 700))["errcode"] == 45002
    assert wechat.send(text(openid="nobody"))["errcode"] == 40003
    assert wechat.send({"touser": OPENID, "msgtype": "x"})["errcode"] == 40008
    image = {"touser": OPENID, "msgtype": "image", "image": {"media_id": "gone"}}
    assert wechat.send(image)["errcode"] == 40007
    wechat.event(OPENID, "unsubscribe")
    assert wechat.send(text())["errcode"] == 45015


def test_tokens(wechat):
    tokens = wechat.tokens
    first = tokens.stable()["access_token"]
    assert tokens.stable()["access_token"] == first
    forced = tokens.stable(force=True)["access_token"]
    assert forced != first and tokens.refusal(first) == 42001
    assert tokens.stable(force=True)["access_token"] == forced  # within 30 seconds
    wechat.clock.advance(7200 - 299)
    renewed = tokens.stable()["access_token"]
    assert renewed != forced and not tokens.refusal(forced)  # both live five minutes
    classic = tokens.classic()["access_token"]
    tokens.classic()
    assert not tokens.refusal(classic)
    wechat.clock.advance(301)
    assert tokens.refusal(classic) == 42001
    tokens.forget()
    assert tokens.refusal(renewed) == 40001
    for _number in range(25):
        wechat.clock.advance(31)
        last = tokens.stable(force=True)
    assert last["errcode"] == 45009


def test_media_lives_three_days(wechat):
    sent = wechat.upload("image", b"\xff\xd8\xff", "image/jpeg")
    assert wechat.download(sent["media_id"])[0] == b"\xff\xd8\xff"
    assert wechat.upload("image", b"x" * (11 << 20), "image/png")["errcode"] == 45001
    wechat.clock.advance(3 * 86400 + 1)
    assert wechat.download(sent["media_id"])["errcode"] == 40007


def test_only_raw_utf8_is_shown(wechat):
    wechat.say(OPENID, "hi")
    wechat.send(decode(json.dumps(text("中")).encode()))
    wechat.send(decode(json.dumps(text("中"), ensure_ascii=False).encode()))
    shown = [message["text"] for message in wechat.customers[OPENID].messages[-2:]]
    assert shown == ["\\u4e2d", "中"]
    assert decode(b"\xff") is None and decode(b"[]") is None


class Receiver(BaseHTTPRequestHandler):
    """An application that fails, talks nonsense, dies in its answer, and then works."""

    seen = []

    def do_POST(self):
        self.seen.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"success" if len(self.seen) > 2 else b"not what was asked"
        died = len(self.seen) == 3
        self.send_response(200 if len(self.seen) != 1 else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if died else body)

    def log_message(self, format, *args):
        """Quiet."""


@pytest.fixture
def receiver():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Receiver.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_repeats_with_new_nonces_until_acknowledged(wechat, receiver):
    wechat.webhook.urls = [f"http://127.0.0.1:{receiver.server_port}/hook"]
    (result,) = wechat.say(OPENID, "你好", wait=True)
    assert result["ok"] and result["attempt"] == 4
    assert len({path.partition("nonce=")[2] for path in Receiver.seen}) == 4


def test_over_http():
    simulator = demo.build(("127.0.0.1", 0), "http://127.0.0.1:9")
    threading.Thread(target=simulator.serve_forever, daemon=True).start()

    def call(path, data=None):
        body = json.dumps(data).encode() if data is not None else None
        with urllib.request.urlopen(simulator.url + path, body) as response:
            return json.loads(response.read())

    account = simulator.wechat.config
    token = call(
        "/cgi-bin/stable_token",
        {
            "grant_type": "client_credential",
            "appid": account["app_id"],
            "secret": account["app_secret"],
        },
    )["access_token"]
    send = f"/cgi-bin/message/custom/send?access_token={token}"
    assert call(send, text())["errcode"] == 45015
    assert (
        call("/cgi-bin/message/custom/send?access_token=x", text())["errcode"] == 40001
    )
    call("/_sim/faults", {"errcodes": [-1]})
    assert call(send, text())["errcode"] == -1
    simulator.wechat.customers[OPENID].quota.open(
        "message", simulator.wechat.clock.now()
    )
    call("/_sim/faults", {"drop_after_accept": 1})
    with pytest.raises(OSError):
        call(send, text("accepted, then gone"))
    shown = call(f"/_sim/messages?openid={OPENID}")["messages"]
    assert shown[-1]["text"] == "accepted, then gone"
    assert call("/_sim/state")["customers"][0]["quota"][0] == 4
    simulator.shutdown()
