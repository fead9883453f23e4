"""Each addon alone, removed again, and everything updated twice."""

import re

from .. import addons, database, translations
from ..home import HOME
from ..server import Setup
from ..shell import Failure, say
from . import addon_tests

DATABASE = "cs_test_install"
UNINSTALL = """
module = env["ir.module.module"].search([("name", "=", "{name}")])
module.button_immediate_uninstall()
"""

# Tables of the models that this addon alone defines.
OWN_TABLES = """
SELECT replace(m.model, '.', '_') FROM ir_model m
  JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id
 WHERE m.model LIKE 'cs.%'
 GROUP BY m.model HAVING array_agg(d.module::varchar) = ARRAY['{name}'::varchar]
"""


def run(setup: Setup, report) -> None:
    """Install, update and remove; a warning of ours in the log is a failure."""
    ours = addons.ours()
    for name in ours:
        with report.step(f"{name} alone, updated, removed"):
            database.create(setup, DATABASE, addons.with_depends(name, ours))
            _update(setup, [name])
            _uninstall(setup, name)
            report.ok()
    with report.step("all addons updated twice"):
        database.copy(setup, addon_tests.ensure_template(setup), DATABASE)
        for _round in (1, 2):
            _update(setup, list(ours))
        report.ok()
    with report.step("translation templates are up to date"):
        for name, terms in translations.stale(setup, DATABASE).items():
            raise Failure(f"run ./cs i18n, {name} has other terms:\n{terms}")
        report.ok()
    database.drop(setup, DATABASE)


def _update(setup: Setup, names: list[str]) -> None:
    log = HOME / "log" / "installs-update.log"
    log.unlink(missing_ok=True)
    words = ["-d", DATABASE, "-u", ",".join(names), "--stop-after-init", "--no-http"]
    setup.run(
        *words, log=log, text=f"Updating {', '.join(names)}", error="Update failed"
    )
    text = log.read_text(errors="replace")
    if bad := re.findall(r"^.* (?:WARNING|ERROR) .*\bcs_.*$", text, re.M):
        raise Failure("\n".join(bad[:10]))


def _uninstall(setup: Setup, name: str) -> None:
    say(f"Removing {name}")
    tables = setup.pg.execute(OWN_TABLES.format(name=name), DATABASE)
    log = HOME / "log" / "installs-uninstall.log"
    setup.shell(DATABASE, UNINSTALL.format(name=name), log=log)
    state = setup.pg.execute(
        f"SELECT state FROM ir_module_module WHERE name = '{name}'", DATABASE
    )
    if state != [("uninstalled",)]:
        raise Failure(f"{name} is {state} after it was removed; see {log}")
    left = [
        table
        for (table,) in tables
        if setup.pg.execute(f"SELECT to_regclass('{table}')", DATABASE) != [(None,)]
    ]
    if left:
        raise Failure(f"{name} leaves tables behind: {left}")
