"""Contracts, renewals, retention and health, against core and OCA's subscriptions.

OCA's addon comes from the Python registry into the state folder and runs in a database
of its own on the same PostgreSQL; nothing of it is part of this project.
"""

import dataclasses
import json
import os
from pathlib import Path

from tests.live.server import Live
from tools import database, python_env
from tools.home import HOME

CLOSED = int(os.environ.get("CS_BENCH_CONTRACTS", "50000"))
ACCOUNTS = int(os.environ.get("CS_BENCH_ACCOUNTS", "10000"))
ROUNDS = 5
OPPONENT = ("odoo-addon-subscription_oca",)
MODULES = "subscription_oca"
SCRIPTS = Path(__file__).parent / "scripts"


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of our contracts to the others."""
    ours = _measure(live, "renewal_ours")
    live.close()
    theirs = _opponent(live.setup)
    try:
        oca = _measure(theirs, "renewal_oca")
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


def _measure(live: Live, script: str) -> dict:
    parts = [f"CLOSED, ACCOUNTS, ROUNDS = {CLOSED}, {ACCOUNTS}, {ROUNDS}"]
    parts += [(SCRIPTS / f"{name}.py").read_text() for name in ("common", script)]
    output = live.shell("\n".join(parts))
    lines = [x for x in output.splitlines() if x.startswith("RESULT ")]
    assert lines, f"{script} failed:\n{output[-3000:]}"
    return json.loads(lines[-1].removeprefix("RESULT "))


def _opponent(setup) -> Live:
    """A database with OCA's subscriptions on the same core."""
    folder = HOME / "bench" / "oca-subscription"
    python_env.install_into(folder, OPPONENT)
    os.environ["CS_ADDONS_PATH"] = str(folder / "odoo" / "addons")
    other = dataclasses.replace(setup)
    template = "cs_bench_subscription_template"
    database.copy(other, database.ensure_base(other), template)
    other.run(
        *("-d", template, "-i", MODULES, "--stop-after-init", "--no-http"),
        log=HOME / "log" / "bench-subscription.log",
    )
    live = Live(other, template, "cs_bench_subscription")
    database.drop(other, template)
    return live
