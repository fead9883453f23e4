# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Scheduled actions and the job queue: two Odoos on one database, sudden death."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import engines
from tests.live.waiting import wait_for
from tests.simulators import demo

QUIET = ("--max-cron-threads", "0")  # a process that only answers
PEOPLE, MESSAGES = 5, 20
WAYS = [("cron", 2), ("queue", 0), ("queue", 2), ("both", 0)]


@pytest.fixture(scope="module")
def wechat(live):
    """WeChat's platform, on a database that knows the job queue."""
    live.install("cs_channels_queue")
    platform = demo.build(("127.0.0.1", 0), "http://127.0.0.1:9")
    threading.Thread(target=platform.serve_forever, daemon=True).start()
    live.shell(f"env.ref('cs_channels.demo_channel_wechat').api_url = '{platform.url}'")
    yield platform.wechat
    platform.shutdown()


def count(live, table, where):
    return live.query(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


def waiting(live, mark):
    return count(live, "cs_channel_event", f"state = 'new' AND payload LIKE '%{mark}%'")


def kill(server, workers):
    """As a power failure would: one process with threads, or what the parent forked."""
    if not workers:
        server.stop(kill=True)
        return
    for pid in server.children():
        os.kill(pid, signal.SIGKILL)


def order(live, mark):
    """The numbers in a customer's stream, in its order."""
    rows = live.query(
        "SELECT body FROM mail_message WHERE model = 'discuss.channel'"
        f" AND message_type = 'comment' AND body LIKE '%{mark}-%' ORDER BY id"
    )
    return [body.partition("-end")[0][-2:] for (body,) in rows]


def deliver(wechat, people, mark):
    """Everything three times at once; then it waits, for nobody drains."""
    second = int(time.time())
    for number in range(MESSAGES):
        for index, person in enumerate(people):
            text = f"{mark}{index}-{number:02d}-end"
            created = second + number
            results = wechat.say(person, text, copies=3, wait=True, created=created)
            assert all(result["ok"] and result["attempt"] == 1 for result in results)


@pytest.mark.parametrize(("engine", "workers"), WAYS)
def test_killed_while_draining(live, wechat, engine, workers):
    """Nothing is lost, nothing comes twice, in the order of each customer."""
    mark = f"{engine}{workers}x"
    people = [wechat.customer(name=f"{mark} {n}").openid for n in range(PEOPLE)]
    poke = wechat.customer(name="Poke").openid
    taker = live.serve(*QUIET)
    wechat.webhook.urls = [f"{taker.url}/cs/channel/{demo.CHANNEL_TOKEN}"]
    deliver(wechat, people, mark)
    total = waiting(live, mark)
    assert total == PEOPLE * MESSAGES
    first, second = (engines.start(live, engine, workers) for _n in range(2))
    wechat.webhook.urls = [f"{second.url}/cs/channel/{demo.CHANNEL_TOKEN}"]

    def fewer(than):
        wechat.say(poke, "still there?", wait=True)  # wakes what shall drain
        return waiting(live, mark) < than

    wait_for(lambda: fewer(total), 90, second.tail)
    kill(first, workers)
    left = waiting(live, mark)
    wait_for(lambda: not left or fewer(left), 90, second.tail)
    kill(second, workers)
    if not workers:
        second = engines.start(live, engine)
        wechat.webhook.urls = [f"{second.url}/cs/channel/{demo.CHANNEL_TOKEN}"]
    wait_for(lambda: fewer(1), 120, second.tail)
    for server in (first, second, taker):
        server.stop()
    expected = [f"{number:02d}" for number in range(MESSAGES)]
    for index in range(PEOPLE):
        assert order(live, f"{mark}{index}") == expected
    if engine == "queue":
        assert count(live, "queue_job", "state = 'done' AND channel = 'root.cs_in'")


def talks_of(live, person):
    """(identities, conversations) of a customer."""
    known = f"SELECT id FROM cs_channel_identity WHERE external_id = '{person}'"
    people = count(live, "cs_channel_identity", f"id IN ({known})")
    return people, count(live, "cs_conversation", f"identity_id IN ({known})")


def test_first_messages_read_by_jobs(live, wechat):
    """Jobs of two processes may read the same stream: a new customer is one person
    with one conversation, whoever sees him first."""
    workers = [engines.start(live, "both") for _n in range(2)]
    calls = [f"{worker.url}/cs/channel/{demo.CHANNEL_TOKEN}" for worker in workers]
    wechat.webhook.urls = calls
    people = [wechat.customer(name=f"New {n}").openid for n in range(PEOPLE)]
    firsts = [
        (person, f"first{number}-{word}-end")
        for number, person in enumerate(people)
        for word in "ab"
    ]

    def say(first):
        return wechat.say(*first, copies=2, wait=True)  # one copy for each process

    with ThreadPoolExecutor(len(firsts)) as pool:
        results = [result for copies in pool.map(say, firsts) for result in copies]
    assert all(result["ok"] for result in results), results
    wait_for(lambda: not waiting(live, "first"), 90, workers[0].tail)
    for worker in workers:
        worker.stop()
    assert [talks_of(live, person) for person in people] == [(1, 1)] * PEOPLE
    for number in range(PEOPLE):
        assert sorted(order(live, f"first{number}")) == ["-a", "-b"]


def test_answers_go_out_by_jobs(live, wechat):
    """Once and in order, with two processes that both would send."""
    person = wechat.customer(name="Answered").openid
    servers = [engines.start(live, "both") for _n in range(2)]
    wechat.webhook.urls = [f"{servers[0].url}/cs/channel/{demo.CHANNEL_TOKEN}"]
    wechat.say(person, "anybody-there", wait=True)
    known = f"SELECT id FROM cs_channel_identity WHERE external_id = '{person}'"
    where = f"identity_id IN ({known})"
    wait_for(lambda: count(live, "cs_conversation", where), 60, servers[0].tail)
    live.shell(
        f"""
talk = env['cs.conversation'].search([('identity_id.external_id', '=', '{person}')])
for number in range(5):
    talk._say(f'answer-{{number}}')
"""
    )
    # the shell wakes nobody: whoever looks next sends them
    wechat.say(person, "and-now", wait=True)

    def shown():
        return [
            message["text"]
            for message in wechat.customers[person].messages
            if message["from"] == "agent" and message["text"].startswith("answer")
        ]

    wait_for(lambda: len(shown()) >= 5, 90, servers[0].tail)
    moving = f"{where} AND state IN ('queued', 'sending')"
    wait_for(lambda: not count(live, "cs_channel_delivery", moving), 60)
    for server in servers:
        server.stop()
    assert shown() == [f"answer-{number}" for number in range(5)]


def test_a_server_that_restarts_itself_comes_back(live):
    """As it does after a job that took too long."""
    server = live.serve(*QUIET)
    os.kill(server.process.pid, signal.SIGHUP)
    again = "HTTP service (werkzeug) running"
    wait_for(lambda: server.tail(400).count(again) > 1, message=server.tail)
    assert server.process.poll() is None
    server.stop()
