"""The container files, without an engine: the entrypoint runs, the rest is parsed."""

import ast
import os
import re
import subprocess
from pathlib import Path

import crossplane
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"


def test_entrypoint_finds_the_suite_and_serves(live, odoo_setup):
    program = odoo_setup.launcher.with_name("odoo-in-docker")
    python = odoo_setup.command()[0]
    program.write_text(f'#!/bin/sh\nexec "{python}" "{odoo_setup.launcher}" "$@"\n')
    program.chmod(0o755)
    pg = odoo_setup.pg
    env = odoo_setup.env(
        HOST=pg.host,
        PORT=str(pg.port),
        USER=pg.user,
        PASSWORD=pg.password or "odoo",
        CS_DATABASE=live.database,
        ODOO=str(program),
        ODOO_RC=str(odoo_setup.config),
    )
    done = subprocess.run(
        [DOCKER / "entrypoint.sh", "odoo", "--stop-after-init", "--no-http"],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Modules loaded" in done.stderr
    assert "loading cs_customer" not in done.stderr.lower()


def test_entrypoint_says_when_there_is_no_database():
    env = {"PATH": os.environ["PATH"], "HOST": "127.0.0.1", "PORT": "1", "CS_WAIT": "1"}
    done = subprocess.run(
        [DOCKER / "entrypoint.sh"], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "does not answer" in done.stderr


def test_compose_builds_what_is_here():
    services = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
    assert set(services) == {"db", "odoo", "nginx", "queue"}
    for name in ("odoo", "queue"):
        build = services[name]["build"]
        assert (DOCKER / build["context"] / build["dockerfile"]).exists()
    assert services["queue"]["profiles"] == ["queue"]
    mounted = services["nginx"]["volumes"][0].split(":")[0]
    assert (DOCKER / mounted).exists()


def test_dockerfile_copies_what_is_here():
    text = (DOCKER / "Dockerfile").read_text()
    assert text.splitlines()[1].startswith("FROM odoo:19.0")
    for source in re.findall(r"^COPY (\S+) ", text, re.M):
        assert (ROOT / source).exists(), source


def test_requirements_name_every_library_of_the_manifests():
    wanted = set()
    for path in (ROOT / "addons").glob("*/__manifest__.py"):
        data = ast.literal_eval(path.read_text())
        wanted |= set(data.get("external_dependencies", {}).get("python", []))
    have = (DOCKER / "requirements.txt").read_text().lower()
    provided_by_odoo = {"cryptography", "requests"}
    missing = {name for name in wanted - provided_by_odoo if name.lower() not in have}
    assert not missing


def test_nginx_sends_the_websocket_to_its_own_port():
    parsed = crossplane.parse(str(DOCKER / "nginx.conf"), single=True)
    # A site file lies outside the http block it is included from: only that is wrong.
    errors = [e["error"] for e in parsed["errors"]]
    assert not [e for e in errors if "is not allowed here" not in e], errors
    text = (DOCKER / "nginx.conf").read_text()
    assert "server odoo:8072;" in text
    assert "location /websocket" in text
