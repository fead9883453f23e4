"""Serving a database, with the simulated WeChat beside it in the demo."""

import signal
import socket
import subprocess

from . import python_env
from .home import HOME, ROOT
from .server import Setup
from .shell import say

SIMULATOR_PORT = 8070  # what the demo channel expects


def start_simulator(setup: Setup, name: str, port: int) -> subprocess.Popen:
    """The simulator of outside services, talking to Odoo on ``port``.

    It takes the next free port, and the demo channel of the database ``name`` is told.
    """
    mine = next(p for p in range(SIMULATOR_PORT, SIMULATOR_PORT + 50) if is_free(p))
    url = f"http://127.0.0.1:{mine}"
    for column in ("api_url", "callback_url"):
        setup.pg.execute(
            f"UPDATE cs_channel SET {column} = regexp_replace({column},"
            f" '^http://127.0.0.1:80[0-9]+', '{url}')"
            f" WHERE {column} LIKE 'http://127.0.0.1:80%'",
            name,
        )
    say(f"Play a customer on WeChat, DingTalk, the phone ... on {url}")
    env = setup.env()
    env["PYTHONPATH"] = f"{ROOT}:{env['PYTHONPATH']}"
    command = [str(python_env.PYTHON), "-m", "tests.simulators"]
    command += ["--port", str(mine), "--odoo", f"http://127.0.0.1:{port}"]
    log = HOME / "log" / "simulator.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env=env, cwd=ROOT)


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


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
