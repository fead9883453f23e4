"""Where things are: the checkout, CS_HOME, and what the environment sets."""

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "addons"
REQUIREMENTS = ROOT / "tools" / "requirements"
HOME = Path(os.environ.get("CS_HOME") or ROOT / ".cs").absolute()


def short_hash(text: str) -> str:
    """Eight characters that tell one text from another, for names of folders."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def tree_hash(folder: Path) -> str:
    """One hash over the names and bytes of all files below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def extra_addons() -> list[Path]:
    """The folders of CS_ADDONS_PATH, in their order."""
    names = os.environ.get("CS_ADDONS_PATH", "").split(",")
    return [Path(name.strip()).absolute() for name in names if name.strip()]


def read_state(name: str) -> dict:
    """What an earlier run noted under ``name``; empty when there is nothing usable."""
    try:
        return json.loads((HOME / "state" / f"{name}.json").read_text())
    except (OSError, ValueError):
        return {}


def write_state(name: str, value: dict) -> None:
    """Note ``value`` for the next run, in one step that cannot be half done."""
    target = HOME / "state" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_suffix(".new")
    new.write_text(json.dumps(value, indent=1, sort_keys=True))
    new.replace(target)


@contextmanager
def setup_lock():
    """Only one process at a time prepares CS_HOME; the others wait."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
