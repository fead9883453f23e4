"""Odoo's own runner over our addons: branch coverage, log gate, both cores."""

import re
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .. import addons, database, python_env, system_packages
from ..home import ADDONS, HOME, ROOT, read_state, tree_hash, write_state
from ..python_env import OTHERS
from ..server import Setup
from ..shell import Failure, say
from . import live

TEMPLATE = "cs_test_template"
LINT_TAGS = ["/test_lint", "-/test_lint:TestPyLint", "-/test_lint:TestESLint"]
PORTS = (8170, 8180, 8190, 8160)
# More than run at a time, so that both cores have work until the end.
SHARES = 4
# Test classes that talk to a web server.
WEB = re.compile(r"\b(?:HttpCase|HOOTCommon|HelpCase)\b")
COPYING = threading.Lock()
COVERAGE_FLOOR = 90
# Lines of core's own that say nothing about us.
ALLOWED = re.compile(
    r"Running as user 'root'"
    r"|py\.warnings"
    r"|missing comments in .*\.po"
    r"|option .* in the config file"
)
NOISE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


def ensure_template(setup: Setup, *, assets: bool = True) -> str:
    """A database with all our addons; rebuilt when a file changed.

    :param assets: with built bundles, which only web pages need
    """
    ours = addons.ours(test=True)
    now = {name: tree_hash(_folder(name)) for name in ours}
    state = read_state(TEMPLATE)
    if TEMPLATE not in setup.pg.databases() or state.get("addons") != now:
        database.create(setup, TEMPLATE, list(ours))
        state = {"addons": now}
    if assets and not state.get("assets"):
        database.build_assets(setup, TEMPLATE)
        state["assets"] = True
    write_state(TEMPLATE, state)
    return TEMPLATE


def _folder(name: str) -> Path:
    ours = ADDONS / name
    return ours if ours.exists() else ROOT / "tests" / "addons" / name


def run(setup: Setup, report, *, fast: bool, only: list[str], beside=None) -> None:
    """Run the tests of our addons, two databases at a time.

    :param beside: other work; it has one core while the other makes the template
    """
    browser = system_packages.ensure_chromium()
    if not browser and not fast:
        report.missing("browser tests: there is no Chromium here")

    def one(job) -> None:
        number, (tags, update) = job
        name = f"cs_test_{number}"
        # Core's lint looks at all that is installed: there at nothing of others.
        source = live.ensure_template(setup) if update else template
        with COPYING:
            database.copy(setup, source, name)
        words = ",".join(tags) + (",-cs_slow" if fast else "")
        port = PORTS[number % len(PORTS)]
        process, log = _start(setup, name, words, update, port, measured=not fast)
        _wait(process, log, name, report)

    with ThreadPoolExecutor(2) as pool:
        pending = [pool.submit(beside)] if beside else []
        template = ensure_template(setup, assets=not fast)
        jobs = enumerate(_jobs(fast=fast, only=only))
        pending += [pool.submit(one, job) for job in jobs]
    for done in pending:
        done.result()
    if not fast and not only:
        _coverage(setup, report)


def _jobs(*, fast: bool, only: list[str]) -> list[tuple[list[str], str]]:
    """(test tags, module to update) of each run: files of tests in equal shares.

    With an update Odoo only runs the tests of what is updated, so core's lint, whose
    tests run at installation, is a run of its own.
    """
    names = [n for n in addons.ours(test=True) if not only or n in only]
    jobs = [(tags, "") for tags in _shares(names, web=not fast)]
    if not only and not fast:
        jobs.append((LINT_TAGS, "test_lint"))
    return jobs


def _shares(names: list[str], *, web: bool) -> list[list[str]]:
    """The test files of some addons, the largest first to whoever has least.

    :param web: also those that need pages, and so the bundles of assets
    """
    files = [path for n in names for path in _folder(n).glob("tests/test_*.py")]
    files = [path for path in files if web or not WEB.search(path.read_text())]
    shares = [[] for _n in range(min(SHARES, len(files)))]
    sizes = [0] * len(shares)
    for path in sorted(files, key=lambda path: -path.stat().st_size):
        least = sizes.index(min(sizes))
        sizes[least] += path.stat().st_size
        shares[least].append(f"/{path.parts[-3]}/tests/{path.name}")
    return shares


