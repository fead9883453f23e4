"""Translation templates and Chinese files, from the addons as they are."""

import shutil
import subprocess
from pathlib import Path

from . import addons, database, python_env, server
from .home import ADDONS, HOME
from .shell import run, say

DATABASE = "cs_i18n"
LANGUAGE = "zh_CN"
MERGE = """
import sys, polib
from pathlib import Path

new, target, core = map(Path, sys.argv[1:])
fresh = polib.pofile(str(new))
known = {}
for path in core.glob("*/i18n/zh_CN.po"):
    for entry in polib.pofile(str(path)):
        if entry.msgstr and not entry.obsolete:
            known.setdefault(entry.msgid, entry.msgstr)
kept = {}
if target.exists():
    kept = {e.msgid: e.msgstr for e in polib.pofile(str(target)) if e.msgstr}
for entry in fresh:
    entry.msgstr = kept.get(entry.msgid) or entry.msgstr or known.get(entry.msgid, "")
for name in ("POT-Creation-Date", "PO-Revision-Date"):
    fresh.metadata.pop(name, None)
fresh.save(str(target))
missing = [e.msgid for e in fresh if not e.msgstr]
print(f"{target.parent.parent.name}: {len(fresh)} terms, {len(missing)} missing")
for text in missing:
    print("   ", repr(text))
"""


# Every term of the fresh template that the template of the addon lacks.
COMPARE = """
import sys, polib

fresh, ours = ({e.msgid for e in polib.pofile(path)} for path in sys.argv[1:])
print("\\n".join(sorted(fresh ^ ours)))
"""


def _export(setup, source: str, name: str, language: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    command = setup.command(
        *("i18n", "export", "-d", source, "-l", language, "-o", str(target), "--", name)
    )
    run(command, env=setup.env(), error=f"The terms of {name} could not be exported")


def stale(setup, source: str) -> dict[str, str]:
    """{addon: terms that its template lacks or has too many}, by a database of it."""
    found = {}
    for name in addons.ours():
        fresh = HOME / "i18n" / f"{name}.pot"
        _export(setup, source, name, "pot", fresh)
        ours = ADDONS / name / "i18n" / f"{name}.pot"
        command = [python_env.PYTHON, "-c", COMPARE, fresh, ours]
        if terms := run(command, env=setup.env()).stdout.strip():
            found[name] = terms
    return found


def export(setup, folder: Path) -> list[str]:
    """Write ``<addon>.pot`` and ``zh_CN.po`` of every addon below ``folder``."""
    names = list(addons.ours())
    database.create(setup, DATABASE, names)
    for name in names:
        _export(setup, DATABASE, name, "pot", folder / name / f"{name}.pot")
        _export(setup, DATABASE, name, LANGUAGE, folder / name / f"{LANGUAGE}.po")
    database.drop(setup, DATABASE)
    return names


def update() -> None:
    """Bring i18n/ up to date; what is translated stays, core's own words are taken."""
    setup = server.prepare(test=True, durable=False)
    folder = HOME / "i18n"
    shutil.rmtree(folder, ignore_errors=True)
    for name in export(setup, folder):
        target = ADDONS / name / "i18n"
        target.mkdir(exist_ok=True)
        text = (folder / name / f"{name}.pot").read_text()
        lines = [x for x in text.splitlines(True) if "-Date:" not in x]
        (target / f"{name}.pot").write_text("".join(lines))
        command = [str(python_env.PYTHON), "-c", MERGE]
        command += [
            str(folder / name / f"{LANGUAGE}.po"),
            str(target / f"{LANGUAGE}.po"),
        ]
        command += [str(setup.odoo.package / "addons")]
        done = subprocess.run(command, env=setup.env(), capture_output=True, text=True)
        say(done.stdout.strip() or done.stderr.strip())
    files = [str(path) for path in sorted(ADDONS.glob("*/i18n/*.po"))]
    fixer = python_env.PYTHON.parent / "oca-checks-po"
    subprocess.run([fixer, "--fix", *files], env=setup.env(), capture_output=True)
