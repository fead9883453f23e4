"""Creating, copying and updating databases of the suite."""

import shutil
from pathlib import Path

from . import addons
from .home import ADDONS, HOME, read_state, short_hash, tree_hash, write_state
from .server import Setup
from .shell import say

BASE = "cs_base"
# The first is that of new users.
LANGUAGES = "en_US,zh_CN"
ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
# Odoo loads an addon's demo data only where the addons it needs have theirs. We want
# our story without the furniture shop of core, so core's count as loaded.
DEMO_FLAG = "UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'"


def drop(setup: Setup, name: str) -> None:
    """Remove a database and its files."""
    end_sessions(setup, name)
    setup.pg.execute(f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def end_sessions(setup: Setup, name: str) -> None:
    """Disconnect everybody, so that the database can be copied or dropped."""
    setup.pg.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid() "
        # PostgreSQL's own workers may not be ended, and leave by themselves.
        "AND backend_type = 'client backend'"
    )


def copy(setup: Setup, source: str, name: str) -> None:
    """Make ``name`` a copy of ``source``, files included, in about a second."""
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


def ensure_base(setup: Setup) -> str:
    """A database with what our addons need of core, in English and Chinese.

    Everything else is a copy of it, which saves the longest part of an installation.

    :return: its name
    """
    needed = addons.core_depends(addons.ours(test=setup.test))
    name = f"{BASE}_{short_hash(f'{setup.odoo.python_path} {needed} {LANGUAGES}')}"
    if name not in setup.pg.databases():
        building = f"{name}__new"
        drop(setup, building)
        _install(
            setup, building, needed, "--load-language", LANGUAGES, text="Odoo's core"
        )
        rename(setup, building, name)
    return name


def create(setup: Setup, name: str, wanted: list[str], *, demo=False, assets=False):
    """A new database with our addons ``wanted``; a half-made one never counts as whole.

    :param demo: load the demo story
    :param assets: build the asset bundles, so that the first page is fast
    """
    building = f"{name}__new"
    copy(setup, ensure_base(setup), building)
    if demo:
        setup.pg.execute(DEMO_FLAG, building)
    _install(setup, building, wanted, text=", ".join(wanted))
    if assets:
        build_assets(setup, building)
    drop(setup, name)
    rename(setup, building, name)


def build_assets(setup: Setup, name: str) -> None:
    """Build the asset bundles, so that the first page is fast."""
    say(f"Building the assets of {name}")
    setup.shell(name, ASSETS, log=HOME / "log" / f"assets-{name}.log")


def _install(setup: Setup, database: str, names: list[str], *words: str, text: str):
    log = HOME / "log" / f"create-{database}.log"
    log.unlink(missing_ok=True)
    setup.run(
        *("-d", database, "-i", ",".join(names), "--stop-after-init", "--no-http"),
        *words,
        log=log,
        text=f"Installing {text} in {database}",
        error="The addons could not be installed",
    )


def ensure_suite(setup: Setup, name: str, *, demo: bool) -> None:
    """The database of ``./cs run``: created once, updated when the addons changed."""
    wanted = addons.suite()
    now = {addon: tree_hash(ADDONS / addon) for addon in wanted}
    if name not in setup.pg.databases():
        create(setup, name, wanted, demo=demo, assets=True)
    elif changed := [
        a for a, digest in now.items() if read_state(name).get(a) != digest
    ]:
        setup.run(
            *("-d", name, "-u", ",".join(changed), "-i", ",".join(changed)),
            "--i18n-overwrite",
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
