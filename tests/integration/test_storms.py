# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many at the same moment: a token all find refused, a conversation all write in."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest

from tests.live import engines
from tests.live.server import Session
from tests.live.waiting import wait_for
from tests.simulators import demo

QUIET = ("--max-cron-threads", "0")  # a process that only answers
TELEGRAM = "demo-telegram-polaris"
PROCESSES, THREADS = 4, 4
SENDERS, EACH = 20, 5
GATE = 7315  # of the lock that holds back all until they may go
MARK = re.compile(r"at-once-(\d+)-(\d+)-end")


@pytest.fixture(scope="module")
def simulator(live):
    """WeChat and Telegram; the channels of the demo story call them."""
    live.install("cs_channels_queue")
    platforms = demo.build(("127.0.0.1", 0), "http://127.0.0.1:9")
    threading.Thread(target=platforms.serve_forever, daemon=True).start()
    live.shell(
        f"""
env.ref('cs_channels.demo_channel_wechat').api_url = '{platforms.url}'
bot = env['cs.channel'].search([('token', '=', '{TELEGRAM}')])
bot.api_url = '{platforms.url}/p/telegram'
env.ref('cs_customer.user_demo_agent').cs_capacity = 0
"""
    )
    yield platforms
    platforms.shutdown()


def count(live, table, where):
    return live.query(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


# === A token === #


@contextmanager
def gate(live):
    """Hold back all who ask for the lock; they go when the block ends."""
    pg = live.setup.pg
    place = {"host": pg.host, "port": pg.port, "dbname": live.database}
    line = psycopg2.connect(user=pg.user, password=pg.password or None, **place)
    try:
        line.cursor().execute(f"SELECT pg_advisory_lock({GATE})")
        yield
    finally:
        line.close()


def held_back(live):
    return count(live, "pg_locks", f"objid = {GATE} AND NOT granted")


ASK = f"""
import threading
from odoo import api

found = []

def ask():
    with env.registry.cursor() as cr:
        mine = api.Environment(cr, api.SUPERUSER_ID, {{}})
        channel = mine.ref('cs_channels.demo_channel_wechat')
        old = mine['cs.channel.token']._get(channel)
        cr.rollback()
        cr.execute('SELECT pg_advisory_xact_lock_shared({GATE})')
        cr.rollback()  # what was done before one goes on is seen
        first = mine['cs.channel.token']._get(channel, rejected=old)
        # another call with the old token comes back only now
        late = mine['cs.channel.token']._get(channel, rejected=old)
        found.append(('TOKENS', old, first, late))

threads = [threading.Thread(target=ask) for _thread in range({THREADS})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for words in found:
    print(*words)
"""


def ask(live, log):
    """One process: what each of its threads had, got, and got once more."""
    live.setup.shell(live.database, ASK, log=log)
    lines = [line.split() for line in log.read_text().splitlines()]
    assert not [words for words in lines if "ERROR" in words]  # to wait is no error
    return [tuple(words[1:]) for words in lines if words[:1] == ["TOKENS"]]


def stored_token(live):
    """(token, how often one was fetched) of the account."""
    (row,) = live.query(
        "SELECT t.token, t.refresh_count FROM cs_channel_token t JOIN cs_channel c"
        f" ON c.id = t.channel_id WHERE c.token = '{demo.CHANNEL_TOKEN}'"
    )
    return row


def refused_at_once(live, folder):
    """What the threads of all processes had, got, and got once more."""
    logs = [folder / f"{number}.log" for number in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        with gate(live):
            asked = [pool.submit(ask, live, log) for log in logs]
            wait_for(lambda: held_back(live) == PROCESSES * THREADS, 120)
        return [found for process in asked for found in process.result()]


@pytest.mark.parametrize(("known", "calls"), [(False, 1), (True, 2)])
def test_all_find_their_token_refused(live, simulator, tmp_path, known, calls):
    """One fetches a new one, the others find it.

    Once WeChat gives another by itself; once it would give the same again, and a new
    one has to be forced, which it allows a few times a day.
    """
    wechat = simulator.wechat
    live.shell(
        "channel = env.ref('cs_channels.demo_channel_wechat')\n"
        "env['cs.channel.token']._get(channel)"
    )
    old, fetched = stored_token(live)
    if not known:
        wechat.tokens.forget()
    issued = wechat.tokens.issued
    wechat.calls.clear()
    wechat.faults["delay"] = 0.5  # all are there before the first has one
    found = refused_at_once(live, tmp_path)
    wechat.faults.clear()
    new, fetched_now = stored_token(live)
    assert new != old and fetched_now == fetched + 1
    assert found == [(old, new, new)] * (PROCESSES * THREADS)
    assert [call["name"] for call in wechat.calls] == ["stable_token"] * calls
    assert wechat.tokens.issued == issued + 1


# === A conversation === #


def aim(platform, servers):
    platform.webhook.urls = [f"{s.url}/cs/channel/{TELEGRAM}" for s in servers]


def speak(telegram, person, sender):
    """One of those who write as the same customer: one word after the other."""
    results = []
    for number in range(EACH):
        text = f"at-once-{sender}-{number}-end"
        results += telegram.say(person, text, copies=2, wait=True)
    return all(result["ok"] for result in results)


def talk_of(live, person):
    rows = live.query(
        "SELECT c.id FROM cs_conversation c JOIN cs_channel_identity i"
        f" ON i.id = c.identity_id WHERE i.external_id = '{person}'"
    )
    return rows and rows[0][0]


def words(live, talk):
    """(sender, number) of what is shown in a conversation, in its order."""
    rows = live.query(
        "SELECT m.body FROM mail_message m JOIN cs_conversation c"
        " ON c.discuss_channel_id = m.res_id AND m.model = 'discuss.channel'"
        f" WHERE c.id = {talk} AND m.body LIKE '%at-once-%' ORDER BY m.id"
    )
    return [tuple(map(int, MARK.search(body).groups())) for (body,) in rows]


def stored(live, person):
    """The messages in which the words of a customer are shown, as he sent them."""
    rows = live.query(
        "SELECT message_id FROM cs_channel_event"
        f" WHERE stream_key = '{person}' AND payload LIKE '%at-once-%'"
        " AND state = 'done' ORDER BY provider_at, id"
    )
    return [message for (message,) in rows]


def is_complete(live, talk, person):
    """Whether all is stored and shown once, in the order of each sender."""
    shown = words(live, talk)
    ordered = sorted(shown, key=lambda word: word[0])  # keeps the order within each
    everything = [(n, word) for n in range(SENDERS) for word in range(EACH)]
    messages = stored(live, person)
    return ordered == everything and len(set(messages)) == len(messages) == len(shown)


def settled(live, person):
    """Whether nothing waits, in or out."""
    came = f"stream_key = '{person}' AND state = 'new'"
    known = f"SELECT id FROM cs_channel_identity WHERE external_id = '{person}'"
    going = f"identity_id IN ({known}) AND state IN ('queued', 'sending')"
    return not count(live, "cs_channel_event", came) and not count(
        live, "cs_channel_delivery", going
    )


def answer(agents, talk, done):
    """An agent at two windows answers until the customer has said all."""
    said = []
    while not done.wait(0.3) or len(said) < 5:
        said.append(f"answer-{len(said)}")
        agent = agents[len(said) % len(agents)]
        agent.call("cs.conversation", "reply", [talk], said[-1])
    return said


def all_speak(telegram, person, pool):
    """All senders at once; whether each call was acknowledged."""
    return all(pool.map(lambda n: speak(telegram, person, n), range(SENDERS)))


@pytest.mark.parametrize("engine", ["cron", "both"])
def test_a_hundred_words_while_the_agent_answers(live, simulator, engine):
    """Each is shown once, no click of the agent fails, each answer goes out once."""
    telegram = simulator.platforms["telegram"]
    person = telegram.customer(name="Talker").openid
    workers = [engines.start(live, engine) for _worker in range(2)]
    aim(telegram, workers)
    telegram.say(person, "anybody-there", wait=True)
    talk = wait_for(lambda: talk_of(live, person), 60, workers[0].tail)
    agents = [Session(worker, "lin", "lin") for worker in workers]
    done = threading.Event()
    with ThreadPoolExecutor(SENDERS + 1) as pool:
        answers = pool.submit(answer, agents, talk, done)
        try:
            acknowledged = all_speak(telegram, person, pool)
        finally:
            done.set()
        said = answers.result()  # raises when one of the calls failed
    wait_for(lambda: settled(live, person), 120, workers[0].tail)
    for worker in workers:
        worker.stop()
    assert acknowledged and is_complete(live, talk, person)
    messages = telegram.customers[person].messages
    assert [m["text"] for m in messages if m["from"] == "agent"] == said


def test_a_hundred_words_that_waited(live, simulator):
    """What came at once stands in the order of the provider's time, then as stored."""
    telegram = simulator.platforms["telegram"]
    person = telegram.customer(name="Waiter").openid
    takers = [live.serve(*QUIET) for _taker in range(2)]
    aim(telegram, takers)
    with ThreadPoolExecutor(SENDERS) as pool:
        assert all_speak(telegram, person, pool)
    assert not stored(live, person)
    workers = [live.serve() for _worker in range(2)]
    aim(telegram, workers)
    telegram.say(person, "wake-up", copies=2, wait=True)
    wait_for(lambda: settled(live, person), 120, workers[0].tail)
    for server in (*takers, *workers):
        server.stop()
    assert is_complete(live, talk_of(live, person), person)
    assert stored(live, person) == sorted(stored(live, person))
