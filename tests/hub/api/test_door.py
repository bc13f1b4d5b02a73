"""What every address of the API does before and after its handler: admission, limits, refusals."""

import gzip
import io
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Invalid, Malformed, TooLarge, Unavailable
from hub import incoming
from hub.api.problems import LengthRequired, PreconditionFailed, PreconditionRequired, UnsupportedMediaType
from hub.api.v1 import etags, paging, parsing
from hub.api.v1.base import ANYONE, HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import (
    BOOLEAN,
    DAY,
    MOMENT,
    UUID_TEXT,
    Shape,
    array,
    integer,
    nullable,
    obj,
    one_of,
    text,
)


class Breaking(HubView):
    """Fails as it is told to."""

    permissions = {"GET": ANYONE}
    fault: Exception = RuntimeError("secret detail")

    @operation("tests.break", "Break", {200: None})
    def get(self, request: Request) -> Response:
        raise self.fault


class Echo(HubView):
    permissions = {"GET": ANYONE, "POST": ANYONE}

    @operation("tests.list", "List", {200: paging.page_schema(integer())}, query=paging.QUERY)
    def get(self, request: Request) -> Response:
        place = paging.position(self.query(), int)
        after = -1 if place.after is None else place.after[0]
        rows = range(after + 1, 10)[: place.limit + 1]
        return paging.page(request, list(rows), place, key=lambda n: [n], show=lambda n: n)

    @operation(
        "tests.echo", "Echo", {200: obj({"a": integer()})}, body=obj({"a": integer()}), example={"a": 1}
    )
    def post(self, request: Request) -> Response:
        return Response(self.form())


urlpatterns = [
    path("break", Breaking.as_view()),
    path("echo", Echo.as_view()),
    path("", include("hub.api.urls")),
]
pytestmark = pytest.mark.urls(__name__)
HTTP = Client(raise_request_exception=False)


def _get(address: str, **headers: str) -> HttpResponse:
    return HTTP.get(address, secure=True, headers=headers)


def _post(body: bytes, content_type: str = "application/json", **headers: str) -> HttpResponse:
    return HTTP.generic("POST", "/echo", body, content_type, secure=True, headers=headers)


# --- refusals ----------------------------------------------------------------------------------------


def test_a_failure_shows_a_request_id_and_nothing_else() -> None:
    answer = _get("/break", X_Request_ID="complaint-0001")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-Request-ID"] == answer.json()["request_id"] == "complaint-0001"
    assert b"secret detail" not in answer.content
    assert b"Traceback" not in answer.content


def test_a_forged_request_id_is_replaced() -> None:
    answer = _get("/break", X_Request_ID="x\tlevel=error")
    assert answer["X-Request-ID"] != "x\tlevel=error"


def test_a_database_that_is_away_is_a_503_with_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Breaking, "fault", OperationalError("connection to 10.0.0.1 refused"))
    answer = _get("/break")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"10.0.0.1" not in answer.content


def test_facts_of_a_refusal_are_members_of_the_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Breaking, "fault", Unavailable("busy", "Wait.", retry_after=9, queue=3, status=200))
    problem = _get("/break").json()
    assert (problem["code"], problem["type"], problem["queue"]) == ("busy", "/problems/busy", 3)
    # An extension never takes the place of one of RFC 9457's own members.
    assert problem["status"] == 503


