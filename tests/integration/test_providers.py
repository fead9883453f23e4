# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every provider whole: in and out over HTTP, against its simulator."""

import html
import re
import threading

import pytest
import requests

from tests.live.server import Session
from tests.live.waiting import wait_for
from tests.simulators import demo

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 200
CHATS = ["wechat_mini", "wecom_kf", "dingtalk", "telegram", "webhook"]
KEYS = [*CHATS, "phone"]
QUIET = ("--max-cron-threads", "0")  # a process that only answers


@pytest.fixture(scope="module")
def platforms(live, server):
    """The simulated providers, by key; the accounts of the demo story call them."""
    simulator = demo.build(("127.0.0.1", 0), server.url)
    threading.Thread(target=simulator.serve_forever, daemon=True).start()
    live.shell(
        f"""
for channel in env['cs.channel'].search([]):
    for name in ('api_url', 'callback_url'):
        if channel[name]:
            rest = channel[name].partition('127.0.0.1:8070')[2]
            channel[name] = '{simulator.url}' + rest
env.ref('cs_customer.user_demo_agent').cs_capacity = 0
"""
    )
    yield {**simulator.platforms, "wechat_oa": simulator.wechat}
    simulator.shutdown()


@pytest.fixture(scope="module")
def agent(server):
    return Session(server, "lin", "lin")


def talk_of(live, key, person):
    rows = live.query(
        "SELECT c.id FROM cs_conversation c"
        " JOIN cs_channel_identity i ON i.id = c.identity_id"
        " JOIN cs_channel h ON h.id = c.channel_id"
        f" WHERE h.provider = '{key}' AND i.external_id = '{person.openid}'"
        " ORDER BY c.id DESC LIMIT 1"
    )
    return rows and rows[0][0]


def shown(person):
    return [m["text"] for m in person.messages if m["from"] == "agent"]


def states(live, talk):
    return live.query(
        "SELECT kind, state, reason FROM cs_channel_delivery"
        f" WHERE conversation_id = {talk} ORDER BY id"
    )


@pytest.mark.parametrize("key", CHATS)
def test_there_and_back(live, server, platforms, agent, key):
    platform = platforms[key]
    number = "77001" if key == "telegram" else f"{key}-newcomer"
    person = platform.customer(number, "New 新")
    results = platform.say(person.openid, "你好 😀 first", copies=3, wait=True)
    assert all(result["ok"] for result in results), results
    talk = wait_for(lambda: talk_of(live, key, person), message=server.tail)
    platform.picture(person.openid, JPEG, wait=True)

    def pictures():
        return live.query(
            "SELECT m.state FROM cs_channel_media m"
            f" WHERE m.conversation_id = {talk} AND m.state != 'queued'"
        )

    assert wait_for(pictures, message=server.tail) == [("done",)]
    stream = live.query(
        "SELECT m.body FROM mail_message m JOIN cs_conversation c"
        " ON c.discuss_channel_id = m.res_id AND m.model = 'discuss.channel'"
        f" WHERE c.id = {talk} AND m.message_type = 'comment' ORDER BY m.id"
    )
    assert len(stream) == 2 and "你好 😀 first" in stream[0][0]
    agent.call("cs.conversation", "reply", [talk], "答复 1")
    agent.call("cs.conversation", "reply", [talk], "答复 2")
    wait_for(
        lambda: shown(person) == ["答复 1", "答复 2"],
        message=lambda: f"{states(live, talk)}\n{server.tail()}",
    )


def test_a_mini_programs_pushes_are_json(live, server, platforms):
    platform = platforms["wechat_mini"]
    person = platform.customer("oMini_card", "Card")
    card = {"MsgType": "miniprogrampage", "Title": "Order 7", "PagePath": "p?id=7"}
    (result,) = platform.message(person.openid, card, wait=True)
    assert result["ok"]
    talk = wait_for(lambda: talk_of(live, "wechat_mini", person))
    assert talk


@pytest.fixture
def taker(live, server, platforms):
    """A process that only takes WeCom's calls; the one of this file, which would also
    work on them, rests meanwhile."""
    webhook, taker = platforms["wecom_kf"].webhook, live.serve(*QUIET)
    server.stop()
    before = webhook.urls
    webhook.urls = [before[0].replace(server.url, taker.url)]
    yield taker
    webhook.urls = before
    taker.stop()
    server.start()


def killed_while_it_fetches(live, platform):
    """Say that there is news; who fetches it dies waiting for the second page."""
    platform.faults["delay"] = 1
    platform.calls.clear()
    worker = live.serve()
    (result,) = platform.notify(wait=True)
    assert result["ok"]
    wait_for(
        lambda: sum("sync_msg" in call["name"] for call in platform.calls) > 1,
        message=worker.tail,
    )
    worker.stop(kill=True)
    platform.faults.clear()


def test_wecom_pages_while_the_process_dies(live, platforms, taker):
    """Killed while it fetches: nothing is lost, nothing comes twice."""
    platform = platforms["wecom_kf"]
    person = platform.customer("wmPatient", "Patient")
    urls, platform.webhook.urls = platform.webhook.urls, []
    for number in range(55):
        platform.say(person.openid, f"page-{number:02d}-end")
    platform.webhook.urls = urls
    killed_while_it_fetches(live, platform)
    fetched = "SELECT count(*) FROM cs_channel_event WHERE payload LIKE '%page-%-end%'"
    assert live.query(fetched) == [(20,)]  # the first page, and nobody else fetches
    worker = live.serve()
    platform.notify(wait=True)

    def words():
        rows = live.query(
            "SELECT body FROM mail_message WHERE model = 'discuss.channel'"
            " AND body LIKE '%page-%-end%' ORDER BY id"
        )
        return [body.partition("-end")[0][-2:] for (body,) in rows]

    wait_for(lambda: len(words()) >= 55, 150, worker.tail)
    worker.stop()
    assert words() == [f"{number:02d}" for number in range(55)]