def _start(setup, name: str, tags: str, update: str, port: int, *, measured: bool):
    log = HOME / "log" / f"tests-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    words = ["-d", name, "--test-tags", tags, "--stop-after-init"]
    words += ["--http-port", str(port), "--screenshots", str(HOME / "screenshots")]
    env = setup.env()
    if update:
        ours = [path for path in setup.addons_path if OTHERS not in path.parents]
        words += ["-u", update, "--addons-path", ",".join(map(str, ours))]
        env["PYTHONPATH"] = str(setup.odoo.python_path)
    command = setup.command("server", *words)
    coverage = ["-m", "coverage", "run", "--branch", "--parallel-mode"]
    coverage += ["--source", str(ADDONS), "--data-file", str(HOME / "coverage" / name)]
    (HOME / "coverage").mkdir(exist_ok=True)
    for old in (HOME / "coverage").glob(f"{name}.*"):
        old.unlink()
    say(f"Testing in {name} (log: {log})")
    with log.open("w") as out:
        process = subprocess.Popen(
            [command[0], *(coverage if measured else ()), *command[1:]],
            stdout=out,
            stderr=out,
            env=env,
            cwd=HOME,
        )
    return process, log


def _wait(process, log: Path, name: str, report) -> None:
    started = time.monotonic()
    while process.poll() is None:
        time.sleep(1)
        if time.monotonic() - started > 3000:
            process.kill()
            raise Failure(f"The tests in {name} did not end; see {log}")
    text = log.read_text(errors="replace")
    total, failed = _counts(text)
    if not total:
        report.fail(f"No test ran in {name}; see {log}\n{text[-3000:]}")
        return
    report.ok(max(total - failed, 0))
    if failed or process.returncode:
        print(_failures(text))
        report.fail(f"{failed} of {total} tests in {name}; see {log}", max(failed, 1))
    else:
        say(f"{name}: {total} tests passed")
    _log_gate(text, name, report)


def _counts(text: str) -> tuple[int, int]:
    pattern = r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests"
    found = [tuple(map(int, numbers)) for numbers in re.findall(pattern, text)]
    return sum(f[2] for f in found), sum(f[0] + f[1] for f in found)


def _failures(text: str) -> str:
    """The parts of the log that tell what failed."""
    lines, keep, shown = text.splitlines(), 0, []
    for line in lines:
        if re.match(r"^\S+ \S+ \d+ ", line):
            keep = 60 if re.search(r" (ERROR|CRITICAL) ", line) else 0
        if keep:
            shown.append(line)
            keep -= 1
    return "\n".join(shown[:400])


def _log_gate(text: str, name: str, report) -> None:
    """A warning is a deprecation, an accessibility fault or a missing rule: mend it."""
    found = {
        line.split(name, 1)[-1].strip()
        for line in text.splitlines()
        if NOISE.match(line) and not ALLOWED.search(line) and "odoo.tests" not in line
    }
    if found:
        report.fail(f"log of {name}: " + "\n".join(sorted(found)[:20]))
    else:
        report.ok()


def _coverage(setup: Setup, report) -> None:
    data = HOME / "coverage"
    words = [str(python_env.PYTHON), "-m", "coverage"]
    combined = data / "all"
    combined.unlink(missing_ok=True)
    parts = [str(path) for path in data.glob("cs_test_*")]
    subprocess.run(
        [*words, "combine", "--keep", "-q", "--data-file", str(combined), *parts],
        env=setup.env(),
        cwd=ROOT,
    )
    for name in addons.ours():
        done = subprocess.run(
            [
                *(*words, "report", "--data-file", str(combined), "--format=total"),
                *(f"--include={ADDONS / name}/*", f"--omit={ADDONS / name}/tests/*"),
            ],
            env=setup.env(),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        percent = int(done.stdout.strip() or 0) if done.returncode == 0 else 0
        say(f"branch coverage of {name}: {percent} %")
        if percent < COVERAGE_FLOOR:
            report.fail(f"{name} has {percent} % coverage, below {COVERAGE_FLOOR} %")
        else:
            report.ok()