@pytest.mark.parametrize(
    ("method", "address", "headers", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", {}, 404, "no-such-address"),
        ("GET", "/api/v1/", {}, 404, "no-such-address"),
        ("GET", "/api/v1/no%0Awhere", {}, 404, "no-such-address"),
        ("DELETE", "/echo", {}, 405, "method-not-allowed"),
        ("OPTIONS", "/echo", {}, 405, "method-not-allowed"),
        ("TRACE", "/echo", {}, 405, "method-not-allowed"),
        ("GET", "/echo", {"Accept": "text/html"}, 406, "not-acceptable"),
        ("GET", "/echo?x=1", {}, 422, "invalid-query"),
        ("GET", "/break?x=1", {}, 422, "invalid-query"),
        ("GET", "/echo?limit=1&limit=2", {}, 422, "invalid-query"),
        ("GET", "/echo?limit=0", {}, 422, "invalid-request"),
        ("GET", "/echo?limit=%00", {}, 422, "invalid-query"),
        ("GET", "/echo?cursor=made-up", {}, 400, "bad-cursor"),
        ("GET", "/api/v1/webhooks", {}, 401, "unauthenticated"),
        ("GET", "/api/v1/webhooks", {"Authorization": "Basic YTpi"}, 401, "invalid-token"),
    ],
)
@pytest.mark.django_db(databases="__all__")
def test_each_refusal_is_a_problem(method: str, address: str, headers: dict, status: int, code: str) -> None:
    answer = HTTP.generic(method, address, secure=True, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    if status == 405:
        assert answer["Allow"] == "GET, POST, HEAD"
    if status == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_head_answers_as_get_does_without_the_body() -> None:
    answer = HTTP.head("/echo", secure=True)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.django_db(databases="__all__")
def test_guessing_tokens_is_throttled() -> None:
    statuses = [_get("/api/v1/webhooks", Authorization=f"Bearer guess{n}").status_code for n in range(200)]
    assert statuses.count(401) <= 10
    assert set(statuses) == {401, 429}


def test_what_is_left_of_ones_share_is_told() -> None:
    with override_settings(HUB_RATE_LIMITS={"read": 2}):
        answers = [_get("/echo") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"read";q=2;w=60'
    assert answers[1]["RateLimit"].startswith('"read";r=0;t=')
    assert 0 < int(answers[2]["Retry-After"]) <= 61


def test_a_view_says_who_may_and_what_it_does_or_cannot_be_made() -> None:
    def handler(self: HubView, request: Request) -> Response:
        return Response()

    with pytest.raises(ImproperlyConfigured, match="permission"):
        type("Open", (HubView,), {"get": operation("x.y", "X", {200: None})(handler)})
    with pytest.raises(ImproperlyConfigured, match="operation"):
        type("Undescribed", (HubView,), {"permissions": {"GET": ANYONE}, "get": lambda self, request: None})


# --- bodies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"a": 1}', "application/json", 200),
        (b'{"a": 1}', "application/json; charset=UTF-8", 200),
        (b'{"a": 1}', "Application/JSON", 200),
        (b'{"a": 1}', "application/json; charset=latin-1", 415),
        (b'{"a": 1}', "application/json; profile=x; charset=latin-1", 415),
        (b'{"a": 1}', "text/plain", 415),
        (b'{"a": 1}', "", 415),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b" ", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b'{"a": 1, "a": 2}', "application/json", 400),
        (b'{"a": 1.5}', "application/json", 400),
        (b'{"a": "\\u0000"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a": 1e999}', "application/json", 400),
        (b'{"a": -1}', "application/json", 422),
        (b'{"a": true}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"a": 1, "is_staff": true}', "application/json", 422),
    ],
)
def test_bodies(body: bytes, content_type: str, status: int) -> None:
    answer = _post(body, content_type)
    assert answer.status_code == status, answer.content
    if status == 422:
        assert answer.json()["errors"]


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset*=none''x", "text/plain; charset=zip", "a/b; boundary*=none''x"],
)
def test_no_content_type_breaks_a_request(content_type: str) -> None:
    environ = RequestFactory()._base_environ(
        PATH_INFO="/livez", QUERY_STRING="name=%C3%A9", CONTENT_TYPE=content_type
    )
    request = incoming.Application.request_class(environ)
    assert request.GET["name"] == "\N{LATIN SMALL LETTER E WITH ACUTE}"


def test_a_packed_body_is_told_from_one_that_is_no_json() -> None:
    packed = RequestFactory().generic(
        "POST", "/", gzip.compress(b"{}"), "application/json", HTTP_CONTENT_ENCODING="gzip"
    )
    with pytest.raises(UnsupportedMediaType) as refused:
        parsing.read_json_body(Request(packed))
    assert refused.value.code == "unsupported-content-encoding"


def test_a_body_that_says_it_is_too_long_is_not_read() -> None:
    request = RequestFactory().generic("POST", "/", b"x", "application/json", CONTENT_LENGTH=str(10**12))
    request._read_started = False
    with pytest.raises(TooLarge):
        parsing.read_json_body(Request(request))
    assert request.read(1) == b"x"


def _chunked(body: bytes, content_type: str = parsing.LINES, **meta: Any) -> Request:
    request = RequestFactory().generic("POST", "/", b"", content_type)
    request.META.pop("CONTENT_LENGTH", None)
    request.META |= {
        "CONTENT_TYPE": content_type,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": io.BytesIO(body),
    } | meta
    return Request(request)


def test_a_body_in_chunks_is_read_to_its_end_or_to_the_limit() -> None:
    chunked = {"wsgi.input_terminated": True}
    assert parsing.read_body(_chunked(b"abc", **chunked), limit=3) == b"abc"
    with pytest.raises(TooLarge):
        parsing.read_body(_chunked(b"abcd", **chunked), limit=3)
    with pytest.raises(LengthRequired):
        parsing.read_body(_chunked(b"abc"), limit=3)


