"""Fixtures: a database of the demo story with servers on it, and a browser."""

import os

import pytest

from tests.live.server import Live, Session
from tools import server as setup_module


@pytest.fixture(scope="session")
def odoo_setup():
    """What is needed to start Odoo on this machine."""
    return setup_module.prepare(test=True, durable=False)


@pytest.fixture(scope="session")
def template(odoo_setup):
    """The name of the database with the demo story, made if it is not there."""
    from tools.checks.live import ensure_template

    return os.environ.get("CS_TEST_TEMPLATE") or ensure_template(odoo_setup)


@pytest.fixture(scope="module")
def live(odoo_setup, template, request):
    """A fresh copy of the demo database for the tests of one file."""
    name = request.module.__name__.split(".")[-1].replace("test_", "cs_live_")
    found = Live(odoo_setup, template, name)
    yield found
    found.close()


@pytest.fixture(scope="module")
def server(live):
    """One Odoo process on the database of this file."""
    return live.serve()


@pytest.fixture(scope="module")
def admin(server):
    """The administrator, logged in."""
    return Session(server, "admin", "admin")


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, driven by Playwright."""
    path = os.environ.get("CS_CHROMIUM")
    if not path:
        from tools.system_packages import ensure_chromium

        path = ensure_chromium()
    if not path:
        pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    flags += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
