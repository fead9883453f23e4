"""Acknowledging a webhook call, against a bare controller that inserts one row."""

import random
from urllib.parse import urlencode

from tests.live.server import Live
from tests.simulators import demo
from tests.simulators.clock import Clock
from tests.simulators.webhook import Webhook

from .measure import alternate, requests_per_second

CALLS, CLIENTS, ROUNDS = 400, 8, 5


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of verified, decrypted and stored calls to bare ones."""
    server = live.serve("--max-cron-threads=0")
    webhook = Webhook(demo.ACCOUNT, Clock(), [])
    numbers = iter(range(1, 10**9))

    def message() -> tuple[str, bytes]:
        query, body = webhook.request(
            {
                "ToUserName": demo.ACCOUNT["account"],
                "FromUserName": f"oBench{random.randrange(200):04}",
                "CreateTime": 1_760_000_000,
                "MsgType": "text",
                "Content": "你好，请问一下发票怎么开？",
                "MsgId": 7_000_000_000_000_000_000 + next(numbers),
            }
        )
        path = f"/cs/channel/{demo.CHANNEL_TOKEN}?{urlencode(query)}"
        return path, body if isinstance(body, bytes) else body.encode()

    def ours() -> float:
        calls = [message() for _call in range(CALLS)]
        return requests_per_second(server.url, calls, CLIENTS)

    def bare() -> float:
        body = message()[1]
        calls = [("/cs/bench/row", body)] * CALLS
        return requests_per_second(server.url, calls, CLIENTS)

    rate, baseline = alternate(ROUNDS, ours, bare)
    stored = live.query("SELECT count(*) FROM cs_channel_event")[0][0]
    assert int(stored) >= CALLS * ROUNDS, f"only {stored} of the calls were stored"
    server.stop()
    return [
        (
            "webhook acknowledged / bare insert (calls per second)",
            rate / baseline,
            ">= 0.6",
        )
    ]
