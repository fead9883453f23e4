"""Odoo 19.0 Community: the one CS_ODOO_HOME names, or Debian's package."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .home import HOME
from .shell import Failure, progress, say

# Debian ships these as links into other packages; without jquery every page is a 500.
LINK_TARGETS = [
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-montserrat/sid",
    "fonts-ocr-b/sid",
    "fonts-roboto-unhinted/sid",
    # sid's Font Awesome is 7, its names are others; Odoo wants the 4.7 of bookworm.
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
]
UNPACKED = "usr/lib/python3/dist-packages"
# Cut from the Debian package, yet listed in mail's manifest: without it the browser
# gets an error on every backend page. Only the blurring of video calls uses it.
MISSING_ASSET = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """An Odoo on disk: what to import and where its addons are."""

    python_path: Path  # the folder that holds the package `odoo`
    addons: tuple[Path, ...]  # addons folders Odoo does not find by itself

    @property
    def package(self) -> Path:
        return self.python_path / "odoo"


def find() -> Odoo:
    """The Odoo to use; fetched when CS_ODOO_HOME does not name one.

    :raise Failure: when CS_ODOO_HOME is not an Odoo 19.0, or Debian's cannot be had
    """
    if named := os.environ.get("CS_ODOO_HOME"):
        return _existing(Path(named).absolute())
    return _from_debian(HOME / "odoo")


def _existing(home: Path) -> Odoo:
    release = home / "odoo" / "release.py"
    if not release.exists() and (home / "release.py").exists():
        home, release = home.parent, home / "release.py"
    if not release.exists():
        raise Failure(f"CS_ODOO_HOME={home} holds no odoo/release.py: not an Odoo.")
    if not re.search(r"version_info = \(19, 0,", release.read_text()):
        raise Failure(f"CS_ODOO_HOME={home} is not Odoo 19.0; the suite needs 19.0.")
    beside = home / "addons"
    inside = (home / "odoo" / "addons" / "crm").exists()
    return Odoo(home, () if inside or not beside.exists() else (beside,))


def _from_debian(folder: Path) -> Odoo:
    stamp = folder / "complete"
    odoo = Odoo(folder / UNPACKED, ())
    if not stamp.exists():
        apt = debian.PrivateApt(HOME / "apt", ("sid", "bookworm"))
        say("Odoo 19.0 Community from the Debian mirror of this machine")
        apt.update()
        debs = apt.fetch(["odoo-19/sid", *LINK_TARGETS], HOME / "debs")
        new = folder.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        with progress("Unpacking Odoo"):
            for deb in debs:
                debian.unpack(deb, new, _wanted)
        _write_missing_asset(new)
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
        stamp.write_text("\n".join(deb.name for deb in debs) + "\n")
        shutil.rmtree(HOME / "debs")
        shutil.rmtree(HOME / "apt")
    return odoo


def _wanted(name: str) -> bool:
    """Leave out a partial second addons tree, country charts and most translations."""
    if not name.startswith(("usr/lib/python3/dist-packages/", "usr/share/")):
        return False
    if name.startswith((f"{UNPACKED}/addons/", "usr/share/doc/")):
        return False
    if re.search(r"/addons/l10n_", name):
        return False
    return not name.endswith(".po") or name.endswith("/zh_CN.po")


def _write_missing_asset(folder: Path) -> None:
    asset = folder / UNPACKED / "odoo" / MISSING_ASSET
    if not asset.exists():
        asset.parent.mkdir(parents=True, exist_ok=True)
        asset.write_text("/* The Debian package leaves out this library. */\n")
