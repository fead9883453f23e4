"""Half a million tickets of ours; runs in `odoo shell` (see tests/bench/desk.py)."""

# ruff: noqa: F821 - the shell gives `env`, the caller ROWS, ROUNDS and measure()

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

OPEN = 10_000
DUE = 50
# Twelve of 5,000 words, some of them common and most rare, as in any language.
WORDS = " || ' ' || ".join(["'w' || floor(5000 * power(random(), 3))"] * 12)
QUESTION = "w2 w31 w104 w290 w477 w802 w1350 w2204 w3111 w4090"


def prepare(env):
    """80 companies with ten people, one team, three policies, ROWS tickets."""
    env["cs.sla.policy"].search([]).active = False
    team = env["cs.team"].create({"name": "Bench", "member_ids": []})
    for metric in ("first_response", "resolve", "update"):
        env["cs.sla.policy"].create(
            {
                "name": metric,
                "metric": metric,
                "target_hours": 8,
                "team_ids": team.ids,
            }
        )
    companies, people = customers(env)
    fill(env, team, people)
    return team, companies, people


def fill(env, team, people):
    """Copy one ticket and its promises in SQL: the ORM would take hours."""
    first = env["cs.ticket"].create(
        {"name": "First", "team_id": team.id, "partner_id": people[0].id}
    )
    env.flush_all()
    names = columns(env, "cs_ticket")
    stages = [
        env["cs.ticket"]._cs_first_stage(team, state)
        for state in ("new", "open", "waiting", "solved", "closed")
    ]
    changed = {
        "number": SQL("'B' || n"),
        "name": SQL("'Labels do not print ' || n"),
        "search_vector": SQL(f"setweight(to_tsvector('simple', {WORDS}), 'A')"),
        "partner_id": pick("n", people.ids),
        "commercial_partner_id": pick("n", people.commercial_partner_id.ids),
        "priority": SQL("(n %% 4)::text"),
        "stage_id": pick("n / 7", [stages[4].id] * 20 + [s.id for s in stages]),
        "state": pick("n / 7", ["closed"] * 20 + [s.state for s in stages], "varchar"),
        "solved_at": SQL(
            "CASE WHEN (n / 7) %% 25 < 20 THEN now() AT TIME ZONE 'UTC' END"
        ),
    }
    copy_rows(env, "cs_ticket", names, changed, first.id, ROWS)
    line = first.sla_line_ids[0]
    ended = {
        "ticket_id": SQL("n"),
        "ended_at": SQL("now() AT TIME ZONE 'UTC'"),
        "reached_at": SQL("now() AT TIME ZONE 'UTC'"),
        "next_alert_at": SQL("NULL::timestamp"),
    }
    names = columns(env, "cs_sla_line")
    source = SQL("SELECT id FROM cs_ticket WHERE number LIKE 'B%%'")
    for _policy in range(2):
        copy_rows(env, "cs_sla_line", names, ended, line.id, source)
    analyze(env, "cs_ticket", "cs_sla_line")


def works(env, team, companies, people):
    """What is measured: functions by name."""
    values = [
        {"name": "New", "team_id": team.id, "partner_id": people[n % 800].id}
        for n in range(100)
    ]
    first = env["cs.ticket"].search([("number", "=", "B1")])
    return {
        "create": lambda: env["cs.ticket"].create(values),
        "list": default_list(env, "cs.ticket"),
        "leads": default_list(env, "crm.lead"),
        "counts": lambda: companies.mapped("cs_ticket_count"),
        "similar": lambda: first._cs_suggest_tickets(QUESTION, team.company_id),
    }


def alerts(env, team, open_tickets):
    """Seconds the alert job takes for DUE promises of so many open ones."""
    env["cs.sla.policy"].search([("metric", "!=", "resolve")]).active = False
    Ticket = env["cs.ticket"].with_context(tracking_disable=True)
    moment = fields.Datetime.now()
    for start in range(0, open_tickets, 1000):
        number = min(1000, open_tickets - start)
        Ticket.create([{"name": "Open", "team_id": team.id} for _n in range(number)])
    due = Ticket.create([{"name": "Due", "team_id": team.id} for _n in range(DUE)])
    lines = env["cs.sla.line"].search([("ended_at", "=", False)])
    late = lines & due.sla_line_ids
    (lines - late).next_alert_at = moment + timedelta(days=1)
    late.write({"next_alert_at": moment - timedelta(hours=1)})
    late.write({"deadline": moment - timedelta(hours=1)})
    env.flush_all()
    analyze(env, "cs_sla_line", "cs_ticket")
    return run_works(env, {"alert": env["cs.sla.line"]._cs_alert_due})["alert"]


def leads(env):
    """As many opportunities of core, for the list."""
    first = env["crm.lead"].create({"name": "Lead", "type": "opportunity"})
    env.flush_all()
    copy_rows(env, "crm_lead", columns(env, "crm_lead"), {}, first.id, ROWS)
    analyze(env, "crm_lead")


team, companies, people = prepare(env)
leads(env)
result = run_works(env, works(env, team, companies, people))
few, many = alerts(env, team, 500), alerts(env, team, OPEN)
result["alert few"], result["alert many"] = few, many
report(result)
