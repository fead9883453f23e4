"""pytest over tests/: black-box, faults and journeys against running servers."""

import re
import subprocess

from .. import addons, database, python_env, system_packages
from ..home import ADDONS, HOME, ROOT, read_state, tree_hash, write_state
from ..server import Setup
from ..shell import say

TEMPLATE = "cs_live_template"


def ensure_template(setup: Setup) -> str:
    """A database with the demo story, which each test session copies."""
    ours = addons.suite()
    now = {name: tree_hash(ADDONS / name) for name in ours}
    if TEMPLATE not in setup.pg.databases() or read_state(TEMPLATE) != now:
        database.create(setup, TEMPLATE, ours, demo=True, assets=True)
        write_state(TEMPLATE, now)
    return TEMPLATE


def run(setup: Setup, report, words: list[str] | None = None) -> None:
    """Run pytest; its counts are ours."""
    ensure_template(setup)
    browser = system_packages.ensure_chromium()
    if not browser:
        report.missing("journeys in the browser: there is no Chromium here")
    env = setup.env(CS_TEST_TEMPLATE=TEMPLATE, CS_CHROMIUM=browser or "")
    env["PYTHONPATH"] += f":{ROOT}"
    log = HOME / "log" / "pytest.log"
    command = [str(python_env.PYTHON), "-m", "pytest", *(words or ["tests"])]
    say(f"pytest {' '.join(words or ['tests'])}")
    with (
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
        log.open("w") as file,
    ):
        text = ""
        for line in process.stdout:
            print(line, end="", flush=True)
            file.write(line)
            text += line
    summary = text.strip().splitlines()[-1] if text.strip() else ""
    count = {word: int(n) for n, word in re.findall(r"(\d+) (\w+)", summary)}
    failed = count.get("failed", 0) + count.get("error", 0) + count.get("errors", 0)
    report.ok(count.get("passed", 0))
    if failed or process.returncode:
        report.fail(f"pytest: {summary.strip('= ')}", max(failed, 1))
