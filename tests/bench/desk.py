"""The service desk at half a million tickets, against OCA's helpdesk and `crm.lead`.

OCA's addons come from the Python registry into the state folder and run in a database
of their own on the same PostgreSQL; nothing of them is part of this project.
"""

import dataclasses
import json
import os
from pathlib import Path

from tests.live.server import Live
from tools import database, python_env
from tools.home import HOME

ROWS = int(os.environ.get("CS_BENCH_ROWS", "500000"))
ROUNDS = 5
OPPONENT = ("odoo-addon-helpdesk_mgmt", "odoo-addon-helpdesk_mgmt_sla")
MODULES = "helpdesk_mgmt,helpdesk_mgmt_sla"
SCRIPTS = Path(__file__).parent / "scripts"


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of our desk to the others."""
    ours = _measure(live, "desk_ours")
    live.close()
    theirs = _opponent(live.setup)
    try:
        oca = _measure(theirs, "desk_oca")
    finally:
        theirs.close()

    def ratio(name: str, against: dict, other: str = "") -> float:
        return ours[name][0] / against[other or name][0]

    return [
        (
            "create 100 tickets with 3 policies / OCA with 2",
            ratio("create", oca),
            "<= 0.4",
        ),
        ("create 100 tickets with 3 policies (queries)", ours["create"][1], "<= 300"),
        (f"list of 80 at {ROWS} / OCA", ratio("list", oca), "<= 0.25"),
        (f"list of 80 at {ROWS} / crm.lead", ratio("list", ours, "leads"), "<= 1.3"),
        (
            f"three similar solved tickets at {ROWS} / list of 80",
            ratio("similar", ours, "list"),
            "<= 1.0",
        ),
        (f"counts of 80 customers at {ROWS} / OCA", ratio("counts", oca), "<= 0.02"),
        ("counts of 80 customers (queries)", ours["counts"][1], "<= 5"),
        (
            "alert job, 50 due of 10,000 open / of 500 open",
            ratio("alert many", ours, "alert few"),
            "<= 1.3",
        ),
    ]


def _measure(live: Live, script: str) -> dict:
    parts = [f"ROWS, ROUNDS = {ROWS}, {ROUNDS}"]
    parts += [(SCRIPTS / f"{name}.py").read_text() for name in ("common", script)]
    output = live.shell("\n".join(parts))
    lines = [x for x in output.splitlines() if x.startswith("RESULT ")]
    assert lines, f"{script} failed:\n{output[-3000:]}"
    return json.loads(lines[-1].removeprefix("RESULT "))


def _opponent(setup) -> Live:
    """A database with OCA's helpdesk on the same core."""
    folder = HOME / "bench" / "oca"
    python_env.install_into(folder, OPPONENT)
    os.environ["CS_ADDONS_PATH"] = str(folder / "odoo" / "addons")
    other = dataclasses.replace(setup)
    template = "cs_bench_oca_template"
    database.copy(other, database.ensure_base(other), template)
    other.run(
        *("-d", template, "-i", MODULES, "--stop-after-init", "--no-http"),
        log=HOME / "log" / "bench-oca.log",
    )
    live = Live(other, template, "cs_bench_oca")
    database.drop(other, template)
    return live
