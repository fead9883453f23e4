"""Serving a database, with the simulated WeChat beside it in the demo."""

import signal
import subprocess

from . import python_env
from .home import HOME, ROOT
from .server import Setup
from .shell import say

SIMULATOR_PORT = 8070


def start_simulator(setup: Setup, port: int) -> subprocess.Popen:
    """The simulator of outside services, talking to Odoo on ``port``."""
    env = setup.env()
    env["PYTHONPATH"] = f"{ROOT}:{env['PYTHONPATH']}"
    command = [str(python_env.PYTHON), "-m", "tests.simulators"]
    command += ["--port", str(SIMULATOR_PORT), "--odoo", f"http://127.0.0.1:{port}"]
    log = HOME / "log" / "simulator.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env=env, cwd=ROOT)


def serve(setup: Setup, name: str, port: int, beside: subprocess.Popen | None) -> int:
    """Serve until Odoo ends or the person stops it; then end what runs beside it."""
    command = setup.command("server", "-d", name, "--http-port", str(port))
    odoo = subprocess.Popen(command, env=setup.env())

    def stop(*_signal):
        odoo.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        return odoo.wait()
    except KeyboardInterrupt:
        say("Stopping")
        stop()
        odoo.wait()
        return 0
    finally:
        if beside:
            beside.terminate()
