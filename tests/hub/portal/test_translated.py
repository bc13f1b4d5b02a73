"""No English is left on the French pages: each is compared with the same page in English, text by text."""

import html
import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import Resolver404, resolve
from lxml import etree
from lxml.html import fromstring

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.catalogue import codelists
from tests.exchange.test_pipeline import publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts, agreements, notices, uploads
from tests.hub.portal.browsing import Browser, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

_LINK = re.compile(r'href="(/[^"#]*)"')
# What a person reads beside the texts of elements.
_READ = ("title", "alt", "placeholder", "aria-label", "label")
# Programs read these, or they are not ours to translate, or they hold nothing but names.
_PASSED = ("/static/", "/api/", "/health", "/accounts/", "/preferences/")
_TITLE = "Parcels before arrival"
# Names that people gave, codes, addresses, references: they are the same in every language.
_NAMED = re.compile(r"(?:trader|authority|operator|association|Person|Administrator) \w+")
_GIVEN = re.compile(r"\S*[/@\d_]\S*|\b[A-Z]{2,}\w*\b|\b[a-z]+(?:[-.][a-z]+)+\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What both languages write alike.
_ALIKE = {"Contact · E-mail"}


@pytest.fixture
def people(operator, trader, authority) -> dict[str, Browser]:
    """Something of everything, and who looks at it."""
    agreements.in_force(
        providers=[trader],
        recipients=[authority],
        scope=(Clause("", Form.PLAIN), Clause("/consignor/name", Form.HASHED)),
    )
    receipt = publish(trader)
    notices.published(trader, "LRN-2")
    notices.opened(authority)
    reply(authority, "information_request", "RFI-7", document("information_request", receipt))
    terms = agreements.terms(providers=[trader], recipients=[authority], title=_TITLE)
    agreements.signed(agreements.proposed(trader, terms), trader)
    accounts.client(trader, "notices:publish", "notices:read")
    notices.published(trader, "LRN-3")
    uploads.left_open(trader)
    return {
        "stranger": Browser(),
        "officer": signed_in(authority, "officer"),
        "clerk": signed_in(trader, "publisher"),
        "administrator": signed_in(authority, "administrator"),
        "operator": signed_in(operator, "administrator"),
    }


def test_no_english_is_left_on_french_pages(people):
    known, seen = _known(), set[str]()
    left: dict[str, str] = {}
    for role, browser in people.items():
        for address, french in _pages(browser, role, seen):
            english = set(_texts(_fetched(browser, address, "en")))
            for text in _texts(french):
                if text in english and text not in _ALIKE and len(_WORD.findall(_own(text, known))) > 1:
                    left.setdefault(text, f"{role} {address}")
    assert len(seen) > 60
    assert not left


def _pages(browser: Browser, role: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """One page of each kind that links lead to, in French."""
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        kind = _kind(address, role)
        page = "" if kind in seen else _fetched(browser, address, "fr")
        seen.add(kind)
        if not page:
            continue
        yield address, page
        for link in map(html.unescape, _LINK.findall(page)):
            if link not in known and not link.startswith(_PASSED):
                known.add(link)
                waiting.append(link)


def _fetched(browser: Browser, address: str, language: str) -> str:
    answer = browser.client.get(address, secure=True, headers={"Accept-Language": language})
    is_page = not answer.streaming and "html" in answer.get("Content-Type", "")
    return answer.content.decode() if is_page and answer.status_code == 200 else ""


def _texts(page: str) -> Iterator[str]:
    for element in fromstring(page).iter(etree.Element):
        if element.tag not in ("script", "style"):
            parts = [element.text, *(one.tail for one in element), *(element.get(name) for name in _READ)]
            yield from (text for part in parts if part and (text := " ".join(part.split())))


def _known() -> list[str]:
    """What notices and lists say themselves, the longest first."""
    samples = (notices.sample(one) for one in ("advance_cargo", "information_request"))
    said = {text for one in samples for text in _values(one)}
    packaged = codelists.packaged()
    places = {label for name in ("unlocode", "countries") for label in packaged[name].labels.values()}
    return sorted({_TITLE, *said, *places}, key=len, reverse=True)


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _values(member)
    elif isinstance(value, str):
        yield value


def _own(text: str, known: list[str]) -> str:
    """What of a text is the page's own. Names go first: a place may begin as one of them does."""
    text = _NAMED.sub(" ", text)
    for one in known:
        if len(one) > 3 and one in text:
            text = text.replace(one, " ")
    return _GIVEN.sub(" ", text)


def _kind(address: str, role: str) -> str:
    """Pages of one kind have the same address but for the things that they are about."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return parts.path
    own = role if parts.path == "/" else ""
    asked = (
        ""
        if match.view_name.startswith("portal:inbox")
        else ",".join(sorted(name for name, _ in parse_qsl(parts.query)))
    )
    return f"{match.view_name} {asked} {own}"
