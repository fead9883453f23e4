# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The channel engine under fire: real HTTP, two Odoo processes, sudden death."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests

from tests.live.server import Session
from tests.live.waiting import wait_for
from tests.simulators import crypto, demo
from tests.simulators.webhook import to_xml

OPENID = demo.CUSTOMERS[0][0]
QUIET = ("--max-cron-threads", "0")  # a process that only answers
NEWCOMERS = 6


@pytest.fixture(scope="module")
def simulator(live):
    """WeChat's platform; the channel of the demo story calls it."""
    platform = demo.build(("127.0.0.1", 0), "http://127.0.0.1:9")
    threading.Thread(target=platform.serve_forever, daemon=True).start()
    live.shell(f"env.ref('cs_channels.demo_channel_wechat').api_url = '{platform.url}'")
    yield platform
    platform.shutdown()


@pytest.fixture(scope="module")
def wechat(simulator):
    return simulator.wechat


@pytest.fixture
def quiet(live, simulator):
    """Two processes that take calls but work nothing off."""
    servers = [live.serve(*QUIET), live.serve(*QUIET)]
    yield servers
    for server in servers:
        server.stop()


def webhook(server):
    return f"{server.url}/cs/channel/{demo.CHANNEL_TOKEN}"


def count(live, table, where):
    return live.query(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


def stored(live, text):
    return count(live, "cs_channel_event", f"payload LIKE '%{text}%'")


def shown(live, text):
    """How often a text stands in a conversation's stream."""
    stream = "model = 'discuss.channel' AND message_type = 'comment'"
    return count(live, "mail_message", f"{stream} AND body LIKE '%{text}%'")


def waiting(live):
    return count(live, "cs_channel_event", "state = 'new'")


def drain(live):
    live.shell("env['cs.channel.event']._drain()")


def test_same_message_three_times_at_once(live, wechat, quiet):
    wechat.webhook.urls = [webhook(server) for server in quiet]
    for number in range(10):
        results = wechat.say(OPENID, f"three-at-once-{number}", copies=3, wait=True)
        assert all(result["ok"] and result["attempt"] == 1 for result in results)
        assert all(result["ms"] < 5000 for result in results)
    for number in range(10):
        assert stored(live, f"three-at-once-{number}") == 1
    drain(live)
    for number in range(10):
        assert shown(live, f"three-at-once-{number}") == 1


def test_two_first_messages_of_a_new_customer(live, wechat, quiet):
    wechat.webhook.urls = [webhook(server) for server in quiet]
    newcomer = wechat.customer(name="New").openid
    with ThreadPoolExecutor(2) as pool:
        texts = ("first-words-a", "first-words-b")
        list(pool.map(lambda text: wechat.say(newcomer, text, wait=True), texts))
    drain(live)
    where = f"external_id = '{newcomer}'"
    assert count(live, "cs_channel_identity", where) == 1
    identity = f"identity_id IN (SELECT id FROM cs_channel_identity WHERE {where})"
    assert count(live, "cs_conversation", identity) == 1
    assert shown(live, "first-words-") == 2


def talks_of(live, openid):
    """(identities, conversations, messages shown) of a customer."""
    known = f"SELECT id FROM cs_channel_identity WHERE external_id = '{openid}'"
    where = f"identity_id IN ({known})"
    people = count(live, "cs_channel_identity", f"id IN ({known})")
    return people, count(live, "cs_conversation", where), shown(live, f"{openid}-")


def test_first_messages_while_two_processes_drain(live, wechat):
    """Whoever sees a new customer first, he is one person with one conversation."""
    workers = [live.serve() for _worker in range(2)]
    wechat.webhook.urls = [webhook(worker) for worker in workers]
    people = [wechat.customer(name=f"New {n}").openid for n in range(NEWCOMERS)]
    firsts = [(openid, f"{openid}-{word}") for openid in people for word in "ab"]

    def say(first):
        return wechat.say(*first, copies=2, wait=True)  # one copy for each process

    with ThreadPoolExecutor(len(firsts)) as pool:
        results = [result for copies in pool.map(say, firsts) for result in copies]
    assert all(result["ok"] for result in results), results
    wait_for(lambda: not waiting(live), 90, workers[0].tail)
    for worker in workers:
        worker.stop()
    assert [talks_of(live, openid) for openid in people] == [(1, 1, 2)] * NEWCOMERS


def test_refused_without_detail(live, wechat, quiet):
    url = webhook(quiet[0])
    fields = {
        "ToUserName": "gh_1",
        "FromUserName": OPENID,
        "CreateTime": int(time.time()),
        "MsgType": "text",
        "Content": "must-not-arrive",
        "MsgId": 4242,
    }
    query, body = wechat.webhook.request(fields)
    other_app = crypto.seal(to_xml(fields), demo.ACCOUNT["aes_key"], "wx-other-app")
    signed = crypto.sign(
        demo.ACCOUNT["token"], query["timestamp"], query["nonce"], other_app
    )
    stale = str(int(time.time()) - 600)
    stale_query = {
        **query,
        "timestamp": stale,
        "signature": crypto.sign(demo.ACCOUNT["token"], stale, query["nonce"]),
    }
    attempts = [
        ({**query, "signature": "0" * 40}, body),
        ({**query, "msg_signature": "0" * 40}, body),
        ({**query, "msg_signature": signed}, to_xml({"Encrypt": other_app})),
        (stale_query, body),
        (query, to_xml(fields)),
        (query, body.replace("Encrypt", "Other")),
        (query, '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'),
        ({}, body),
    ]
    answers = [
        requests.post(f"{url}?{urlencode(given)}", data=data.encode(), timeout=10)
        for given, data in attempts
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.text for answer in answers}) == 1
    big = requests.post(f"{url}?{urlencode(query)}", data=b"x" * (2 << 20), timeout=10)
    assert big.status_code == 413
    unknown = f"{quiet[0].url}/cs/channel/no-such-token"
    assert requests.post(unknown, data=b"x", timeout=10).status_code == 404
    assert stored(live, "must-not-arrive") == 0
    assert "must-not-arrive" not in quiet[0].tail(200)
    good = f"{url}?{urlencode(query)}"
    for _replay in range(2):
        assert requests.post(good, data=body.encode(), timeout=10).text == "success"
    assert stored(live, "must-not-arrive") == 1


