"""Every page as everybody: each link leads somewhere, no page complains, none is too heavy, wide or hard to use."""

import gzip
from collections import deque
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

from exchange import pipeline
from tests.exchange.test_pipeline import publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import Member
from tests.hub.portal.browsing import signed_in
from tests.journeys.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]

_LINKS = """() => [...document.querySelectorAll("a[href], link[rel=next], link[rel=prev]")]
  .filter((link) => link.origin === location.origin && !link.hasAttribute("download"))
  .map((link) => link.pathname + link.search)"""
_LOADED = """() => performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname)"""
_OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
# Pages that are not ours to mend: they must answer, no more.
_NOT_OURS = ("/api/", "/health")
_OF_ONE_KIND = 2
_MOST_PAGES = 60
_MOST_BYTES = 150_000

ROLES = ("stranger", "publisher", "officer", "administrator", "auditor", "operator")
# What axe has looked at already, for whoever it was: it takes longer than all the rest.
_inspected: set[str] = set()


@pytest.fixture
def busy(operator, trader, authority, agreement) -> dict[str, tuple[Member, tuple[str, ...]]]:
    """Something of everything, and who looks at it: the member and the roles there."""
    receipt = publish(trader)
    notices.published(trader, "LRN-2")
    pipeline.route()
    notices.opened(authority)
    reply(authority, "information_request", "RFI-7", document("information_request", receipt))
    terms = agreements.terms(providers=[trader], recipients=[authority], title="Parcels before arrival")
    agreements.signed(agreements.proposed(trader, terms), trader)
    accounts.client(trader, "notices:publish", "notices:read")
    pipeline.route()
    notices.published(trader, "LRN-3")
    pipeline.route()
    return {
        "publisher": (trader, ("publisher",)),
        "officer": (authority, ("officer",)),
        "administrator": (authority, ("administrator",)),
        "auditor": (authority, ("auditor",)),
        "operator": (operator, ("administrator",)),
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_is_led_to_is_sound(visit, settings, busy, role):
    settings.HUB_STYLEGUIDE = True
    visitor = _visitor(visit, busy, role)
    seen: dict[str, int] = {}
    faults: list[str] = []
    begin = ("/", "/styleguide") if role == "stranger" else ("/",)
    waiting, known, visited = deque(begin), set(begin), 0
    while waiting and visited < _MOST_PAGES:
        address = waiting.popleft()
        kind = _kind(address)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] > _OF_ONE_KIND:
            continue
        if seen[kind] > 1 or not _is_page(address):
            answered = visitor.context.request.get(address)
            if not answered.ok:
                faults.append(f"{address} answers {answered.status}")
            continue
        visited += 1
        found, links = _look(visitor, address, kind)
        faults += found
        waiting += [link for link in dict.fromkeys(links) if link not in known]
        known |= set(links)
    assert not faults, "\n".join(faults)
    assert visited > 5


def test_no_page_is_heavier_than_a_slow_line_carries(visit, busy):
    for role, addresses in (
        ("stranger", ("/", "/accounts/login/")),
        ("officer", ("/", "/inbox/", "/cases/")),
        ("publisher", ("/", "/notices/")),
    ):
        visitor = _visitor(visit, busy, role)
        for address in addresses:
            page = visitor.go(address)
            weight = len(gzip.compress(page.content().encode()))
            weight += sum(_compressed(path) for path in set(page.evaluate(_LOADED)))
            assert weight <= _MOST_BYTES, f"{address} weighs {weight} bytes"


def _visitor(visit, busy, role: str) -> Visitor:
    """Somebody with this role, signed in without the page: that is another journey."""
    visitor = visit()
    if role != "stranger":
        of, roles = busy[role]
        cookies = signed_in(of, *roles).client.cookies
        visitor.context.add_cookies(
            [
                {"name": name, "value": one.value, "domain": "localhost", "path": "/"}
                for name, one in cookies.items()
            ]
        )
    return visitor


def _look(visitor: Visitor, address: str, kind: str) -> tuple[list[str], list[str]]:
    """What is wrong with a page, and where it leads."""
    page, faults = visitor.page, []
    answer = page.goto(address)
    if answer is None or answer.status >= 400:
        return [f"{address} answers {answer and answer.status}"], []
    page.set_viewport_size({"width": PHONE, "height": 740})
    if (overflow := page.evaluate(_OVERFLOW)) > 0:
        faults.append(f"{address} is {overflow} pixels too wide for a phone")
    page.set_viewport_size({"width": DESK, "height": 900})
    if kind not in _inspected:
        _inspected.add(kind)
        try:
            visitor.look()
        except AssertionError as fault:
            faults.append(str(fault))
    return faults, page.evaluate(_LINKS)


def _is_page(address: str) -> bool:
    """Files to download must answer, too, but are nothing to look at."""
    return not address.startswith(_NOT_OURS) and "." not in urlsplit(address).path


def _kind(address: str) -> str:
    """Pages of one kind have the same address but for the things that they are about."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return parts.path
    asked = ",".join(sorted(name for name, _ in parse_qsl(parts.query)))
    few = [value for value in match.kwargs.values() if isinstance(value, str) and value.isalpha()]
    return f"{match.view_name} {few} {asked}"


def _compressed(path: str) -> int:
    """What a file weighs on its way: as a deployment serves it, compressed beforehand."""
    found = finders.find(path.removeprefix("/static/"))
    if found is None:
        return 0
    content = Path(found).read_bytes()
    return len(content) if path.endswith(".woff2") else len(brotli.compress(content))
