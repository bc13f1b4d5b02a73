"""Every refusal is a 4xx problem with its faults and places; never a 500, never half saved."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.access import permissions
from exchange.notices.models import Notice
from hub.api import openapi
from hub.api.v1.base import METHODS
from hub.limits import WINDOWS
from tests.factories import accounts
from tests.factories.accounts import Member
from tests.hub.api.callers import Machine

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

HOSTILE = Path(__file__).parents[4] / "shared" / "data" / "hostile"
needs_corpora = pytest.mark.skipif(not HOSTILE.exists(), reason="the shared data is not there")
SCOPES = (
    "notices:publish", "notices:read", "inbox:read", "inbox:acknowledge", "inbox:assign", "replies:send",
    "agreements:read", "agreements:write", "subscriptions:write", "webhooks:write", "accounts:read", "accounts:write",
)  # fmt: skip

OPERATORS = ("operations:read", "operations:write")


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def trader(operator: Member, authority: Member) -> Member:
    trader = accounts.member(operator, "trader", country="DE")
    accounts.standing(trader, by=authority)
    return trader


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def machine(trader: Member) -> Machine:
    return Machine(trader, *SCOPES)


@pytest.fixture
def customs(authority: Member) -> Machine:
    """A machine for what is an authority's alone."""
    return Machine(authority, *SCOPES)


@pytest.fixture
def operators(operator: Member) -> Machine:
    """A machine for what is the operator's alone."""
    return Machine(operator, *OPERATORS)


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, address and declaration of every operation."""
    paths = openapi.document()["paths"]
    return [
        (method.upper(), path.removeprefix(openapi.BASE), operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def _bodies(operation: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    return content


def _is_file(operation: dict[str, Any]) -> bool:
    """Whether the body is a file, whose bytes are taken as they are."""
    return any("contentMediaType" in body["schema"] for body in _bodies(operation).values())


def _json_operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for method, path, operation in _operations():
        takes_json = "application/json" in _bodies(operation) and not _is_file(operation)
        if takes_json and not path.startswith("session"):
            yield method, _filled(path), operation


def _taking_json() -> list[tuple[str, str]]:
    return [(method, address) for method, address, _ in _json_operations()]


def _files() -> list[tuple[str, list[str]]]:
    """The address of every operation that takes a file, and the media types that it takes it as."""
    return [(path, list(_bodies(operation))) for _, path, operation in _operations() if _is_file(operation)]


def _makes_at_an_identifier(method: str, operation: dict[str, Any]) -> bool:
    """Whether the caller chooses the identifier of what is made: there, none is foreign, and none absent."""
    return method == "PUT" and "201" in operation["responses"]


def _filled(path: str, value: str = "0190c0de-0000-7000-8000-000000000000") -> str:
    parts = path.split("/")
    return "/".join(value if part.startswith("{") else part for part in parts)


def _check_refused(answer: Any, what: object) -> None:
    if answer.status_code == 200 and answer.json().keys() == {"accepted", "lines"}:
        # A bulk body is an array, of whatever: each line has a problem of its own.
        assert answer.json()["accepted"] == 0, what
        assert all(400 <= line["problem"]["status"] < 500 for line in answer.json()["lines"]), what
        return
    assert 400 <= answer.status_code < 500, (what, answer.status_code, answer.content[:300])
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json", what
    assert problem["status"] == answer.status_code, what
    assert problem["code"], what


@needs_corpora
def test_json_that_is_none_is_refused_everywhere(machine: Machine) -> None:
    """n_ must be refused, i_ may be; y_ is well-formed, but has no operation's shape."""
    files = sorted((HOSTILE / "json_parsing").iterdir()) + sorted((HOSTILE / "json_transform").iterdir())
    assert len(files) > 100
    addresses = _taking_json()
    for number, file in enumerate(files):
        body = file.read_bytes()
        # Every file at two addresses that save something, and at one more in turn.
        turn = addresses[number % len(addresses)]
        for method, address in (("POST", "notices"), ("POST", "webhooks"), turn):
            answer = machine.call(method, address, body)
            _check_refused(answer, (file.name, method, address))
            if file.name.startswith("n_") and address in ("notices", "webhooks"):
                assert answer.status_code == 400, file.name


@needs_corpora
def test_xml_is_no_json_and_hostile_xml_no_file(machine: Machine) -> None:
    for file in sorted((HOSTILE / "xml").iterdir()) + sorted((HOSTILE / "xml_broken_published").iterdir()):
        body = file.read_bytes()
        _check_refused(machine.post("notices", body), file.name)
        _check_refused(machine.post("notices", body, content_type="application/xml"), file.name)


@needs_corpora
def test_naughty_strings_in_queries_and_paths_break_nothing(machine: Machine) -> None:
    strings = json.loads((HOSTILE / "naughty_strings.json").read_text())
    reading = [(path, operation) for method, path, operation in _operations() if method == "GET"]
    for number, naughty in enumerate(strings):
        for path, operation in (reading[number % len(reading)], reading[(7 * number + 3) % len(reading)]):
            raw = naughty.encode("utf-8", "surrogatepass")
            quoted = "".join(f"%{byte:02X}" for byte in raw)
            address = _filled(path, quoted or "x")
            names = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
            query = "&".join(f"{name}={quoted}" for name in names)
            answer = machine.get(f"{address}?{query}")
            assert answer.status_code < 500, (naughty, path, answer.content[:300])


