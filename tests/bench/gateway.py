"""Acknowledging what a chat provider sends: against OCA's gateway, and under load.

OCA's addons come from the Python registry into the state folder and run in a database
of their own on the same PostgreSQL; nothing of them is part of this project.
"""

import json
import os
from collections.abc import Callable

from tests.bench.shell import opponent
from tests.live.server import Live
from tests.live.waiting import wait_for
from tests.simulators import demo
from tests.simulators.clock import Clock
from tests.simulators.platform import Person
from tests.simulators.telegram import Telegram

from .measure import alternate, answer_times, percentile, requests_per_second

WAITING = int(os.environ.get("CS_BENCH_EVENTS", "10000"))
CALLS, CLIENTS, ROUNDS, PEOPLE = 300, 4, 3, 100
OPPONENT = ("odoo-addon-mail-gateway", "odoo-addon-mail-gateway-telegram")
MODULES = "mail_gateway_telegram"
LIBRARIES = ("python-telegram-bot", "lottie", "cairosvg")
KEY = "bench"
GATEWAY = f"""
env["mail.gateway"].create({{
    "name": "Bench", "gateway_type": "telegram", "token": "100200300:bench",
    "webhook_key": "{KEY}", "webhook_secret": "secret",
    "integrated_webhook_state": "integrated",
}})
"""
TELEGRAM = next(found for found in demo.OTHERS if found[0] is Telegram)
TELEGRAM_PATH = f"/cs/channel/{TELEGRAM[1]}"


class Sender:
    """Telegram's updates of many people, each new."""

    def __init__(self, path: str):
        self.path = path
        self.platform = Telegram(TELEGRAM[2], Clock())
        self.people = [Person(str(7_000 + n), f"Bench {n}") for n in range(PEOPLE)]

    def calls(self, number: int) -> list[tuple[str, bytes]]:
        return [
            (self.path, self._update(self.people[n % PEOPLE])) for n in range(number)
        ]

    def _update(self, person) -> bytes:
        fields = self.platform.text_fields(person, "你好，请问一下发票怎么开？")
        return json.dumps(fields, ensure_ascii=False).encode()


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of acknowledging updates of Telegram."""
    rows = [under_load(live)]
    theirs = opponent(live.setup, "telegram", OPPONENT, MODULES, LIBRARIES)
    try:
        theirs.shell(GATEWAY)
        ours, oca = alternate(
            ROUNDS,
            rate(live, TELEGRAM_PATH, TELEGRAM[2]["secret"]),
            rate(theirs, f"/gateway/telegram/{KEY}/update", "secret"),
        )
        stored = theirs.query(
            "SELECT count(*) FROM mail_message WHERE body LIKE '%发票%'"
        )
        assert int(stored[0][0]) >= CALLS * ROUNDS, "OCA's gateway stored too little"
    finally:
        theirs.close()
    return [
        *rows,
        (
            "update of Telegram acknowledged / OCA's gateway (calls per second)",
            ours / oca,
            ">= 10",
        ),
    ]


def rate(live: Live, path: str, secret: str) -> Callable[[], float]:
    """What tells the updates a second that one process acknowledges."""
    server, sender = live.serve("--max-cron-threads=0"), Sender(path)
    headers = {"X_Telegram_Bot_Api_Secret_Token": secret}

    def work() -> float:
        calls = sender.calls(CALLS)
        return requests_per_second(server.url, calls, CLIENTS, **headers)

    work()  # the first calls make the people known
    return work


def under_load(live: Live) -> tuple[str, float, str]:
    """The slowest hundredth of the answers while a pile of events is worked off."""
    server, sender = live.serve("--max-cron-threads=0"), Sender(TELEGRAM_PATH)
    headers = {"X_Telegram_Bot_Api_Secret_Token": TELEGRAM[2]["secret"]}

    def slowest() -> float:
        times = answer_times(server.url, sender.calls(CALLS), 1, **headers)
        return percentile(times, 99)

    answer_times(server.url, sender.calls(WAITING), CLIENTS, **headers)
    (idle,) = alternate(ROUNDS, slowest)
    drain = live.serve("--max-cron-threads=2")
    wait_for(lambda: waiting(live) < WAITING, 120)
    (busy,) = alternate(ROUNDS, slowest)
    assert waiting(live), "the pile was gone before the end: measure with a larger one"
    wait_for(lambda: not waiting(live), 1800)
    lost = live.query("SELECT count(*) FROM cs_channel_event WHERE state <> 'done'")
    assert not int(lost[0][0]), f"{lost} events were not worked off"
    server.stop()
    drain.stop()
    return (
        f"p99 of acknowledging while {WAITING} events are drained / with no drain",
        busy / idle,
        "<= 3",
    )


def waiting(live: Live) -> int:
    """How many events are not worked off."""
    rows = live.query("SELECT count(*) FROM cs_channel_event WHERE state = 'new'")
    return int(rows[0][0])
