"""Creating and listing tickets, against core's `crm.lead` of the same number."""

import json

from tests.live.server import Live

ROWS, BATCH, ROUNDS = 100_000, 100, 7

SCRIPT = """
import json, statistics, time
from odoo.tools import SQL

ROWS, BATCH, ROUNDS = {rows}, {batch}, {rounds}
user = env.ref("base.user_admin")
env = env(user=user.id)
partners = env["res.partner"].search([("is_company", "=", True)], limit=12)
team = env["cs.team"].search([], limit=1)
counter = iter(range(10**9))

def leads(number):
    return [
        {{"name": f"Lead {{next(counter)}}", "type": "opportunity", "user_id": user.id,
          "partner_id": partners[i % len(partners)].id}}
        for i in range(number)
    ]

def tickets(number):
    return [
        {{"name": f"Ticket {{next(counter)}}", "team_id": team.id,
          "partner_id": partners[i % len(partners)].id}}
        for i in range(number)
    ]

def fill(model, make):
    '''Grow the table by copying rows in SQL: the ORM would take hours.'''
    first = env[model].with_context(tracking_disable=True).create(make(1))
    env.flush_all()
    table = env[model]._table
    columns = [
        row[0]
        for row in env.execute_query(SQL(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            table,
        ))
        if row[0] not in ("id", "number", "access_token")
    ]
    names = SQL(", ").join(SQL.identifier(c) for c in columns)
    extra = SQL(", number") if model == "cs.ticket" else SQL()
    value = SQL(", 'B' || n") if model == "cs.ticket" else SQL()
    env.cr.execute(SQL(
        "INSERT INTO %s (%s%s) SELECT %s%s"
        " FROM %s, generate_series(1, %s) n WHERE id = %s",
        SQL.identifier(table), names, extra, names, value, SQL.identifier(table),
        ROWS, first.id,
    ))
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()
    env.invalidate_all()

def timed(work):
    env.invalidate_all()
    started, queries = time.perf_counter(), env.cr.sql_log_count
    work()
    env.flush_all()
    return time.perf_counter() - started, env.cr.sql_log_count - queries

def create(model, make):
    found = timed(lambda: env[model].create(make(BATCH)))
    env.cr.rollback()
    return found

def listing(model, names):
    spec = {{name: {{}} for name in names}}
    search = env[model].web_search_read
    return timed(lambda: search([], spec, limit=80, count_limit=10_001))

fill("crm.lead", leads)
fill("cs.ticket", tickets)
works = {{
    "create ticket": lambda: create("cs.ticket", tickets),
    "create lead": lambda: create("crm.lead", leads),
    "list ticket": lambda: listing("cs.ticket", [
        "number", "name", "stage_id", "priority", "user_id", "partner_id", "team_id",
        "sla_deadline", "sla_state"]),
    "list lead": lambda: listing("crm.lead", [
        "name", "partner_id", "stage_id", "priority", "user_id", "team_id",
        "expected_revenue", "date_deadline", "probability"]),
}}
for work in works.values():
    work()
times = {{name: [] for name in works}}
for _round in range(ROUNDS):
    for name, work in works.items():
        times[name].append(work())
print("RESULT " + json.dumps({{
    name: [statistics.median(t for t, _q in found), found[-1][1]]
    for name, found in times.items()
}}))
"""


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, ratio, aim) of tickets to leads."""
    script = SCRIPT.format(rows=ROWS, batch=BATCH, rounds=ROUNDS)
    output = live.shell(script)
    line = next(x for x in output.splitlines() if x.startswith("RESULT "))
    found = json.loads(line.removeprefix("RESULT "))

    def ratio(name: str) -> float:
        return found[f"{name} ticket"][0] / found[f"{name} lead"][0]

    return [
        (f"create {BATCH} tickets / leads at {ROWS} (time)", ratio("create"), "<= 1.0"),
        (f"list of 80 tickets / leads at {ROWS} (time)", ratio("list"), "<= 1.3"),
        (f"create {BATCH} tickets (queries)", found["create ticket"][1], "<= 300"),
    ]
