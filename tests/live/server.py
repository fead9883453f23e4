"""One database copied from the demo story, and the Odoo processes that serve it."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import requests

from tools import database
from tools.home import HOME
from tools.server import Setup

START_TIMEOUT = 90


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """An Odoo process of its own port; several may serve one database."""

    def __init__(self, live: "Live", *words: str, port: int = 0, **env: str):
        self.env = env
        self.live, self.port = live, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = HOME / "log" / f"live-{live.database}-{self.port}.log"
        self.words = words
        self.process = None

    def start(self) -> "Server":
        """Start the process and wait until it answers."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        words = ["-d", self.live.database, "--http-port", str(self.port)]
        command = self.live.setup.command("server", *words, *self.words)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                stdout=out,
                stderr=out,
                env=self.live.setup.env(**self.env),
                cwd=HOME,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return self
            except requests.RequestException:
                time.sleep(0.2)
        raise AssertionError(f"Odoo did not start:\n{self.tail()}")

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def children(self) -> list[int]:
        """The processes it has started, the oldest first."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]

    def stop(self, kill: bool = False) -> None:
        """End the process and what it started.

        :param kill: as a power failure would, without a word
        """
        if not self.process or self.process.poll() is not None:
            return
        group = os.getpgid(self.process.pid)
        os.killpg(group, signal.SIGKILL if kill else signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(group, signal.SIGKILL)
            self.process.wait(20)


class Session:
    """A logged-in user who calls the server as the web client does."""

    def __init__(self, server: Server, login: str, password: str):
        self.server, self.http = server, requests.Session()
        params = {
            "db": server.live.database,
            "login": login,
            "password": password,
        }
        self.uid = self._rpc("/web/session/authenticate", params)["uid"]

    def call(self, model: str, method: str, *args, **kwargs):
        """Call a public method; raises AssertionError with the server's message."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._rpc("/web/dataset/call_kw", params)

    def _rpc(self, route: str, params: dict):
        response = self.http.post(
            self.server.url + route,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        )
        body = response.json()
        if "error" in body:
            data = body["error"].get("data") or {}
            raise AssertionError(f"{data.get('name')}: {data.get('message')}")
        return body["result"]


class Live:
    """A database for a test session and the servers on it."""

    def __init__(self, setup: Setup, template: str, name: str):
        self.setup, self.database = setup, name
        self.servers: list[Server] = []
        database.copy(setup, template, name)

    def serve(self, *words: str, port: int = 0, **env: str) -> Server:
        """Start one more Odoo on the database.

        :param words: go to Odoo
        :param port: where it answers; a free one when there is none
        :param env: more environment variables
        """
        server = Server(self, *words, port=port, **env)
        self.servers.append(server)
        return server.start()

    def install(self, *names: str) -> None:
        """Install more addons, while no server runs."""
        words = ["-d", self.database, "-i", ",".join(names)]
        log = HOME / "log" / f"live-{self.database}-install.log"
        self.setup.run(*words, "--stop-after-init", "--no-http", log=log)

    def shell(self, script: str) -> str:
        """Run a script in ``odoo shell`` on the database, commit, return its output."""
        log = HOME / "log" / f"live-{self.database}-shell.log"
        self.setup.shell(self.database, f"{script}\nenv.cr.commit()\n", log=log)
        return log.read_text()

    def query(self, statement: str) -> list[tuple]:
        """Rows of a statement, read outside Odoo."""
        return self.setup.pg.execute(statement, self.database)

    def close(self) -> None:
        for server in self.servers:
            server.stop()
        database.drop(self.setup, self.database)

    def artefact(self, name: str) -> Path:
        """Where to keep a file for people to look at."""
        folder = HOME / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name
