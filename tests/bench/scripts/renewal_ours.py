"""Contracts of ours by the ten thousands; run by tests/bench/renewal.py."""

# ruff: noqa: F821 - the shell gives `env`, the caller CLOSED, ACCOUNTS and the helpers

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tools import SQL

MONTHS = 36


def contract(env, partner, **values):
    """A contract in force of one line."""
    product = env["product.product"].search([], limit=1)
    made = env["cs.contract"].create(
        {
            "partner_id": partner.id,
            "line_ids": [Command.create({"product_id": product.id, "price_unit": 100})],
            **values,
        }
    )
    made.action_activate()
    return made


def daily(env, partner):
    """The daily run among closed contracts, with nothing due."""
    first = contract(env, partner, date_start="2020-01-01", date_end="2020-12-31")
    env.flush_all()
    changed = {"name": SQL("'B' || n"), "state": SQL("'ended'")}
    env.cr.execute("UPDATE cs_contract SET state = 'ended' WHERE id = %s", first.ids)
    names = columns(env, "cs_contract")
    copy_rows(env, "cs_contract", names, changed, first.id, CLOSED)
    analyze(env, "cs_contract")
    env.invalidate_all()
    return run_works(env, {"daily": env["cs.contract"]._cron_renewals})


def renewals(env, partner):
    """1,000 renewals with their steps, and core making the same rows."""
    today = env.company._cs_today()
    start, end = today - timedelta(days=300), today + timedelta(days=64)
    contracts = env["cs.contract"]
    for _index in range(1000):
        contracts |= contract(env, partner, date_start=start, date_end=end)
    env.cr.commit()

    def ours():
        for at in range(0, 1000, 100):
            contracts[at : at + 100]._open_renewals()
            env.flush_all()

    made = contracts._open_renewals()
    fields = ("activity_type_id", "summary", "date_deadline", "user_id", "res_id")
    steps = [
        {name: convert(activity[name]) for name in fields}
        for activity in made.activity_ids.sorted("id")
    ]
    place = {lead.id: index for index, lead in enumerate(made)}
    for step in steps:
        step["res_id"] = place[step["res_id"]]
    env.cr.rollback()
    env.invalidate_all()
    leads = [one._renewal_values() for one in contracts]
    model_id = env["ir.model"]._get_id("crm.lead")

    def core():
        for at in range(0, 1000, 100):
            rows = env["crm.lead"].create(leads[at : at + 100])
            env["mail.activity"].with_context(mail_activity_quick_update=True).create(
                [
                    {
                        **step,
                        "res_model_id": model_id,
                        "res_id": rows[step["res_id"] - at].id,
                    }
                    for step in steps
                    if at <= step["res_id"] < at + 100
                ]
            )
            env.flush_all()

    return run_works(env, {"renewals": ours, "core": core})


def convert(value):
    return value.id if hasattr(value, "_name") else value


def retention(env, partner):
    """36 months of the ledger of many contracts, and the same by hand."""
    first = contract(env, partner, date_start="2023-01-01")
    env.flush_all()
    row = first.movement_ids.id
    kinds = ["new", "expansion", "contraction", "expansion", "churn", "reactivation"]
    amounts = [100, 20, -10, 5, -115, 80]
    partners = env["res.partner"].create([{"name": f"R{n}"} for n in range(ACCOUNTS)])
    env.flush_all()
    names = columns(env, "cs_mrr_movement")
    changed = {
        "partner_id": pick("n / 6", partners.ids),
        "kind": pick("n", kinds, "varchar"),
        "amount": pick("n", amounts, "numeric"),
        "date": SQL("DATE '2023-01-01' + ((n %% 6) * 160 + (n %% 97))::int"),
    }
    copy_rows(env, "cs_mrr_movement", names, changed, row, ACCOUNTS * 6)
    analyze(env, "cs_mrr_movement")
    ledger = env["cs.mrr.movement"]
    first_day = env.company._cs_today().replace(day=1) - relativedelta(months=MONTHS)
    starts = [first_day + relativedelta(months=n) for n in range(MONTHS)]
    spans = [(day, day + relativedelta(months=1, days=-1)) for day in starts]

    def ours():
        for span in spans:
            ledger.retention(*span)

    def by_hand():
        for span in spans:
            env.execute_query(SQL(BY_HAND, *span))

    return run_works(env, {"retention": ours, "by hand": by_hand})


BY_HAND = """
    SELECT sum(s), sum(e), sum(n), sum(r), sum(x), sum(c), sum(h),
           sum(s) FILTER (WHERE s > 0.000001),
           sum(LEAST(s, -COALESCE(c, 0) - COALESCE(h, 0))) FILTER (WHERE s > 0.000001),
           sum(COALESCE(x, 0) + COALESCE(c, 0) + COALESCE(h, 0))
               FILTER (WHERE s > 0.000001),
           count(*) FILTER (WHERE s > 0.000001),
           count(*) FILTER (WHERE s > 0.000001 AND e <= 0.000001)
      FROM (SELECT partner_id, COALESCE(sum(amount) FILTER (WHERE date < d), 0) AS s,
                   COALESCE(sum(amount), 0) AS e,
                   sum(amount) FILTER (WHERE kind = 'new' AND date >= d) AS n,
                   sum(amount) FILTER (WHERE kind = 'reactivation' AND date >= d) AS r,
                   sum(amount) FILTER (WHERE kind = 'expansion' AND date >= d) AS x,
                   sum(amount) FILTER (WHERE kind = 'contraction' AND date >= d) AS c,
                   sum(amount) FILTER (WHERE kind = 'churn' AND date >= d) AS h
              FROM cs_mrr_movement, (SELECT %s::date AS d) span
             WHERE company_id = 1 AND date <= %s GROUP BY partner_id) customer
"""


def sell(env, partners):
    """A contract in force for each of the customers, its seats in use."""
    first = contract(env, partners[0], date_start="2023-01-01")
    first.line_ids.seats_used = 1
    env.flush_all()
    customer = pick("n - 1", partners.ids)
    changed = {
        "name": SQL("'H' || n"),
        "partner_id": customer,
        "commercial_partner_id": customer,
    }
    copy_rows(
        env, "cs_contract", columns(env, "cs_contract"), changed, first.id, ACCOUNTS
    )
    made = env["cs.contract"].search([("name", "=like", "H%")], order="id").ids
    changed = {"contract_id": pick("n - 1", made), "partner_id": customer}
    names = columns(env, "cs_contract_line")
    copy_rows(env, "cs_contract_line", names, changed, first.line_ids.id, ACCOUNTS)


def health(env):
    """The health of many accounts, and of a thousand."""
    partners = env["res.partner"].create(
        [{"name": f"H{n}", "is_company": True} for n in range(ACCOUNTS)]
    )
    accounts = env["cs.account"]._ensure(partners)
    env.cr.execute("UPDATE cs_account SET lifecycle = 'live', manager_call = 'good'")
    sell(env, partners)
    analyze(env, "cs_account", "res_partner", "cs_contract", "cs_contract_line")
    few = accounts[:1000]
    return run_works(
        env,
        {"health many": accounts._score_health, "health few": few._score_health},
    )


partner = env["res.partner"].create({"name": "Bench", "is_company": True})
result = {}
for work in (daily, renewals, retention):
    result.update(work(env, partner))
result.update(health(env))
report(result)
