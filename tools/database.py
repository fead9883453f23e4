"""Creating, copying and updating databases of the suite."""

import shutil
from pathlib import Path

from .home import ADDONS, HOME, PRODUCT_ADDONS, read_state, tree_hash, write_state
from .server import Setup
from .shell import say

ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
LANGUAGES = "zh_CN"


def drop(setup: Setup, name: str) -> None:
    """Remove a database and its files."""
    end_sessions(setup, name)
    setup.pg.execute(f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def end_sessions(setup: Setup, name: str) -> None:
    setup.pg.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


def copy(setup: Setup, source: str, name: str) -> None:
    """Make ``name`` a copy of ``source``, files included, in well under a second."""
    drop(setup, name)
    end_sessions(setup, source)
    setup.pg.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    if _filestore(source).exists():
        # Attachments never change in place, so their files can be shared by hard links.
        shutil.copytree(_filestore(source), _filestore(name), copy_function=_link)


def rename(setup: Setup, name: str, new: str) -> None:
    end_sessions(setup, name)
    setup.pg.execute(f'ALTER DATABASE "{name}" RENAME TO "{new}"')
    if _filestore(name).exists():
        shutil.rmtree(_filestore(new), ignore_errors=True)
        _filestore(name).rename(_filestore(new))


def create(
    setup: Setup, name: str, addons: list[str], *words: str, assets=False
) -> None:
    """Install ``addons`` in a new database; an interrupted one is never taken for a whole."""
    building = f"{name}__new"
    drop(setup, building)
    log = HOME / "log" / f"create-{name}.log"
    log.unlink(missing_ok=True)
    setup.run(
        *(
            "-d",
            building,
            "-i",
            ",".join(addons),
            "--stop-after-init",
            "--no-http",
            *words,
        ),
        log=log,
        text=f"Creating the database {name}",
        error="The addons could not be installed",
    )
    if assets:
        say("Building the assets")
        setup.shell(building, ASSETS, log=HOME / "log" / f"assets-{name}.log")
    rename(setup, building, name)


def ensure_suite(setup: Setup, name: str, *, demo: bool) -> None:
    """The database of ``./cs run``: created once, updated when the addons changed."""
    now = {addon: tree_hash(ADDONS / addon) for addon in PRODUCT_ADDONS}
    if name not in setup.pg.databases():
        words = ["--load-language", LANGUAGES, *(["--with-demo"] if demo else [])]
        create(setup, name, PRODUCT_ADDONS, *words, assets=True)
    elif changed := [
        a for a, digest in now.items() if read_state(name).get(a) != digest
    ]:
        setup.run(
            *("-d", name, "-u", ",".join(changed), "-i", ",".join(changed)),
            *("--stop-after-init", "--no-http"),
            log=HOME / "log" / f"update-{name}.log",
            text=f"Updating {', '.join(changed)} in {name}",
            error="The addons could not be updated",
        )
    write_state(name, now)


def _filestore(name: str) -> Path:
    return HOME / "filestore" / "filestore" / name


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
