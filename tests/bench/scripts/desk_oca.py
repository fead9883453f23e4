"""Half a million tickets of OCA's helpdesk; runs in `odoo shell`."""

# ruff: noqa: F821 - the shell gives `env`, the caller ROWS, ROUNDS and measure()

from odoo.tools import SQL


def prepare(env):
    """80 companies with ten people, one team, two policies, ROWS tickets."""
    stage = env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Bench",
            "use_sla": True,
            "resource_calendar_id": env.company.resource_calendar_id.id,
        }
    )
    slas = env["helpdesk.sla"].create(
        [{"name": f"SLA {n}", "hours": 8, "stage_id": stage.id} for n in range(2)]
    )
    slas.team_ids = team
    companies, people = customers(env)
    fill(env, team, people)
    return team, companies, people


def fill(env, team, people):
    """Copy one ticket and its lines in SQL."""
    first = env["helpdesk.ticket"].create(
        {
            "name": "First",
            "description": "First",
            "team_id": team.id,
            "partner_id": people[0].id,
        }
    )
    env.flush_all()
    stages = env["helpdesk.ticket.stage"].search([])
    closed = stages.filtered("closed")[:1]
    changed = {
        "number": SQL("'B' || n"),
        "name": SQL("'Labels do not print ' || n"),
        "partner_id": pick("n", people.ids),
        "commercial_partner_id": pick("n", people.commercial_partner_id.ids),
        "priority": SQL("(n %% 4)::text"),
        "stage_id": pick("n / 7", [closed.id] * 20 + stages.ids[:5]),
    }
    names = columns(env, "helpdesk_ticket")
    copy_rows(env, "helpdesk_ticket", names, changed, first.id, ROWS)
    line = first.sla_ids[:1]
    names = columns(env, "helpdesk_ticket_sla")
    source = SQL("SELECT id FROM helpdesk_ticket WHERE number LIKE 'B%%'")
    for _policy in range(2):
        copy_rows(
            env, "helpdesk_ticket_sla", names, {"ticket_id": SQL("n")}, line.id, source
        )
    analyze(env, "helpdesk_ticket", "helpdesk_ticket_sla")


def works(env, team, companies, people):
    """The same work on theirs."""
    values = [
        {
            "name": "New",
            "description": "New",
            "team_id": team.id,
            "partner_id": people[n % 800].id,
        }
        for n in range(100)
    ]
    Ticket = env["helpdesk.ticket"]
    return {
        "create": lambda: Ticket.create([dict(vals) for vals in values]),
        "list": default_list(env, "helpdesk.ticket"),
        "counts": lambda: companies.mapped("helpdesk_ticket_count"),
    }


team, companies, people = prepare(env)
report(run_works(env, works(env, team, companies, people)))
