"""POST /api/v1/files: what the command does, over the API."""

from typing import Any

import pytest
from django.test import Client

from tests.exchange.intake.declarations import sample
from tests.factories import accounts
from tests.factories.accounts import Member
from tests.hub.files.conftest import authority, operator, trader  # noqa: F401 - the same small world

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def post(data: bytes, *, by: Member, query: str = "", scope: str = "notices:publish", **more: Any) -> Any:
    return Client().post(
        f"/api/v1/files{query}",
        secure=True,
        data=data,
        content_type=more.get("content_type", "application/xml"),
        headers={"Authorization": f"Bearer {accounts.token(by, scope)}"},
    )


def test_a_declaration_is_published(trader: Member) -> None:  # noqa: F811
    answer = post(sample("new_by_sea.xml"), by=trader, query="?name=new.xml")
    assert answer.status_code == 201
    (message,) = answer.json()["messages"]
    assert message["verdict"] == "accepted"
    assert (message["file"], message["index"], message["reference"]) == ("new.xml", 1, "HBR-2026-000871")
    assert post(sample("new_by_sea.xml"), by=trader).status_code == 200


def test_an_amendment_opens_a_notice_by_position_only(trader: Member) -> None:  # noqa: F811
    data = sample("amendment_by_air.xml")
    assert post(data, by=trader).status_code == 404
    answer = post(data, by=trader, query="?name=a.xml&reference=position")
    assert (answer.status_code, answer.json()["messages"][0]["reference"]) == (201, "a.xml#1")


def test_faults_come_as_a_problem_with_every_place(trader: Member) -> None:  # noqa: F811
    answer = post(sample("with_faults.xml"), by=trader)
    problem = answer.json()
    assert (answer.status_code, problem["code"], len(problem["errors"])) == (422, "message-has-faults", 16)
    assert problem["errors"][1]["place"] == "line 5, /ie:CC315A[1]/DatOfPreMES9[1]"
    assert problem["messages"][0]["verdict"] == "refused"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" ", "xml-ill-formed"),
        (b"<a>", "xml-ill-formed"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml-dtd"),
        (b"<a/>", "not-a-declaration"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(data: bytes, code: str, trader: Member) -> None:  # noqa: F811
    answer = post(data, by=trader)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"][0]["place"].startswith("line 1")


def test_other_bodies_and_callers_are_refused(trader: Member) -> None:  # noqa: F811
    assert post(b"{}", by=trader, content_type="application/json").status_code == 415
    assert post(sample("new_by_sea.xml"), by=trader, scope="notices:read").status_code == 403
    assert post(sample("new_by_sea.xml"), by=trader, query="?reference=other").status_code == 422
    assert (
        Client().post("/api/v1/files", b"<a/>", content_type="application/xml", secure=True).status_code
        == 401
    )
