"""The Python environment of the server, from locks that name no host."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .home import HOME, REQUIREMENTS, read_state, write_state
from .shell import Failure, clean_env, progress, run

UV = "uv==0.13.9"
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
# Addons of others that ours can work with; `odoo/addons` below it.
OTHERS = HOME / "others"


def ensure(*, test: bool = False) -> Path:
    """Make the environment hold what the locks say.

    :param test: the test tools too
    :return: its interpreter
    """
    locks = [
        REQUIREMENTS / "odoo.lock",
        *([REQUIREMENTS / "test.lock"] if test else []),
    ]
    wanted = {
        lock.name: hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks
    }
    have = read_state("venv") if PYTHON.exists() else {}
    if wanted.items() <= have.items():
        return PYTHON
    uv = ensure_uv()
    if not PYTHON.exists():
        run([uv, "venv", "--clear", "--python", _interpreter(), VENV], env=uv_env())
    words = [word for lock in locks for word in ("-r", lock)]
    with progress("Installing Python packages"):
        run(
            [uv, "pip", "install", "--python", PYTHON, "--require-hashes", *words],
            log=HOME / "log" / "pip.log",
            env=uv_env(),
            error="The Python packages could not be installed; check pip's index",
        )
    write_state("venv", {**have, **wanted})
    return PYTHON


def ensure_others() -> None:
    """Addons of others, in a folder of their own: their packages would need Odoo's."""
    lock = REQUIREMENTS / "others.lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if OTHERS.exists() and read_state("others").get("lock") == wanted:
        return
    shutil.rmtree(OTHERS, ignore_errors=True)
    words = ["--no-deps", "--require-hashes", "--target", OTHERS, "-r", lock]
    run(
        [ensure_uv(), "pip", "install", "--python", PYTHON, *words],
        log=HOME / "log" / "pip-others.log",
        env=uv_env(),
        error="The addons of others could not be installed; check pip's index",
    )
    write_state("others", {"lock": wanted})


def install_into(folder: Path, packages: tuple[str, ...], *, deps=False) -> None:
    """Unpack packages of the index into a folder of their own.

    For addons of others that are only measured against, never a part of this project.

    :param bool deps: with what they need; addons name Odoo, which is here already
    """
    if folder.exists():
        return
    command = [ensure_uv(), "pip", "install", "--python", PYTHON]
    command += [] if deps else ["--no-deps"]
    run(
        [*command, "--target", folder, *packages],
        log=HOME / "log" / "pip-bench.log",
        env=uv_env(),
        error=f"{', '.join(packages)} could not be installed; check pip's index",
    )


def ensure_uv() -> Path:
    """uv in a folder of its own; pip brings it, so pip's index settings hold."""
    uv = HOME / "uv" / "bin" / "uv"
    if uv.exists():
        return uv
    error = "uv could not be installed; check that pip can reach its package index"
    shutil.rmtree(HOME / "uv", ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", HOME / "uv"],
        capture_output=True,
        env=clean_env(),
    )
    if made.returncode:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise Failure(
                "Python's venv module is missing; install the package python3-venv."
            )
        run(["apt-get", "update"])
        run(
            ["apt-get", "install", "-y", "python3-venv"],
            error="python3-venv is missing",
        )
        run([sys.executable, "-m", "venv", "--clear", HOME / "uv"])
    run([HOME / "uv" / "bin" / "pip", "install", "-q", UV], error=error)
    return uv


def _interpreter() -> str:
    """An interpreter Odoo 19.0 supports (3.10 to 3.13); our own when it fits."""
    if sys.version_info[:2] <= (3, 13):
        return sys.executable
    for minor in (13, 12, 11, 10):
        found = shutil.which(f"python3.{minor}")
        if (
            found
            and not subprocess.run([found, "-c", ""], capture_output=True).returncode
        ):
            return found
    raise Failure(
        "Odoo 19.0 needs Python 3.10 to 3.13; install one of them beside this one."
    )


def uv_env() -> dict[str, str]:
    """uv does not read pip's settings; hand over the index and the certificates."""
    env = clean_env(UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy")
    pip = [str(HOME / "uv" / "bin" / "pip"), "config", "get"]
    for name, target in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        for scope in ("global", ":env:", "install"):
            got = subprocess.run(
                [*pip, f"{scope}.{name}"],
                capture_output=True,
                text=True,
                env=clean_env(),
            )
            if got.returncode == 0 and target not in env:
                env[target] = got.stdout.strip()
    return env


def lock() -> None:
    """Write the locks anew from the .in files (for a developer who changes a pin)."""
    uv = ensure_uv()
    for name in ("odoo", "test"):
        run(
            [
                *(
                    uv,
                    "pip",
                    "compile",
                    "--universal",
                    "--generate-hashes",
                    "--no-header",
                ),
                *("--no-emit-index-url", "--no-annotate", "--python-version", "3.10"),
                *(f"{name}.in", "-o", f"{name}.lock"),
            ],
            cwd=REQUIREMENTS,
            env=uv_env(),
        )
