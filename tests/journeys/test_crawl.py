"""Every page as everybody, with something of everything there: each is sound, and each link leads somewhere.

With ``-v`` it tells what it saw: pages, axe's findings, the heaviest page, the slowest one and its queries.
"""

import functools
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.signals import request_finished, request_started
from django.db.backends.utils import CursorWrapper
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.factories import everything
from tests.factories.accounts import Member
from tests.hub.portal.browsing import signed_in
from tests.journeys.conftest import COLOURS, DESK, GRAVE, Visitor, overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]

_LOOK = """() => ({
  links: [...document.querySelectorAll("a[href], link[rel=next], link[rel=prev]")]
    .filter((link) => link.origin === location.origin && !link.hasAttribute("download"))
    .map((link) => link.pathname + link.search),
  loaded: performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname)
    .filter((path) => path.startsWith("/static/")),
  headings: document.querySelectorAll("h1").length,
  title: document.title,
  language: document.documentElement.lang,
})"""
_LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
# Pages that are not ours to mend: they must answer, no more.
_NOT_OURS = ("/api/", "/health", "/accounts/")
# As narrow as a page gets on a wide screen at 400 %, and on the smallest telephone.
_NARROW = 320
_MOST_BYTES = 150_000
_MOST_QUERIES = 75
_FETCHED_OF_ONE_KIND = 1
# What is another page to each kind of member.
_OF_MEMBERS = ("portal:home", "portal:inbox", "portal:agreements", "portal:notifications")


@dataclass
class Served:
    """What pages cost the server, by their addresses."""

    costs: dict[str, tuple[int, float]] = field(default_factory=dict)
    _now: threading.local = field(default_factory=threading.local)

    def begin(self, environ: dict[str, str], **_: object) -> None:
        self._now.path, self._now.count, self._now.began = environ["PATH_INFO"], 0, time.perf_counter()

    def end(self, **_: object) -> None:
        now = self._now
        self.costs[now.path] = (now.count, time.perf_counter() - now.began)

    def count(self) -> None:
        self._now.count = getattr(self._now, "count", 0) + 1


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Counts the queries of each request, in whichever thread it is answered."""
    seen, execute = Served(), CursorWrapper._execute

    def counted(cursor: CursorWrapper, *given: object) -> object:
        seen.count()
        return execute(cursor, *given)

    monkeypatch.setattr(CursorWrapper, "_execute", counted)
    request_started.connect(seen.begin)
    request_finished.connect(seen.end)
    yield seen
    request_started.disconnect(seen.begin)
    request_finished.disconnect(seen.end)


@dataclass
class Crawl:
    """What is known so far, of everybody's pages."""

    faults: list[str] = field(default_factory=list)
    looked: set[tuple[str, str]] = field(default_factory=set)
    axe: dict[str, int] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    visited: int = 0
    fetched: int = 0

    def told(self, served: Served) -> str:
        paths = {urlsplit(address).path for address in self.weights}
        address, weight = max(self.weights.items(), key=lambda one: one[1])
        slow, (queries, seconds) = max(
            ((path, cost) for path, cost in served.costs.items() if path in paths), key=lambda one: one[1][1]
        )
        most, (count, _) = max(
            ((path, cost) for path, cost in served.costs.items() if path in paths), key=lambda one: one[1][0]
        )
        return (
            f"\n{self.visited} pages looked at, {self.fetched} more fetched; axe on {len(self.axe)} kinds of page: "
            f"{sum(self.axe.values())} findings of any impact"
            f"\nheaviest: {address}, {weight / 1000:.0f} KB compressed"
            f"\nslowest: {slow}, {seconds * 1000:.0f} ms with {queries} queries; most queries: {most}, {count}"
        )


def test_every_page_that_a_role_is_led_to_is_sound(
    visit, settings, served, operator, trader, authority, request, capsys
):
    settings.HUB_STYLEGUIDE = True
    everything.happened(operator, trader, authority)
    crawl = Crawl()
    for of, role in (
        (None, "stranger"),
        (authority, "administrator"),
        (authority, "officer"),
        (authority, "auditor"),
        (trader, "publisher"),
        (operator, "administrator"),
    ):
        before = crawl.fetched + crawl.visited
        _Walk(_visitor(visit, of, role), crawl, of.organisation.kind if of else "", role).run()
        assert crawl.fetched + crawl.visited - before > 10, f"a {role} is led nowhere"
    costly = {path: count for path, (count, _) in served.costs.items() if count > _MOST_QUERIES}
    crawl.faults += [f"{path} takes {count} queries" for path, count in costly.items()]
    if request.config.get_verbosity() > 0:
        with capsys.disabled():
            sys.stdout.write(crawl.told(served))
    assert not crawl.faults, "\n".join(crawl.faults)