def test_a_dingtalk_group_holds_several_talks(live, platforms, agent):
    platform = platforms["dingtalk"]
    people = [platform.customer(f"member-{n}", f"Member {n}") for n in (1, 2)]
    for person in people:
        platform.say_in("cidPolaris", person.openid, "@robot help", wait=True)

    def talks():
        rows = live.query(
            "SELECT c.id, i.external_id FROM cs_conversation c"
            " JOIN cs_channel_identity i ON i.id = c.identity_id"
            " WHERE i.external_id LIKE 'cidPolaris:%' ORDER BY 2"
        )
        return len(rows) == 2 and rows

    first, second = wait_for(talks)
    agent.call("cs.conversation", "reply", [second[0]], "for member 2")
    wait_for(lambda: shown(people[1]) == ["for member 2"])
    assert shown(people[0]) == [] and first
    (result,) = platform.event("cidPolaris", "chat_update_title", "北极星", wait=True)
    assert result["ok"] and "msg_signature" in result["answer"]


def test_a_call_in_any_order(live, platforms):
    platform = platforms["phone"]
    person = platform.customer("+8613900001111", "Caller")
    for event in ("hangup", "ring", "answer"):
        (result,) = platform.event(person.openid, event, "call-77:201", wait=True)
        assert result["ok"]

    def call():
        return live.query(
            "SELECT state, number FROM cs_call WHERE external_id = 'call-77'"
            " AND answer_at IS NOT NULL"
        )

    assert wait_for(call) == [("ended", "+8613900001111")]


@pytest.mark.parametrize("key", KEYS)
def test_forged_calls_are_refused(server, platforms, key):
    platform = platforms[key]
    person = platform.customer("5001001" if key == "telegram" else None)
    fields = platform.text_fields(person, "x") if hasattr(platform, "api") else None
    if key == "wechat_mini":
        fields = {"ToUserName": "g", "FromUserName": "x", "MsgType": "text"}
        query, body = platform.webhook.request(fields)
        headers, query["msg_signature"] = {}, "0" * 40
    else:
        query, headers, body = platform.call(fields)
        for name in ("webhook-signature", "sign", "X-Telegram-Bot-Api-Secret-Token"):
            if name in headers:
                headers[name] = "v1,AAAA"
        if "msg_signature" in query:
            query["msg_signature"] = "0" * 40
    (url,) = platform.webhook.urls
    answer = requests.post(
        url, params=query, headers=headers, data=body.encode(), timeout=10
    )
    assert answer.status_code == 403


def test_the_portal_opens_inside_wechat(live, server):
    """The first time one logs in, then WeChat says who it is."""
    ((channel,),) = live.query(
        "SELECT id FROM cs_channel WHERE token = 'demo-wechat-polaris'"
    )
    entry = f"{server.url}/cs/wechat/login/{channel}?next=/my/tickets"
    browser = requests.Session()
    code = wechat_code(browser, entry)
    stranger = browser.get(code)
    assert "/web/login" in stranger.url
    entered = log_in(browser, stranger, "portal-huadong")
    assert entered.url == f"{server.url}/my/tickets", entered.url
    again = requests.Session()
    entered = again.get(wechat_code(again, entry))
    assert entered.url == f"{server.url}/my/tickets", entered.url
    replay = requests.Session()
    wechat_code(replay, entry)
    assert "/web/login" in replay.get(code).url  # used, and another session's


def wechat_code(browser, entry):
    """What WeChat's consent page sends 王敏 back with: a link with a fresh code."""
    links = re.findall(r'href="([^"]+)">([^<]+)', browser.get(entry).text)
    return {name: html.unescape(link) for link, name in links}["王敏"]


def log_in(browser, page, login):
    """Fill in the login form that this page shows."""
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    form = {"csrf_token": token, "login": login, "password": login}
    return browser.post(page.url, data=form)


def test_one_customer_on_two_wechat_accounts(live, platforms, server):
    """WeChat says that the follower and the customer of WeCom are one person."""
    wecom, account = platforms["wecom_kf"], platforms["wechat_oa"]
    known = wecom.customer("wmUnited", "United")
    follower = account.customer("oUnitedFollower", "United")
    known.unionid = follower.unionid = "united-1"
    wecom.say(known.openid, "hello", wait=True)
    wait_for(lambda: talk_of(live, "wecom_kf", known), message=server.tail)
    live.shell(
        """
identity = env['cs.channel.identity'].search([('external_id', '=', 'wmUnited')])
identity.bind(env.ref('cs_customer.partner_demo_huadong_wang'))
"""
    )
    account.event(follower.openid, "subscribe", wait=True)
    partner = (
        "SELECT p.name FROM cs_channel_identity i JOIN res_partner p"
        " ON p.id = i.partner_id WHERE i.external_id = 'oUnitedFollower'"
    )
    assert wait_for(lambda: live.query(partner), message=server.tail) == [("王敏",)]


def test_an_official_accounts_template_and_menu(live, platforms, agent, server):
    """The account's console: menu out and back, and a report on a template."""
    out = live.shell(
        """
channel = env.ref('cs_channels.demo_channel_wechat')
env['cs.channel.menu'].create({'channel_id': channel.id, 'name': '联系', 'key': 'K'})
channel.action_publish_menu()
channel.action_fetch_menu()
print('MENU', channel.menu_ids.mapped('name'))
"""
    )
    assert "MENU ['联系']" in out
