"""./cs soak: steady load while workers die."""

import subprocess

from .. import python_env, server
from ..home import ROOT
from . import live as live_checks


def run(minutes: float, engine: str) -> int:
    """Run it in the environment of the tests; see tests/soak.

    :param engine: "cron", "queue" or "both"
    """
    setup = server.prepare(test=True, durable=False)
    template = live_checks.ensure_template(setup)
    env = setup.env(CS_TEST_TEMPLATE=template)
    env["PYTHONPATH"] += f":{ROOT}"
    words = ["--minutes", str(minutes), "--engine", engine]
    command = [str(python_env.PYTHON), "-m", "tests.soak", *words]
    return subprocess.run(command, cwd=ROOT, env=env).returncode
