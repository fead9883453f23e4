# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many at the same moment: a token all find refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest

from tests.live.waiting import wait_for
from tests.simulators import demo

PROCESSES, THREADS = 4, 4
GATE = 7315  # of the lock that holds back all until they may go


@pytest.fixture(scope="module")
def simulator(live):
    """WeChat's platform; the channel of the demo story calls it."""
    platforms = demo.build(("127.0.0.1", 0), "http://127.0.0.1:9")
    threading.Thread(target=platforms.serve_forever, daemon=True).start()
    live.shell(
        f"""
env.ref('cs_channels.demo_channel_wechat').api_url = '{platforms.url}'
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