def _visitor(visit, of: Member | None, role: str) -> Visitor:
    """Somebody with this role, signed in without the page: that is another journey."""
    visitor = visit()
    if of is not None:
        visitor.bring(signed_in(of, role).client)
    return visitor


@dataclass
class _Walk:
    """One person follows every link. What another one has looked at is fetched alone."""

    visitor: Visitor
    crawl: Crawl
    member: str
    role: str
    fetched: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        waiting = deque(["/", "/organisations/"] if self.member else ["/", "/styleguide", "/accounts/login/"])
        known = set(waiting)
        while waiting:
            links = self._follow(waiting.popleft())
            waiting += [link for link in dict.fromkeys(links) if link not in known]
            known |= set(links)

    def _follow(self, address: str) -> list[str]:
        kind = _kind(address)
        whose = self.member if kind.startswith(_OF_MEMBERS) else ""
        if (whose, kind) not in self.crawl.looked and _is_page(address):
            self.crawl.looked.add((whose, kind))
            return self._look(address, kind)
        asked = _asked(address)
        self.fetched[asked] = self.fetched.get(asked, 0) + 1
        return self._fetch(address) if self.fetched[asked] <= _FETCHED_OF_ONE_KIND else []

    def _look(self, address: str, kind: str) -> list[str]:
        """What is wrong with a page is noted; where it leads is answered."""
        page, crawl = self.visitor.page, self.crawl
        try:
            answer = page.goto(address)
        except Error as fault:
            if "Download is starting" not in str(fault):
                raise
            return self._fetch(address)
        crawl.visited += 1
        where = f"{address} for a {self.role} of the {self.member}:"
        if answer is None or answer.status >= 400:
            crawl.faults.append(f"{where} answers {answer and answer.status}")
            return []
        seen = page.evaluate(_LOOK)
        if seen["headings"] != 1 or not seen["title"].strip() or not seen["language"]:
            crawl.faults.append(f"{where} has {seen['headings']} headings, {seen['title']!r} for its title")
        page.set_viewport_size({"width": _NARROW, "height": 740})
        if too_wide := overflow(page):
            crawl.faults.append(f"{where} is {too_wide} pixels too wide for {_NARROW}")
        page.set_viewport_size({"width": DESK, "height": 900})
        weight = len(brotli.compress(answer.body(), quality=5))
        crawl.weights[address] = weight + sum(_compressed(path) for path in set(seen["loaded"]))
        if crawl.weights[address] > _MOST_BYTES:
            crawl.faults.append(f"{where} weighs {crawl.weights[address]} bytes")
        if kind not in crawl.axe:
            _inspect(page, where, kind, crawl)
        crawl.faults += [f"{where} {complaint}" for complaint in self.visitor.complaints]
        self.visitor.complaints.clear()
        return [str(link) for link in seen["links"]]

    def _fetch(self, address: str) -> list[str]:
        answered = self.visitor.context.request.get(address)
        self.crawl.fetched += 1
        if not answered.ok:
            self.crawl.faults.append(f"{address} for a {self.role}: answers {answered.status}")
        # A list that is narrowed leads to what the whole list leads to, and narrows without end.
        if "?" in address or "text/html" not in answered.headers.get("content-type", ""):
            return []
        return [link.replace("&amp;", "&") for link in _LINK.findall(answered.text())]


def _inspect(page, where: str, kind: str, crawl: Crawl) -> None:
    """Axe takes longer than all the rest: once for a kind of page, its colours in the light and in the dark."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(COLOURS)
    page.emulate_media(color_scheme="light")
    crawl.axe[kind] = len(found)
    for one in found:
        if one["impact"] in GRAVE:
            crawl.faults.append(f"{where} {one['id']}: {[node['html'] for node in one['nodes']]}")


def _is_page(address: str) -> bool:
    """Files to download must answer, too, but are nothing to look at."""
    path = urlsplit(address).path
    return path == "/accounts/login/" or not (
        address.startswith(_NOT_OURS) or "." in path or path.endswith("/odrl/")
    )


def _kind(address: str) -> str:
    """Pages of one kind have the same address but for the things that they are about."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return parts.path
    if match.view_name == "problem":
        return match.view_name
    few = [value for value in match.kwargs.values() if isinstance(value, str) and value.isalpha()]
    return f"{match.view_name} {few}"


def _asked(address: str) -> str:
    names = ",".join(sorted(name for name, _ in parse_qsl(urlsplit(address).query)))
    return f"{_kind(address)} {names}"


@functools.cache
def _compressed(path: str) -> int:
    """What a file weighs on its way: as a deployment serves it, compressed beforehand."""
    found = finders.find(path.removeprefix("/static/"))
    if found is None:
        return 0
    content = Path(found).read_bytes()
    return len(content) if path.endswith(".woff2") else len(brotli.compress(content))
