"""The inbox with many conversations, and the drain against posting the same words."""

import os

from tests.bench.shell import measure
from tests.live.server import Live

MANY = int(os.environ.get("CS_BENCH_CONVERSATIONS", "200000"))
FEW = 2_000
ROUNDS = 7


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of the inbox with many conversations to one with few."""
    found = measure(live, "inbox", MANY=MANY, FEW=FEW, ROUNDS=ROUNDS)

    def ratio(name: str) -> float:
        return found[f"{name} many"][0] / found[f"{name} few"][0]

    return [
        (f"inbox list at {MANY} conversations / at {FEW}", ratio("list"), "<= 1.3"),
        (f"inbox counts at {MANY} conversations / at {FEW}", ratio("counts"), "<= 1.3"),
        (
            "web client start of an agent who closed 20,000 conversations / of one: 20",
            ratio("start"),
            "<= 1.3",
        ),
        (
            "messages a second: drain of 1,000 over 100 conversations / message_post",
            found["post"][0] / found["drain"][0],
            ">= 0.9",
        ),
    ]
