"""Benchmarks that run inside Odoo: scripts in its shell, and rivals beside it."""

import dataclasses
import json
import os
from pathlib import Path

from tests.live.server import Live
from tools import database, python_env
from tools.home import HOME

SCRIPTS = Path(__file__).parent / "scripts"


def measure(live: Live, script: str, **constants) -> dict:
    """What a script of ``scripts/`` reports: {name: [seconds, queries]}.

    :param constants: what it may use by name
    """
    parts = [f"{name} = {value!r}" for name, value in constants.items()]
    parts += [(SCRIPTS / f"{name}.py").read_text() for name in ("common", script)]
    output = live.shell("\n".join(parts))
    lines = [x for x in output.splitlines() if x.startswith("RESULT ")]
    assert lines, f"{script} failed:\n{output[-3000:]}"
    return json.loads(lines[-1].removeprefix("RESULT "))


def opponent(
    setup,
    name: str,
    packages: tuple[str, ...],
    modules: str,
    libraries: tuple[str, ...] = (),
) -> Live:
    """A database with addons of the Python registry on the same core and server.

    :param libraries: what the addons import
    """
    folder = HOME / "bench" / name
    python_env.install_into(folder, packages)
    os.environ["CS_ADDONS_PATH"] = str(folder / "odoo" / "addons")
    needed = HOME / "bench" / f"{name}-libraries" if libraries else None
    if needed:
        python_env.install_into(needed, libraries, deps=True)
    other = dataclasses.replace(setup, libraries=needed)
    template = f"cs_bench_{name}_template"
    database.copy(other, database.ensure_base(setup), template)
    other.run(
        *("-d", template, "-i", modules, "--stop-after-init", "--no-http"),
        log=HOME / "log" / f"bench-{name}.log",
    )
    live = Live(other, template, f"cs_bench_{name}")
    database.drop(other, template)
    return live