def test_killed_while_draining(live, wechat):
    """Nothing is lost and nothing comes twice, in the order of each customer."""
    people = [wechat.customer(name=f"Patient {number}").openid for number in range(5)]
    poke = wechat.customer(name="Poke").openid
    taker = live.serve(*QUIET)
    wechat.webhook.urls = [webhook(taker)]
    second = int(time.time())
    for number in range(20):
        for index, person in enumerate(people):
            text = f"kill-{index}-{number:02d}-end"
            (result,) = wechat.say(person, text, wait=True, created=second + number)
            assert result["ok"]
    total = waiting(live)
    for _death in range(3):
        worker = live.serve()
        wechat.say(poke, "still there?", wait=True)  # wakes the new worker
        wait_for(lambda left=total: waiting(live) < left, message=worker.tail())
        worker.stop(kill=True)
        total = waiting(live)
    worker = live.serve()
    wechat.say(poke, "still there?", wait=True)
    wait_for(lambda: not waiting(live), timeout=120, message=worker.tail())
    worker.stop()
    taker.stop()
    for index in range(len(people)):
        rows = live.query(
            "SELECT body FROM mail_message WHERE model = 'discuss.channel'"
            f" AND body LIKE '%kill-{index}-%' ORDER BY id"
        )
        order = [body.partition("-end")[0][-2:] for (body,) in rows]
        assert order == [f"{number:02d}" for number in range(20)]


@pytest.fixture
def talk(live, wechat, quiet):
    """A fresh conversation that waits for an agent."""
    wechat.webhook.urls = [webhook(quiet[0])]
    newcomer = wechat.customer(name="Waiting").openid
    wechat.say(newcomer, "anybody-there", wait=True)
    drain(live)
    ((conversation,),) = live.query(
        "SELECT c.id FROM cs_conversation c JOIN cs_channel_identity i"
        f" ON i.id = c.identity_id WHERE i.external_id = '{newcomer}'"
    )
    return conversation, newcomer


