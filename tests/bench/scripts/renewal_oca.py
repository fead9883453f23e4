"""As many closed subscriptions of OCA; run by tests/bench/renewal.py."""

# ruff: noqa: F821 - the shell gives `env`, the caller CLOSED and the helpers

from odoo.tools import SQL


def prepare(env):
    """One subscription of OCA's, copied as closed ones in SQL."""
    template = env["sale.subscription.template"].create({"name": "Yearly"})
    closed = env["sale.subscription.stage"].search([("type", "=", "post")], limit=1)
    first = env["sale.subscription"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Bench"}).id,
            "template_id": template.id,
            "pricelist_id": env["product.pricelist"].create({"name": "Bench"}).id,
            "stage_id": closed.id,
        }
    )
    env.flush_all()
    names = columns(env, "sale_subscription")
    changed = {
        "name": SQL("'B' || n"),
        "code": SQL("'B' || n"),
        "stage_id": SQL("%s", closed.id),
        "in_progress": SQL("FALSE"),
        "recurring_next_date": SQL("CURRENT_DATE + 300"),
    }
    copy_rows(env, "sale_subscription", names, changed, first.id, CLOSED)
    analyze(env, "sale_subscription")


prepare(env)
run = env["sale.subscription"].cron_subscription_management
report(run_works(env, {"daily": run}))
