"""The checks of the source: format, style, licences, translations."""

import os
import subprocess
from pathlib import Path

from .. import python_env, system_packages
from ..home import ADDONS, HOME, ROOT, TEST_ADDONS
from ..server import Setup
from ..shell import clean_env, say

PYLINT_MESSAGES = ROOT / ".pylintrc"
# What pylint has to follow values for: two thirds of its time. Ruff sees most of it.
PYLINT_SLOW = (
    "--disable=assignment-from-none,dangerous-default-value,eval-used,return-in-init,"
    "unreachable"
)


def run(setup: Setup, report, *, fast: bool) -> None:
    """Run every linter; each is one passed or failed check."""
    bin_folder = python_env.PYTHON.parent
    folders = [str(p.parent) for p in sorted(ADDONS.glob("*/__manifest__.py"))]
    translations = [str(p) for p in sorted(ADDONS.glob("*/i18n/*.po"))]
    checks = {
        "ruff check": [bin_folder / "ruff", "check", "--no-cache", ROOT],
        "ruff format": [bin_folder / "ruff", "format", "--no-cache", "--check", ROOT],
        "pylint-odoo": [
            *(bin_folder / "pylint", "--rcfile", PYLINT_MESSAGES),
            *([PYLINT_SLOW] if fast else []),
            *folders,
        ],
    }
    if not fast:
        hooks = "--disable=xml-header-wrong,xml-tag-position,prefer-readme-rst"
        checks |= {
            "oca-checks": [bin_folder / "oca-checks-odoo-module", hooks, *folders],
            "oca-checks-po": [bin_folder / "oca-checks-po", *translations],
            "licences": _manifestoo(setup, bin_folder),
            **_node_checks(report),
        }
    for name, command in checks.items():
        _check(name, command, setup, report)


def _manifestoo(setup, bin_folder):
    others = python_env.OTHERS / "odoo" / "addons"
    core = [setup.odoo.package / "addons", *setup.odoo.addons]
    paths = [ADDONS, TEST_ADDONS, *core, others]
    return [
        bin_folder / "manifestoo",
        *("--odoo-series", "19.0", "--addons-path", ",".join(map(str, paths))),
        *("--select-addons-dir", ADDONS, "check-licenses"),
    ]


def _node_checks(report):
    modules = system_packages.ensure_node_tools()
    if not modules:
        report.missing("prettier and eslint: npm is not here")
        return {}
    sources = _files("*.js", "*.xml", "*.scss", "*.css")
    scripts = _files("*.js")
    config = ROOT / "tools" / "node"
    return {
        "prettier": _prettier(modules, "--check", sources),
        "eslint": [
            modules / ".bin" / "eslint",
            *("--config", config / "eslint.config.mjs", "--max-warnings", "0"),
            *scripts,
        ],
    }


def _prettier(modules: Path, mode: str, files: list[Path]) -> list:
    config = ROOT / "tools" / "node" / "prettier.config.mjs"
    return [modules / ".bin" / "prettier", mode, "--config", config, *files]


def _files(*patterns: str) -> list[Path]:
    """The files git knows or could add, by pattern; never what is downloaded."""
    found = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return sorted(ROOT / name for name in found if name and (ROOT / name).exists())


def _check(name, command, setup, report) -> None:
    env = setup.env(NODE_PATH=str(HOME / "node" / "node_modules"))
    env["PATH"] = f"{python_env.PYTHON.parent}{os.pathsep}{env['PATH']}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        say(f"{name}: ok")
        report.ok()
    else:
        print((done.stdout + done.stderr)[-6000:])
        report.fail(f"{name} found something")


def format_all() -> None:
    """Format the whole source in place."""
    python_env.ensure(test=True)
    ruff = python_env.PYTHON.parent / "ruff"
    subprocess.run([ruff, "check", "--fix", "-q", ROOT], env=clean_env())
    subprocess.run([ruff, "format", "-q", ROOT], env=clean_env())
    if modules := system_packages.ensure_node_tools():
        files = _files("*.js", "*.xml", "*.scss", "*.css")
        env = clean_env(NODE_PATH=str(modules))
        words = [*_prettier(modules, "--write", files), "--log-level", "warn"]
        subprocess.run([str(word) for word in words], env=env, cwd=ROOT)