def at_once(calls):
    """Run functions at the same moment; True for each that succeeded."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait(10)
        try:
            return bool(call())
        except AssertionError:
            return False

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_agents_claim_the_same(live, quiet, talk):
    conversation, _openid = talk
    agents = [Session(quiet[0], "lin", "lin"), Session(quiet[1], "tom", "tom")]
    claims = at_once(
        [
            lambda agent=agent: agent.call("cs.conversation", "claim", [conversation])
            for agent in agents
        ]
    )
    assert sorted(claims) == [False, True]
    winner = agents[claims.index(True)].uid
    rows = live.query(f"SELECT user_id FROM cs_conversation WHERE id = {conversation}")
    assert rows == [(winner,)]


def sending(live, conversation):
    """How far each part of the answers is, in order."""
    rows = live.query(
        "SELECT state FROM cs_channel_delivery"
        f" WHERE conversation_id = {conversation} ORDER BY id"
    )
    return [state for (state,) in rows]


def read_by(wechat, openid):
    """The answers that a customer's phone shows."""
    messages = wechat.customers[openid].messages
    return [message["text"] for message in messages if message["from"] == "agent"]


def test_an_answer_that_may_have_arrived_is_not_repeated(live, wechat, quiet, talk):
    conversation, openid = talk
    agent = Session(quiet[0], "lin", "lin")
    worker = live.serve()
    wechat.faults["drop_after_accept"] = 1
    agent.call("cs.conversation", "reply", [conversation], "accepted-then-gone")

    def states():
        return sending(live, conversation)

    wait_for(lambda: states() == ["unknown"], message=worker.tail())
    wechat.tokens.forget()
    issued = wechat.tokens.issued
    for number in range(5):
        agent.call("cs.conversation", "reply", [conversation], f"answer-{number}")
    expected = ["unknown", "sent", "sent", "sent", "sent", "held"]
    wait_for(lambda: states() == expected, message=f"{states()}\n{worker.tail()}")
    worker.stop()
    assert read_by(wechat, openid) == [
        "accepted-then-gone",
        *(f"answer-{n}" for n in range(4)),
    ]
    assert wechat.tokens.issued == issued + 1
    assert demo.ACCOUNT["app_secret"] not in worker.log.read_text(errors="replace")


@pytest.fixture
def cut_short(live, wechat, quiet, talk):
    """An answer that WeChat took while the process that sent it died: nobody noted
    what became of it."""
    conversation, openid = talk
    agent, worker = Session(quiet[0], "lin", "lin"), live.serve()
    wechat.faults["late_answer"] = 8  # less than a call may take
    agent.call("cs.conversation", "reply", [conversation], "sent-then-dead")
    wait_for(lambda: read_by(wechat, openid), message=worker.tail)
    worker.stop(kill=True)
    wechat.faults.clear()
    assert sending(live, conversation) == ["sending"]
    return agent, conversation, openid


def end_leases(live, conversation):
    """As if two minutes had gone by."""
    live.query(
        "UPDATE cs_channel_delivery SET leased_until = leased_until - interval '1 hour'"
        f" WHERE conversation_id = {conversation} AND state = 'sending'"
    )


def test_killed_between_sending_and_noting_it(live, wechat, cut_short):
    """The customer reads it once; it goes again only when a person says so."""
    agent, conversation, openid = cut_short
    end_leases(live, conversation)
    worker = live.serve()
    # what comes after it is sent: whoever sends has passed by the first one
    agent.call("cs.conversation", "reply", [conversation], "after-it")
    expected = ["unknown", "sent"]
    wait_for(lambda: sending(live, conversation) == expected, 90, worker.tail)
    assert read_by(wechat, openid) == ["sent-then-dead", "after-it"]
    where = f"conversation_id = {conversation} AND state = 'unknown'"
    rows = live.query(f"SELECT id FROM cs_channel_delivery WHERE {where}")
    agent.call("cs.channel.delivery", "action_retry", [id_ for (id_,) in rows])
    expected = ["sent", "sent"]
    wait_for(lambda: sending(live, conversation) == expected, 90, worker.tail)
    worker.stop()
    assert read_by(wechat, openid) == ["sent-then-dead", "after-it", "sent-then-dead"]
