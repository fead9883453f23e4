"""Contracts, renewals, retention and health, against core and OCA's subscriptions.

OCA's addon comes from the Python registry into the state folder and runs in a database
of its own on the same PostgreSQL; nothing of it is part of this project.
"""

import os

from tests.bench.shell import measure, opponent
from tests.live.server import Live

CLOSED = int(os.environ.get("CS_BENCH_CONTRACTS", "50000"))
ACCOUNTS = int(os.environ.get("CS_BENCH_ACCOUNTS", "10000"))
ROUNDS = 5
OPPONENT = ("odoo-addon-subscription_oca",)
MODULES = "subscription_oca"
CONSTANTS = {"CLOSED": CLOSED, "ACCOUNTS": ACCOUNTS, "ROUNDS": ROUNDS}


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of our contracts to the others."""
    ours = measure(live, "renewal_ours", **CONSTANTS)
    live.close()
    theirs = opponent(live.setup, "subscription", OPPONENT, MODULES)
    try:
        oca = measure(theirs, "renewal_oca", **CONSTANTS)
    finally:
        theirs.close()
    return [
        (
            f"daily renewal run, nothing due, {CLOSED} closed / OCA",
            ours["daily"][0] / oca["daily"][0],
            "<= 0.05",
        ),
        ("daily renewal run, nothing due (queries)", ours["daily"][1], "<= 5"),
        (
            "1,000 renewals with playbooks / core's leads and activities",
            ours["renewals"][0] / ours["core"][0],
            "<= 1.4",
        ),
        (
            f"36 months of retention of {ACCOUNTS} contracts / SQL by hand",
            ours["retention"][0] / ours["by hand"][0],
            "<= 1.2",
        ),
        (
            f"health of {ACCOUNTS} accounts / of 1,000 (queries)",
            ours["health many"][1] / ours["health few"][1],
            "<= 1.0",
        ),
    ]
