"""Contracts, renewals, retention and health, against core and OCA's addons.

OCA's addons come from the Python registry into the state folder and run in databases
of their own on the same PostgreSQL; nothing of them is part of this project.
"""

import os

from tests.bench.shell import measure, opponent
from tests.live.server import Live

CLOSED = int(os.environ.get("CS_BENCH_CONTRACTS", "50000"))
ACCOUNTS = int(os.environ.get("CS_BENCH_ACCOUNTS", "10000"))
ROUNDS = 5
# Addon of OCA: the script that plays its daily run.
OPPONENTS = {"subscription_oca": "renewal_oca", "contract": "renewal_contract"}
CONSTANTS = {"CLOSED": CLOSED, "ACCOUNTS": ACCOUNTS, "ROUNDS": ROUNDS}


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of our contracts to the others."""
    ours = measure(live, "renewal_ours", **CONSTANTS)
    live.close()
    theirs = {name: _daily(live, name) for name in OPPONENTS}
    return [
        (
            f"daily renewal run, nothing due, {CLOSED} closed / subscription_oca",
            ours["daily"][0] / theirs["subscription_oca"],
            "<= 0.05",
        ),
        (
            f"daily renewal run, nothing due, {CLOSED} closed / contract's invoicing",
            ours["daily"][0] / theirs["contract"],
            "<= 1.0",
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


def _daily(live: Live, name: str) -> float:
    """Seconds of the daily run of an addon of OCA's among as many closed contracts."""
    other = opponent(live.setup, name, (f"odoo-addon-{name}",), name)
    try:
        return measure(other, OPPONENTS[name], **CONSTANTS)["daily"][0]
    finally:
        other.close()
