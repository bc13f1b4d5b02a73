"""The token endpoint speaks RFC 6749, to good and bad clients alike."""

import base64
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import acting
from accounts.access.services import NewSecret
from tests.factories import accounts
from tests.factories.calling import FORM, Api, fetch_token

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
GRANT = "grant_type=client_credentials"


@pytest.fixture
def client(db: None) -> NewSecret:
    return accounts.client(accounts.member(accounts.operator()), "accounts:read", "inbox:read")


def _ask(body: bytes | str, *, content_type: str = FORM, **headers: str) -> HttpResponse:
    return Client().generic("POST", "/oauth/token", body, content_type, secure=True, headers=headers)


def _basic(user: object, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_a_token_is_got_by_form_or_basic_within_scopes(client: NewSecret) -> None:
    status, handed = fetch_token(client.client.pk, client.secret, scope="inbox:read")
    assert (status, handed["token_type"], handed["expires_in"]) == (200, "Bearer", 3600)
    assert handed["scope"] == "inbox:read"
    assert Api(handed["access_token"]).get("organisations")[1]["code"] == "permission-needed"
    answer = _ask(GRANT, **_basic(client.client.pk, client.secret))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert Api(answer.json()["access_token"]).get("organisations")[0] == 200


def _refusals(client: NewSecret) -> list[tuple[int, str, dict[str, Any]]]:
    good = _basic(client.client.pk, client.secret)
    form = f"{GRANT}&client_id={client.client.pk}&client_secret={client.secret}"
    return [
        (401, "invalid_client", {"body": GRANT}),
        (401, "invalid_client", {"body": form + "x"}),
        (401, "invalid_client", {"body": f"{GRANT}&client_id=%00&client_secret=%00"}),
        (401, "invalid_client", {"body": GRANT, "Authorization": "Basic !"}),
        (401, "invalid_client", {"body": GRANT, "Authorization": "Basic /w=="}),
        (400, "invalid_request", {"body": GRANT, "Authorization": "Bearer x"}),
        (400, "invalid_request", {"body": form, **good}),
        (400, "invalid_request", {"body": form + "&grant_type=password"}),
        (401, "invalid_client", {"body": b"\xff\xfe=\xff"}),
        (400, "invalid_request", {"body": "{}", "content_type": "application/json"}),
        (400, "invalid_request", {"body": "&".join("a=1" for _ in range(2000))}),
        (413, "invalid_request", {"body": "a" * 20_000}),
        (400, "unsupported_grant_type", {"body": "x=1", **good}),
        (400, "unsupported_grant_type", {"body": "grant_type=password", **good}),
        (400, "invalid_scope", {"body": f"{GRANT}&scope=notices:publish", **good}),
        (400, "invalid_scope", {"body": f"{GRANT}&scope=%20", **good}),
    ]


def test_every_refusal_is_the_one_of_the_rfc(client: NewSecret) -> None:
    for status, error, sent in _refusals(client):
        answer = _ask(sent.pop("body"), **sent)
        assert (answer.status_code, answer.json()["error"]) == (status, error), sent
        assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert Client().get("/oauth/token", secure=True).status_code == 405


def test_guessing_is_slowed_down(client: NewSecret) -> None:
    answers = [fetch_token(client.client.pk, "guess")[0] for _ in range(7)]
    assert answers == [401] * 5 + [429] * 2


def test_where_a_token_is_shown_no_session_counts_and_none_is_looked_up(db: None) -> None:
    member = accounts.member(accounts.operator())
    browser = Client()
    with acting.as_person(member.administrator.pk):
        browser.force_login(member.administrator)
    assert browser.get("/api/v1/notices", secure=True).status_code != 401

    answer = browser.get("/api/v1/notices", secure=True, headers={"Authorization": "Bearer made-up"})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid-token")
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer.headers.get("Vary", "")
