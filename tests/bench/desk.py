"""The service desk at half a million tickets, against OCA's helpdesk and `crm.lead`.

OCA's addons come from the Python registry into the state folder and run in a database
of their own on the same PostgreSQL; nothing of them is part of this project.
"""

import os

from tests.bench.shell import measure, opponent
from tests.live.server import Live

ROWS = int(os.environ.get("CS_BENCH_ROWS", "500000"))
ROUNDS = 5
OPPONENT = ("odoo-addon-helpdesk_mgmt", "odoo-addon-helpdesk_mgmt_sla")
MODULES = "helpdesk_mgmt,helpdesk_mgmt_sla"
CONSTANTS = {"ROWS": ROWS, "ROUNDS": ROUNDS}


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of our desk to the others."""
    ours = measure(live, "desk_ours", **CONSTANTS)
    live.close()
    theirs = opponent(live.setup, "oca", OPPONENT, MODULES)
    try:
        oca = measure(theirs, "desk_oca", **CONSTANTS)
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
