"""As many closed contracts of OCA's ``contract``; run by tests/bench/renewal.py."""

# ruff: noqa: F821 - the shell gives `env`, the caller CLOSED and the helpers

from odoo.fields import Command
from odoo.tools import SQL


def prepare(env):
    """One contract of OCA's that is over, copied in SQL."""
    product = env["product.product"].search([], limit=1)
    line = {
        "product_id": product.id,
        "name": "Bench",
        "price_unit": 100,
        "date_start": "2020-01-01",
        "date_end": "2020-12-31",
        "recurring_next_date": "2020-01-01",
    }
    first = env["contract.contract"].create(
        {
            "name": "Bench",
            "partner_id": env["res.partner"].create({"name": "Bench"}).id,
            "contract_line_ids": [Command.create(line)],
        }
    )
    env.flush_all()
    # Invoiced to its end: nothing is to come.
    over = SQL("recurring_next_date = NULL")
    env.cr.execute(SQL("UPDATE contract_line SET %s", over))
    env.cr.execute(SQL("UPDATE contract_contract SET %s", over))
    names = columns(env, "contract_contract")
    changed = {"name": SQL("'B' || n")}
    copy_rows(env, "contract_contract", names, changed, first.id, CLOSED)
    analyze(env, "contract_contract")


prepare(env)
run = env["contract.contract"].cron_recurring_create_invoice
report(run_works(env, {"daily": run}))
