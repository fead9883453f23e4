"""What both scripts of the desk benchmark use; put in front of them."""

# ruff: noqa: F821 - the caller says ROUNDS

import json
import statistics
import time

from lxml import etree

from odoo.tools import SQL

COUNT_LIMIT = 10_001


def columns(env, table):
    """The columns a copied row takes over."""
    rows = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER'",
            table,
        )
    )
    return [name for (name,) in rows if name not in ("id", "access_token")]


def customers(env):
    """80 companies with ten people each."""
    companies = env["res.partner"].create(
        [{"name": f"Bench company {n}", "is_company": True} for n in range(80)]
    )
    people = env["res.partner"].create(
        [{"name": f"Person {n}", "parent_id": companies[n % 80].id} for n in range(800)]
    )
    return companies, people


def pick(expression, values, kind="integer"):
    """SQL: one of the values, going round."""
    return SQL(
        "(%s::%s[])[1 + (%s) %% %s]",
        list(values),
        SQL(kind),
        SQL(expression),
        len(values),
    )


def copy_rows(env, table, names, changed, res_id, source):
    """Copy a row: so many times, or once for each row of a query of numbers."""
    if isinstance(source, int):
        numbers = SQL("generate_series(1, %s) n", source)
    else:
        numbers = SQL("(%s) source(n)", source)
    values = SQL(", ").join(
        changed.get(name) or SQL.identifier(table, name) for name in names
    )
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s, %s WHERE %s.id = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            values,
            SQL.identifier(table),
            numbers,
            SQL.identifier(table),
            res_id,
        )
    )


def default_list(env, model):
    """What the web client asks for to show the default list of a model.

    It wants no count above ten thousand: it then says "10,000+".
    """
    view = env[model].get_views([(False, "list")])["views"]["list"]
    spec = {}
    for node in etree.fromstring(view["arch"]).iter("field"):
        if node.get("optional") == "hide":
            continue
        field = env[model]._fields[node.get("name")]
        related = {"fields": {"display_name": {}}} if field.relational else {}
        spec[field.name] = related
    order = env[model]._order
    return lambda: env[model].web_search_read(
        [], spec, limit=80, order=order, count_limit=COUNT_LIMIT
    )


def analyze(env, *tables):
    """As autovacuum would, in time; and keep what was made."""
    for table in tables:
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()
    env.invalidate_all()


def measure(env, work):
    """Seconds and queries of one piece of work, which is taken back."""
    env.invalidate_all()
    start, queries = time.perf_counter(), env.cr.sql_log_count
    work()
    env.flush_all()
    found = (time.perf_counter() - start, env.cr.sql_log_count - queries)
    env.cr.rollback()
    env.invalidate_all()
    return found


def run_works(env, works, rounds=None):
    """Medians of the seconds, and the queries, of each piece of work, by turns."""
    for work in works.values():
        measure(env, work)
    turns = [
        {name: measure(env, work) for name, work in works.items()}
        for _round in range(rounds or ROUNDS)
    ]
    return {
        name: (statistics.median(turn[name][0] for turn in turns), turns[-1][name][1])
        for name in works
    }


def report(result):
    print("RESULT " + json.dumps(result))