@needs_corpora
def test_naughty_strings_are_kept_as_they_are(machine: Machine) -> None:
    strings = json.loads((HOSTILE / "naughty_strings.json").read_text())
    made = machine.post("webhooks", {"url": "https://93.184.215.14/hub"}).json()
    for naughty in strings:
        answer = machine.call("PATCH", f"webhooks/{made['id']}", {"description": naughty})
        if len(naughty) <= 200 and "\x00" not in naughty:
            assert answer.status_code == 200, naughty
            assert answer.json()["description"] == naughty
            assert machine.get(f"webhooks/{made['id']}").json()["description"] == naughty
        else:
            _check_refused(answer, naughty)


BODIES = [
    b"", b"null", b"true", b'"text"', b"0", b"[]", b"{}", b"[[[[]]]]", b"NaN", b'{"a": Infinity}',
    b'{"a": 1e400}', b'{"a": 123456789012345678901234567890}', b'{"a": "\\ud800"}', b'{"a": "\\u0000"}',
    b'{"a": 1, "a": 1}', b"\xff\xfe\x00", b"\xef\xbb\xbf{}", b'{"a": ' * 40 + b"1" + b"}" * 40,
    b"[" * 100_000, b'{"' + b"k" * 100_000 + b'": 1}', b'{"__proto__": {}, "constructor": 1}',
]  # fmt: skip


def test_every_operation_refuses_every_body_that_is_not_its_own(machine: Machine) -> None:
    before = Notice.objects.count()
    for method, address in _taking_json():
        for body in BODIES:
            answer = machine.call(method, address, body)
            # Where every member is optional, {} is a body of its own.
            if body != b"{}" or answer.status_code >= 300:
                _check_refused(answer, (method, address, body[:40]))
    assert Notice.objects.count() == before


def test_a_file_of_whatever_bytes_breaks_nothing_and_publishes_nothing(machine: Machine) -> None:
    assert {address for address, _ in _files()} == {"files", "uploads"}
    for address, media_types in _files():
        for content_type in media_types:
            for body in BODIES:
                answer = machine.post(address, body, content_type=content_type)
                if address == "files" or answer.status_code not in (200, 201):
                    _check_refused(answer, (address, content_type, body[:40]))
    assert not Notice.objects.exists()


OTHER_KINDS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "")


def test_every_operation_refuses_other_kinds_of_bodies(
    machine: Machine, customs: Machine, operators: Machine
) -> None:
    """Each from a caller who may carry it out: the permission is asked first."""
    callers = {"trader": machine, "authority": customs, "operator": operators}
    every = (*SCOPES, *OPERATORS)
    for method, address, operation in _json_operations():
        needed = operation["x-permission"]
        may = (kind for kind in callers if needed in permissions.of_scopes(every, kind=kind))
        caller = callers[next(may, "trader")]
        for content_type in OTHER_KINDS:
            WINDOWS.clear()
            answer = caller.call(method, address, b'{"a": 1}', content_type=content_type)
            assert answer.status_code in (404, 415), (method, address, content_type, answer.content[:200])
    for address, _ in _files():
        for content_type in OTHER_KINDS:
            answer = machine.post(address, b"a,b", content_type=content_type)
            assert answer.status_code == 415, (address, content_type, answer.content[:200])


def test_nothing_unknown_is_taken_in(machine: Machine) -> None:
    """Mass assignment: a member that an operation does not declare is a fault of its own."""
    for method, path, operation in _operations():
        content = _bodies(operation).get("application/json")
        if content is None or path.startswith("session") or not isinstance(content.get("example"), dict):
            continue
        body = {**content["example"], "is_staff": True, "organisation_id": "x", "state": "x", "id": "x"}
        answer = machine.call(method, _filled(path), body)
        _check_refused(answer, (method, path))


def test_foreign_and_absent_identifiers_look_the_same(machine: Machine) -> None:
    own = {path for method, path, operation in _operations() if _makes_at_an_identifier(method, operation)}
    assert own == {"drafts/{draft}", "reply-drafts/{draft}"}
    for method, path, operation in _operations():
        if "{" not in path or path.startswith(("session", "catalogue")):
            continue
        if path in own and method != "GET":
            # Somebody else's identifier is as good as any there: tests/hub/api/test_drafts.py.
            continue
        example = _bodies(operation).get("application/json", {}).get("example")
        answer = machine.call(method, _filled(path), example)
        assert answer.status_code in (403, 404, 422), (method, path, answer.status_code, answer.content[:300])
        if answer.status_code == 404 and "{type}" in path:
            # The catalogue's names are everybody's: nothing of anybody's is told.
            assert answer.json()["code"] == "unknown-type", (method, path)
        elif answer.status_code == 404:
            assert answer.json()["code"] in ("not-found", "no-such-address"), (method, path)
