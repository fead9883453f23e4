"""Debian packages fetched into a folder of ours, from the mirror apt is set up for.

Nothing is installed system-wide: apt gets a state folder of its own, so an
ordinary user can do it, and the host of the mirror is asked from apt, never named.
"""

import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from .shell import Failure, clean_env, progress, run

NO_DEBIAN = (
    "Odoo 19 could not be fetched from a Debian mirror: {reason}. Set CS_ODOO_HOME to "
    "an Odoo 19.0 checkout or unpacked nightly, or use docker/ (see docker/README.md)."
)


def mirror() -> str:
    """The address of the first main archive apt knows (without needing its lists)."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Failure(NO_DEBIAN.format(reason="this machine has no apt"))
    # --no-release-info is essential: without it an empty list folder prints nothing.
    found = run(
        [
            *("apt-get", "indextargets", "--no-release-info"),
            *(
                "--format",
                "$(REPO_URI) $(RELEASE) $(COMPONENT)",
                "Created-By: Packages",
            ),
        ]
    ).stdout.splitlines()
    for line in found:
        uri, release, component = line.split()
        if component == "main" and "-" not in release:
            return uri
    raise Failure(NO_DEBIAN.format(reason="apt knows no Debian main archive"))


def _keyring() -> Path:
    for suffix in ("gpg", "pgp"):
        path = Path(f"/usr/share/keyrings/debian-archive-keyring.{suffix}")
        if path.exists():
            return path
    raise Failure(NO_DEBIAN.format(reason="package debian-archive-keyring is missing"))


class PrivateApt:
    """An apt whose every file is below ``folder``."""

    def __init__(self, folder: Path, suites: tuple[str, ...]):
        self.folder, self.suites = folder, suites

    def _options(self) -> list[str]:
        values = {
            "Dir::State": self.folder,
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": self.folder / "parts",
            "APT::Sandbox::User": "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        # On the command line too: it wins over /etc/apt/apt.conf.d, the file does not.
        return [
            part for name, value in values.items() for part in ("-o", f"{name}={value}")
        ]

    def _apt(self, program: str, *words: str, cwd: Path | None = None):
        error = NO_DEBIAN.format(reason=f"{program} {words[0]} failed")
        return run([program, *self._options(), *words], cwd=cwd, error=error)

    def update(self) -> None:
        """Write the configuration and fetch the package lists."""
        for name in ("lists/partial", "cache/archives/partial", "parts"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").write_text("")
        uri, keyring = mirror(), _keyring()
        (self.folder / "sources.list").write_text(
            "".join(
                f"deb [arch=all signed-by={keyring}] {uri} {suite} main\n"
                for suite in self.suites
            )
        )
        self._apt("apt-get", "update")

    def fetch(self, packages: list[str], folder: Path) -> list[Path]:
        """Download ``name/suite`` packages; each is compared with the signed list.

        An existing file of the right size with wrong bytes is accepted by apt without a
        word, so the checksums are ours to compare.
        """
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {name: self._checksum(name) for name in packages}
        for deb in folder.glob("*.deb"):
            if _sha256(deb) not in wanted.values():
                deb.unlink()
        with progress(
            f"Downloading {len(packages)} Debian packages", lambda: _size(folder)
        ):
            self._apt("apt-get", "download", *packages, cwd=folder)
        found = {_sha256(deb): deb for deb in folder.glob("*.deb")}
        if missing := [name for name, digest in wanted.items() if digest not in found]:
            names = ", ".join(missing)
            raise Failure(
                f"The download of {names} has wrong bytes; run the command again."
            )
        return [found[digest] for digest in wanted.values()]

    def _checksum(self, name: str) -> str:
        shown = self._apt("apt-cache", "show", *self._pin(name)).stdout
        for line in shown.splitlines():
            if line.startswith("SHA256: "):
                return line.split()[1]
        raise Failure(NO_DEBIAN.format(reason=f"the mirror has no package {name}"))

    def _pin(self, name: str) -> list[str]:
        """``apt-cache show`` takes no suite, but it takes a version."""
        package, _, suite = name.partition("/")
        policy = self._apt("apt-cache", "madison", package).stdout
        for line in policy.splitlines():
            _package, version, source = (part.strip() for part in line.split("|"))
            if f" {suite}/" in f" {source}":
                return [f"{package}={version}"]
        raise Failure(NO_DEBIAN.format(reason=f"the mirror has no package {name}"))


def unpack(deb: Path, folder: Path, wanted: Callable[[str], bool]) -> None:
    """Unpack the files of a package whose name (``usr/...``) is ``wanted``."""
    with (
        subprocess.Popen(
            ["dpkg-deb", "--fsys-tarfile", str(deb)],
            stdout=subprocess.PIPE,
            env=clean_env(),
        ) as stream,
        tarfile.open(fileobj=stream.stdout, mode="r|") as archive,
    ):
        for member in archive:
            member.name = member.name.removeprefix("./")
            if member.name and wanted(member.name):
                _extract(archive, member, folder)
    if stream.returncode:
        raise Failure(f"{deb.name} could not be unpacked; delete it and run again.")


def _extract(archive, member, folder):
    # The packages are signed, and their links lead to other folders on purpose.
    if hasattr(tarfile, "fully_trusted_filter"):
        archive.extract(member, folder, filter="fully_trusted")
    else:
        archive.extract(member, folder)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _size(folder: Path) -> str:
    files = [path for path in folder.glob("*") if path.is_file()]
    return f"{sum(path.stat().st_size for path in files) / 1e6:.0f} MB"
