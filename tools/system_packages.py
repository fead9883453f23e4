"""Programs that come with the system: Chromium, fonts for Chinese, node."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from .home import HOME, ROOT
from .shell import Failure, progress, run, say


def ensure_chromium() -> str | None:
    """The path of a Chromium, installed by apt if we are root; None: there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return _warm_up(found)
    if not _can_install():
        return None
    _apt_install(
        "Chromium and a Chinese font for browser tests", "chromium", "fonts-wqy-zenhei"
    )
    return _warm_up(shutil.which("chromium"))


def _warm_up(browser: str) -> str:
    """Start it once: Odoo's tests wait ten seconds for it, a cold disk takes longer."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--dump-dom", "about:blank"],
            capture_output=True,
            timeout=60,
        )
    return browser


def ensure_wkhtmltopdf() -> str | None:
    """The program that makes PDFs; a customer who signs a quotation gets one.

    Where it cannot be had everything else works, and that is said.
    """
    found = shutil.which("wkhtmltopdf")
    if not found and _can_install():
        _apt_install("wkhtmltopdf for PDFs", "wkhtmltopdf")
        found = shutil.which("wkhtmltopdf")
    if not found:
        say("wkhtmltopdf is missing: quotations cannot be signed or printed as PDF")
    return found


def ensure_node_tools() -> Path | None:
    """The folder of prettier and eslint, from package-lock.json; None without npm."""
    if not shutil.which("npm"):
        if not _can_install():
            say("npm is missing: prettier and eslint cannot run")
            return None
        _apt_install("npm for prettier and eslint", "npm")
    folder, lock = HOME / "node", ROOT / "tools" / "node" / "package-lock.json"
    stamp = folder / "package-lock.json"
    done = folder / "node_modules" / ".package-lock.json"
    if not done.exists() or stamp.read_bytes() != lock.read_bytes():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / "tools" / "node" / name, folder / name)
        with progress("Installing prettier and eslint"):
            run(
                ["npm", "ci", "--no-audit", "--no-fund"],
                cwd=folder,
                log=HOME / "log" / "npm.log",
                error="prettier and eslint could not be installed; check npm",
            )
    return folder / "node_modules"


def _can_install() -> bool:
    return os.geteuid() == 0 and bool(shutil.which("apt-get"))


def _apt_install(what: str, *packages: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = HOME / "log" / "apt.log"
    with progress(f"Installing {what}"):
        run(["apt-get", "update"], env=env, log=log)
        words = ["install", "-y", "--no-install-recommends", *packages]
        try:
            run(["apt-get", *words], env=env, log=log)
        except Failure as exc:
            say(f"{what} could not be installed: {exc}")
