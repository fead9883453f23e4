"""Serving a database, with simulated customers beside it in the demo."""

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
    url, odoo = f"http://127.0.0.1:{mine}", f"http://127.0.0.1:{port}"
    for column in ("api_url", "callback_url", "widget_origins"):
        _point("cs_channel", column, url, "http://127.0.0.1:80", setup, name)
    # What its pages load, they load from here.
    _point("ir_config_parameter", "value", odoo, "http://localhost:80", setup, name)
    say(f"Play a customer on WeChat, DingTalk, the phone ... on {url}")
    env = setup.env()
    env["PYTHONPATH"] = f"{ROOT}:{env['PYTHONPATH']}"
    command = [str(python_env.PYTHON), "-m", "tests.simulators"]
    command += ["--port", str(mine), "--odoo", odoo]
    command += ["--livechat", str(_livechat(setup, name))]
    log = HOME / "log" / "simulator.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env=env, cwd=ROOT)


def _point(table: str, column: str, url: str, was: str, setup: Setup, name: str):
    """Let addresses that begin with ``was`` point to ``url``."""
    setup.pg.execute(
        f"UPDATE {table} SET {column} = regexp_replace({column},"
        f" '^{was}[0-9]+', '{url}') WHERE {column} LIKE '{was}%'",
        name,
    )


def _livechat(setup: Setup, name: str) -> int:
    """The live chat of the demo story; 0 when there is none."""
    query = "SELECT livechat_channel_id FROM cs_channel WHERE provider = 'livechat'"
    rows = setup.pg.execute(f"{query} AND active ORDER BY id LIMIT 1", name)
    return rows[0][0] if rows else 0


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
