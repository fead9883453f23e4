"""What the manifests say about our addons."""

import ast
from pathlib import Path

from .home import ADDONS, TEST_ADDONS
from .python_env import OTHERS


def manifest(folder: Path) -> dict:
    """The manifest of the addon in ``folder``."""
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def ours(*, test: bool = False) -> dict[str, dict]:
    """Our addons and their manifests; with the test-only ones if ``test``."""
    folders = [ADDONS, *([TEST_ADDONS] if test else [])]
    return {
        path.parent.name: manifest(path.parent)
        for folder in folders
        for path in sorted(folder.glob("*/__manifest__.py"))
        if path.parent.name != "test_cs_bench"
    }


def suite() -> list[str]:
    """What makes up the product: all of ours but glue to addons of others."""
    theirs = others()
    return [n for n, data in ours().items() if not theirs & {*data["depends"]}]


def others() -> set[str]:
    """The addons of others that are fetched beside Odoo."""
    return {path.name for path in (OTHERS / "odoo" / "addons").glob("*")}


def core_depends(addons: dict[str, dict]) -> list[str]:
    """What our addons need that is core's."""
    needed = {name for data in addons.values() for name in data["depends"]}
    return sorted(needed - set(addons) - others())


def with_depends(name: str, addons: dict[str, dict]) -> list[str]:
    """One of our addons with those of ours it needs, in order of installation."""
    found = []
    for needed in addons[name]["depends"]:
        if needed in addons:
            found += [n for n in with_depends(needed, addons) if n not in found]
    return [*found, name]
