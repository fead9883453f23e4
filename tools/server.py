"""Running Odoo: its launcher, its configuration, its databases."""

import configparser
import io
import os
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import odoo_source, postgres, python_env
from .home import ADDONS, HOME, TEST_ADDONS, extra_addons, setup_lock
from .shell import Failure, clean_env, progress, run

LAUNCHER = """\
import sys
from odoo.cli.command import main
sys.argv[0] = __file__
main()
"""


@dataclass(frozen=True)
class Setup:
    """Everything that is needed to start Odoo on this machine."""

    odoo: odoo_source.Odoo
    pg: postgres.Server
    test: bool = False
    libraries: Path | None = None  # more packages, for addons that are measured against

    @cached_property
    def launcher(self) -> Path:
        """A file, not `-m odoo`: with workers Odoo starts itself again by this name."""
        path = HOME / "odoo-bin"
        _replace(path, LAUNCHER)
        return path

    @cached_property
    def addons_path(self) -> list[Path]:
        ours = [ADDONS, *([TEST_ADDONS] if self.test else [])]
        others = python_env.OTHERS / "odoo" / "addons"
        return [*extra_addons(), *ours, *self.odoo.addons, others]

    @cached_property
    def config(self) -> Path:
        """The server's configuration, written anew each time."""
        path = HOME / ("odoo-test.conf" if self.test else "odoo.conf")
        values = {
            "addons_path": ",".join(map(str, self.addons_path)),
            "data_dir": str(HOME / "filestore"),
            "db_host": self.pg.host,
            "db_port": str(self.pg.port),
            "db_user": self.pg.user,
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "max_cron_threads": "2",
        }
        if self.pg.password:
            values["db_password"] = self.pg.password
        parser = configparser.RawConfigParser()
        parser["options"] = values
        text = io.StringIO()
        parser.write(text)
        _replace(path, text.getvalue())
        return path

    def command(self, *words) -> list[str]:
        """The command line of ``odoo words...`` with our configuration."""
        words = [str(word) for word in words]
        name = words.pop(0) if words and not words[0].startswith("-") else "server"
        config = [] if name in ("help", "upgrade_code") else ["-c", str(self.config)]
        if name == "i18n" and words:
            config = [words.pop(0), *config]
        return [str(python_env.PYTHON), str(self.launcher), name, *config, *words]

    def env(self, **more: str) -> dict[str, str]:
        paths = [self.odoo.python_path, python_env.OTHERS, self.libraries]
        path = os.pathsep.join(str(path) for path in paths if path)
        # Odoo restarts itself as plain "python", which has to be this one.
        programs = os.pathsep.join([str(python_env.PYTHON.parent), os.environ["PATH"]])
        more = {"PYTHONPATH": path, "PATH": programs, **more}
        return clean_env(**self.pg.env(), **more)

    def run(
        self, *words, log: Path, error: str = "", text: str = "", **more: str
    ) -> None:
        """Run Odoo to its end, telling which module it is at."""
        with progress(
            text or "Odoo " + " ".join(map(str, words))[:60], lambda: _last_step(log)
        ):
            run(self.command(*words), env=self.env(**more), log=log, error=error)

    def shell(self, database: str, script: str, *, log: Path) -> None:
        """Run a script in ``odoo shell`` and commit what it did."""
        command = self.command("shell", "-d", database, "--no-http", "--log-level=warn")
        done = subprocess.run(
            command, input=script, env=self.env(), capture_output=True, text=True
        )
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout + done.stderr)
        if done.returncode or "Traceback (most recent call last)" in done.stderr:
            raise Failure(
                f"{done.stderr[-2000:]}\nA script in odoo shell failed; see {log}"
            )


def prepare(*, test: bool = False, durable: bool = True) -> Setup:
    """Odoo, Python packages and PostgreSQL, fetched and started where they are not."""
    with setup_lock():
        odoo = odoo_source.find()
        python_env.ensure(test=test)
        python_env.ensure_others()
        setup = Setup(odoo, postgres.server(durable=durable), test)
        _ = setup.launcher, setup.config
    return setup


def _replace(path: Path, text: str) -> None:
    """Write a file in one step: another process may be about to read it."""
    if path.exists() and path.read_text() == text:
        return
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.touch(0o600)
    new.write_text(text)
    new.replace(path)


def _last_step(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 20000))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    found = re.findall(r"Loading module (\S+) \((\d+/\d+)\)", text)
    return f"module {found[-1][1]}: {found[-1][0]}" if found else ""
