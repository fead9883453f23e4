"""The command line: ./cs run, test, odoo, clean ..."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from . import database, postgres, python_env, serve, server, system_packages
from .home import HOME, ROOT
from .shell import Failure, say

# What the commands make below CS_HOME.
MADE = (
    *("apt", "debs", "odoo", "odoo.new", "venv", "uv", "node", "postgres", "filestore"),
    "others",
    *("state", "log", "coverage", "screenshots", "i18n", "odoo-bin", "odoo-in-docker"),
    *("odoo.conf", "odoo-test.conf", "bench.json", "soak.json", "setup.lock"),
)


def main(words: list[str]) -> int:
    """Run one command; a failure ends in a sentence that says what to do."""
    if words and words[0] in ("odoo", "python"):  # what follows belongs to those
        words = [words[0], "--", *words[1:]]
    args = _parser().parse_args(words)
    try:
        return args.run(args) or 0
    except Failure as exc:
        print(f"\ncs: {exc}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ncs: stopped", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cs", description="Customer success suite for Odoo 19"
    )
    commands = parser.add_subparsers(title="commands", metavar="", required=True)

    def add(name, function, text):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=function)
        return command

    run = add("run", _run, "set everything up and serve the suite with its demo story")
    run.add_argument("--port", type=int, default=8069, help="HTTP port (8069)")
    run.add_argument(
        "--db", help="name of the database (cs_demo, or cs with --no-demo)"
    )
    run.add_argument("--no-demo", action="store_true", help="an empty database")
    test = add("test", _test, "set everything up and run every check")
    test.add_argument(
        "--fast", action="store_true", help="lint and addon tests, no web pages"
    )
    test.add_argument(
        "only", nargs="*", help="only these addons, steps or paths (see CONTRIBUTING)"
    )
    odoo = add("odoo", _odoo, "run odoo ARGS... in the same environment")
    odoo.add_argument("words", nargs="*", metavar="ARGS")
    add("python", _python, "run the environment's Python").add_argument(
        "words", nargs="*"
    )
    add("lint", _lint, "only the checks of the source")
    add("format", _format, "format the source as the checks want it")
    add("i18n", _i18n, "write the translation files anew, keeping what is translated")
    add("bench", _bench, "run the benchmarks and write their ratios").add_argument(
        "words", nargs="*"
    )
    soak = add(
        "soak", _soak, "load the channels for 20 minutes while workers are killed"
    )
    soak.add_argument("--minutes", type=float, default=20, help="how long (20)")
    engines = ("cron", "queue", "both")
    soak.add_argument("--engine", choices=engines, default="cron", help="what drains")
    add("lock", lambda args: python_env.lock(), "write the Python locks anew")
    add("stop", lambda args: _stop(), "stop the private PostgreSQL")
    add("clean", _clean, "stop PostgreSQL and remove what was made in CS_HOME")
    add("help", lambda args: parser.print_help(), "show this help")
    return parser


def _run(args) -> int:
    name = args.db or ("cs" if args.no_demo else "cs_demo")
    _check_port(args.port)
    setup = server.prepare()
    system_packages.ensure_wkhtmltopdf()
    database.ensure_suite(setup, name, demo=not args.no_demo)
    say(f"Open http://127.0.0.1:{args.port} and log in: admin / admin (Ctrl+C stops)")
    simulator = None
    if not args.no_demo:
        simulator = serve.start_simulator(setup, name, args.port)
    return serve.serve(setup, name, args.port, simulator)


def _check_port(port: int) -> None:
    if not serve.is_free(port):
        raise Failure(f"Port {port} is taken; try ./cs run --port {port + 1}")


def _odoo(args) -> int:
    setup = server.prepare()
    command = setup.command(*args.words)
    os.execve(command[0], command, setup.env())
    return 0


def _python(args) -> int:
    setup = server.prepare(test=True)
    command = [str(python_env.PYTHON), *args.words]
    os.execve(command[0], command, setup.env())
    return 0


def _test(args) -> int:
    from .checks import suite

    return suite.run(fast=args.fast, only=args.only)


def _lint(args) -> int:
    from .checks import suite

    return suite.run(fast=False, only=["lint"])


def _format(args) -> None:
    from .checks import lint

    lint.format_all()


def _i18n(args) -> None:
    from . import translations

    translations.update()


def _use_own_python() -> None:
    """Start again in the project's Python, which has what the tests need."""
    python_env.ensure(test=True)
    if Path(sys.prefix) != python_env.VENV:
        words = [str(python_env.PYTHON), str(ROOT / "cs"), *sys.argv[1:]]
        os.execv(words[0], words)


def _bench(args) -> int:
    _use_own_python()
    from .checks import bench

    return bench.run(args.words)


def _soak(args) -> int:
    _use_own_python()
    from .checks import soak

    return soak.run(args.minutes, args.engine)


def _stop() -> None:
    if not os.environ.get("CS_DB_URL") and (HOME / "postgres").exists():
        for name, durable in (("data", True), ("test", False)):
            postgres.Cluster(name, durable=durable).stop()


def _clean(args) -> None:
    if not HOME.exists():
        return
    if HOME == ROOT or HOME in ROOT.parents:
        raise Failure(f"CS_HOME={HOME} holds the checkout itself; remove it by hand.")
    postgres.clean()
    for name in MADE:
        path = HOME / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    left = sorted(path.name for path in HOME.iterdir())
    if left:
        say(f"Cleaned {HOME}; left alone: {', '.join(left)}")
    else:
        HOME.rmdir()
        say(f"Removed {HOME}")
