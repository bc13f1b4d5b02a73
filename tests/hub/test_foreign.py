"""What is another's looks like what is absent: every address that names a thing, asked by those without a part in it.

``foreign.txt`` says for each address and method what is answered to a stranger, to a company, to an authority and,
of reads, to the operator. A star marks an answer that differs from that about something absent: somebody must have
meant it. An address without a line fails: look at what it answers, and write the line that the failure prints.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver

from hub.api import openapi
from hub.api.v1.base import METHODS
from tests.factories import accounts, everything
from tests.hub.portal.browsing import Browser, Page, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

LINES = Path(__file__).parent / "foreign.txt"
_PART = re.compile(r"<(?:\w+:)?(\w+)>")
# Parts of addresses that name nothing of anybody's.
_NAMES = {
    "name": "countries",
    "type": "hold",
    "type_id": "hold",
    "form": "csv",
    "code": "not-found",
    "role": "officer",
}
_ABSENT = {"number": "261125-AAAA-BBBB-CCCC", "reply": "261125-AAAA-BBBB-CCCC"}
_NOBODY = "00000000-0000-7000-8000-000000000000"
_ANEW = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z?")
_DESCRIBED = openapi.document()["paths"]
# Of every answer anew, or of the address itself.
_CHANGING = ("request_id", "instance")


def test_every_address_answers_who_has_no_part_in_a_thing_as_if_it_were_absent(operator, trader, authority):
    world = everything.happened(operator, trader, authority)
    actors = _actors(operator)
    usual: set[tuple[int, str]] = set()
    found = {route: _line(route, world.one, actors, usual) for route in _routes()}
    known = dict(_known())
    wrong = [f"{route}  {line}" for route, line in found.items() if known.get(route) != line]
    assert not wrong, "review these lines of foreign.txt:\n" + "\n".join(wrong)
    assert not known.keys() - found.keys(), "addresses that are no more"


def _actors(operator) -> tuple[Browser, ...]:
    """A stranger, and people without a part in anything, each with every role there is."""
    roles = ("administrator", "officer", "publisher")
    trader = accounts.member(operator, "trader", country="PT")
    authority = accounts.member(operator, "authority", country="PT")
    return Browser(), *(signed_in(member, *roles) for member in (trader, authority, operator))


def _line(route: str, one: dict[str, str], actors: tuple[Browser, ...], usual: set[tuple[int, str]]) -> str:
    stranger, trader, authority, operator = actors
    absent = {name: _ABSENT.get(name, _NOBODY) for name in one}
    here, nowhere = _address(route, one), _address(route, absent)
    said = []
    for method, body in _methods(route):
        door = _answer(stranger, method, here, body).status_code
        if door == 405:
            continue
        cells = [str(door)]
        for actor in (trader, authority):
            about_it = _said(_answer(actor, method, here, body), one)
            # Most say what is usually said of what is absent: asked once, it need not be asked again.
            about_none = (
                about_it if about_it in usual else _said(_answer(actor, method, nowhere, body), absent)
            )
            if about_none[0] == 404:
                usual.add(about_none)
            cells.append(f"{about_it[0]}{'' if about_it == about_none else '*'}")
        if method == "get":
            cells.append(str(_answer(operator, method, here, body).status_code))
        said.append(f"{method} {' '.join(cells)}")
    return ", ".join(said)


def _methods(route: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What an address may be asked, with what is sent along: the document's examples, a reason on pages."""
    described = _DESCRIBED.get("/" + _PART.sub(r"{\1}", route))
    if described is None:
        yield from (("get", {}), ("post", {"reason": "Nobody asked me to."}))
        return
    for method in METHODS:
        if method in described:
            sent = described[method].get("requestBody", {"content": {"": {"example": {}}}})
            yield method, next(iter(sent["content"].values()))["example"]


def _address(route: str, things: dict[str, str]) -> str:
    return "/" + _PART.sub(lambda part: _NAMES.get(part[1]) or things[part[1]], route)


def _answer(actor: Browser, method: str, address: str, body: dict[str, Any]) -> HttpResponse:
    actor.client.cookies.pop("messages", None)
    sent: dict[str, Any] = {"data": body} if body else {}
    if address.startswith("/api/") and method != "get":
        sent = {"data": json.dumps(body), "content_type": "application/json"}
    answer: HttpResponse = getattr(actor.client, method)(address, secure=True, **sent)
    return answer


def _said(answer: HttpResponse, things: dict[str, str]) -> tuple[int, str]:
    """Status and words of an answer, whatever it is called that it is about."""
    kind = answer.headers.get("Content-Type", "")
    said: Any = answer.headers.get("Location", "")
    if "json" in kind:
        body = json.loads(answer.content)
        said = {name: value for name, value in body.items() if name not in _CHANGING}
    elif "html" in kind and answer.content:
        page = Page(answer)
        said = page.main() if "<main" in page.markup else page.text
    told = json.dumps(said)
    for thing in things.values():
        told = told.replace(thing, "_")
    # What is begun anew has a new name and time each time.
    return answer.status_code, _ANEW.sub("_", told)


def _routes() -> Iterator[str]:
    """Every address with a part that names a thing."""
    for route in _below(get_resolver(), ""):
        names = set(_PART.findall(route))
        if not route.startswith("accounts/") and "<int:" not in route and names - _NAMES.keys():
            yield route


def _below(resolver: URLResolver, beginning: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        here = beginning + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one, here)
        elif "^" not in here:
            yield here


def _known() -> Iterator[tuple[str, str]]:
    for line in LINES.read_text().splitlines():
        route, _, answers = line.partition("  ")
        yield route, answers.strip()
