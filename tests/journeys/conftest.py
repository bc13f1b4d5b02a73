"""A real browser before the real application: pages, styles, scripts and the content security policy as they are."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime
from pytest_django.live_server_helper import LiveServer

from accounts.users.models import User
from tests import browser as browsers
from tests.factories.accounts import PASSWORD

# The browser and the server are on this machine, where there is no TLS.
_PLAIN = {
    "SECURE_SSL_REDIRECT": False,
    "SECURE_HSTS_SECONDS": 0,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    # Tests sign people in without the page, too.
    "ALLOWED_HOSTS": ["localhost", "testserver"],
}
# The narrowest window that pages must fit, and a usual one.
PHONE, DESK = 360, 1280
GRAVE = ("serious", "critical")
_PATIENCE = 30_000
# That a page refuses, with a status of its own, or is left while it asks for a part, is no fault of the page's.
_NO_FAULTS = ("responded with a status of 4", "htmx:sendAbort")

# Texts look alike that have the same colour, size and weight on the same ground: axe is asked about one of each.
COLOURS = """() => {
  const ground = (element) => {
    const style = getComputedStyle(element);
    const bare = style.backgroundColor === "rgba(0, 0, 0, 0)" && style.backgroundImage === "none";
    return bare && style.opacity === "1" ? "" : `${style.backgroundColor} ${style.backgroundImage} ${style.opacity};`;
  };
  const texts = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const written = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!(written || element.matches("input, textarea, select")) || !element.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    let look = `${element.matches(":disabled")} ${color} ${fontSize} ${fontWeight} on `;
    for (let at = element; at; at = at.parentElement) look += ground(at);
    if (!texts.has(look)) texts.set(look, element);
  }
  const how = { resultTypes: ["violations"], runOnly: { type: "rule", values: ["color-contrast"] } };
  return axe.run({ include: [...texts.values()] }, how).then((all) => all.violations);
}"""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = browsers.find()
    assert path is not None, "no browser: run `make browser`"
    with pytest.MonkeyPatch.context() as patch:
        # Playwright runs a loop in this thread; nothing asynchronous touches the database here.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # A machine that is busy answers late, and that is no fault of a page's.
        expect.set_options(timeout=_PATIENCE)
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=path, args=browsers.arguments())
            yield started
            started.close()


class Answering:
    """How many requests are being answered. Tables are not emptied under those that a closed page left behind."""

    def __init__(self) -> None:
        self._now, self._changed = 0, threading.Condition()

    def begin(self, **_: object) -> None:
        with self._changed:
            self._now += 1

    def end(self, **_: object) -> None:
        with self._changed:
            self._now -= 1
            self._changed.notify_all()

    def finish(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: not self._now, timeout=_PATIENCE / 1000)


@pytest.fixture(scope="package")
def answering() -> Iterator[Answering]:
    requests = Answering()
    request_started.connect(requests.begin)
    request_finished.connect(requests.end)
    yield requests
    request_started.disconnect(requests.begin)
    request_finished.disconnect(requests.end)


@pytest.fixture(scope="package")
def address(django_db_setup: None) -> Iterator[str]:
    with override_settings(**_PLAIN):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE_SCRIPT)
    how = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    found: list[dict[str, Any]] = page.evaluate("(how) => axe.run(how).then((all) => all.violations)", how)
    return found + list(page.evaluate(COLOURS))


def overflow(page: Page) -> int:
    """By how many pixels the page is too wide for its window, once its layout has had the time to settle."""
    try:
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=5_000)
    except NotInTime:
        return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
    return 0


class Visitor:
    """One person at the browser. Whatever the browser complains about fails the test at its end."""

    def __init__(self, chromium: Browser, address: str, *, width: int) -> None:
        self.width = width
        self.context = chromium.new_context(
            base_url=address, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(_PATIENCE)

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(one in text for one in _NO_FAULTS):
            self.complaints.append(text)

    def sign_in(self, person: User) -> "Visitor":
        """Sign in through the door, whose page is another journey, and begin at home."""
        client = Client()
        entered = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, secure=True)
        assert entered.status_code == 302, entered.content
        self.bring(client)
        self.page.goto("/")
        return self

    def bring(self, client: Client) -> None:
        """Go on in the browser as whom the client is."""
        self.context.add_cookies(
            [
                {"name": name, "value": one.value, "domain": "localhost", "path": "/"}
                for name, one in client.cookies.items()
            ]
        )

    def go(self, to: str) -> Page:
        self.page.goto(to)
        return self.page

    def arrive(self, heading: str = "") -> None:
        """Wait for the page of this heading, with its scripts: a click answers before the next page is there.

        Any heading will do where one has just gone to an address, or has seen something of the page already.
        """
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.page.wait_for_load_state()

    def look(self, heading: str = "") -> None:
        """Look at the page of this heading once it is there; with axe too where the window is a desk's."""
        self.arrive(heading)
        self.fits()
        if self.width >= DESK:
            self._check_access()

    def fits(self) -> None:
        too_wide = overflow(self.page)
        assert not too_wide, f"{self.page.url} is {too_wide} pixels too wide"

    def _check_access(self) -> None:
        grave = {
            one["id"]: [node["html"] for node in one["nodes"]]
            for one in violations(self.page)
            if one["impact"] in GRAVE
        }
        assert not grave, f"{self.page.url}: {grave}"


@pytest.fixture
def visit(
    chromium: Browser, address: str, answering: Answering, transactional_db: None
) -> Iterator[Callable[..., Visitor]]:
    """Somebody new at the browser, signed in if told as whom."""
    visitors: list[Visitor] = []
    cache.clear()

    def visit(person: User | None = None, *, width: int = DESK) -> Visitor:
        visitor = Visitor(chromium, address, width=width)
        visitors.append(visitor)
        return visitor if person is None else visitor.sign_in(person)

    yield visit
    for visitor in visitors:
        visitor.context.close()
    answering.finish()
    assert not [one for visitor in visitors for one in visitor.complaints]
