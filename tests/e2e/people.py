"""People who use the suite, each in a browser of their own."""

from contextlib import contextmanager

WIDE = {"width": 1440, "height": 900}


class Person:
    """Somebody in front of a browser, logged in; keeps a picture of every step."""

    def __init__(self, browser, live, url: str, login: str = ""):
        self.live, self.url = live, url
        self.context = browser.new_context(viewport=WIDE, locale="en-US")
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        if login:
            self.log_in(login)

    def log_in(self, login: str) -> None:
        """Log in with a password that is the login, as in the demo story."""
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_web_client, #wrapwrap")

    def open(self, path: str, wait: str) -> None:
        """Go to a page of Odoo and wait until ``wait`` is there."""
        self.page.goto(f"{self.url}{path}")
        self.see(wait)

    def see(self, selector: str, timeout: int = 30_000):
        """Wait until something is on the screen."""
        return self.page.wait_for_selector(selector, timeout=timeout)

    def click(self, selector: str) -> None:
        self.page.click(selector, timeout=20_000)

    def picture(self, name: str) -> None:
        """Keep what is on the screen."""
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=str(self.live.artefact(f"{name}.png")))


@contextmanager
def somebody(browser, live, url: str, login: str = ""):
    """A person for a while; nothing may have broken in their browser."""
    person = Person(browser, live, url, login)
    try:
        yield person
    except Exception:
        person.picture(f"failed-{login or 'customer'}")
        raise
    finally:
        person.context.close()
    assert not person.errors, person.errors