def test_lines_are_numbered_as_they_stand() -> None:
    body = b'{"a":1}\r\n\n  \n{"a":2}\n{"a":3}'
    lines = list(parsing.read_lines(_chunked(body, **{"wsgi.input_terminated": True})))
    assert [(line.number, line.raw.strip()) for line in lines] == [
        (1, b'{"a":1}'),
        (4, b'{"a":2}'),
        (5, b'{"a":3}'),
    ]


@override_settings(HUB_BODY_BYTES=10, HUB_BULK_BYTES=200_000)
def test_no_line_and_no_whole_grows_beyond_its_limit() -> None:
    def read(body: bytes) -> list[parsing.Line]:
        return list(parsing.read_lines(_chunked(body, **{"wsgi.input_terminated": True})))

    assert len(read(b"0123456789\n" * 10)) == 10
    for body in (b"0123456789a\n", b"0123456789a", b"x" * 150_000, b"1\n" * 150_000):
        with pytest.raises(TooLarge):
            read(body)


@pytest.mark.parametrize("length", ["-1", "1e3", "\u0661", "abc"])
def test_a_length_is_a_number(length: str) -> None:
    request = RequestFactory().generic("POST", "/", b"x", "application/json", CONTENT_LENGTH=length)
    with pytest.raises(Malformed):
        parsing.read_body(Request(request), limit=10)


def test_a_wrong_type_is_refused_before_the_body_is_looked_at() -> None:
    with pytest.raises(UnsupportedMediaType):
        parsing.require_media_type(_chunked(b"", "text/csv"), parsing.JSON)


# --- shapes ------------------------------------------------------------------------------------------

SHAPE = Shape(
    obj(
        {"id": UUID_TEXT},
        at=MOMENT,
        day=DAY,
        name=text(most=3),
        kind=nullable(one_of("a", "b")),
        deep=array(obj({"at": MOMENT}), most=2),
        flag=BOOLEAN,
    )
)
ID = "0190c0de-0000-7000-8000-000000000000"


def test_every_fault_is_told_with_its_place() -> None:
    with pytest.raises(Invalid) as refused:
        SHAPE.read({"at": "2026-01-01", "name": "long", "kind": "c", "deep": [{}, {"at": 1}], "x/y": 1})
    faults = {(fault.place, fault.code) for fault in refused.value.faults}
    assert faults == {
        ("/id", "missing"),
        ("/at", "bad-format"),
        ("/name", "too-long"),
        ("/kind", "not-listed"),
        ("/deep/0/at", "missing"),
        ("/deep/1/at", "wrong-type"),
        ("/x~1y", "unknown-property"),
    }


@pytest.mark.parametrize(
    "moment",
    [
        "2016-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_times_that_cannot_be_kept_are_faults(moment: str) -> None:
    with pytest.raises(Invalid):
        SHAPE.read({"id": ID, "at": moment})


def test_times_are_read_as_utc_and_identifiers_as_such() -> None:
    read = SHAPE.read(
        {"id": ID, "at": "2026-05-01T02:00:00+02:00", "kind": None, "deep": [{"at": "2026-05-01T00:00:00Z"}]}
    )
    assert str(read["id"]) == ID
    assert read["at"].isoformat() == "2026-05-01T00:00:00+00:00" == read["deep"][0]["at"].isoformat()


# --- pages and tags ----------------------------------------------------------------------------------


def test_pages_follow_each_other_to_the_end() -> None:
    address: str | None = "/echo?limit=4"
    seen = []
    while address:
        answer = _get(address)
        body = answer.json()
        seen += body["items"]
        assert answer.headers.get("Link") == (f'<{body["next"]}>; rel="next"' if body["next"] else None)
        address = body["next"]
    assert seen == list(range(10))


@pytest.mark.parametrize(
    "cursor", ["WyJhIl0", "WzEsMl0", "e30", "bnVsbA", "WzFlOTk5XQ", "WyJcdTAwMDAiXQ", "A" * 599]
)
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    assert _get(f"/echo?cursor={cursor}").status_code == 400


def test_a_change_names_the_state_it_was_decided_on() -> None:
    def request(**headers: str) -> Request:
        return Request(RequestFactory().get("/", headers=headers))

    current = etags.tag("a", 1)
    etags.require_match(request(If_Match=f'"other", {current}'), current)
    etags.require_match(request(If_Match="*"), current)
    with pytest.raises(PreconditionRequired):
        etags.require_match(request(), current)
    with pytest.raises(PreconditionFailed):
        etags.require_match(request(If_Match=etags.tag("a", 2)), current)
