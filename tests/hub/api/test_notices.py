"""Publishing over the API: single, in bulk, amended, cancelled; every fault with its place; nothing half saved."""

import json
from typing import Any

import pytest
from django.test import Client

from exchange import pipeline
from tests.conftest import sample
from tests.factories import accounts
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
LINES = "application/x-ndjson"
JSON = "application/json"


class Api:
    """The API as one API client of a member's sees it."""

    def __init__(self, of: Member, *scopes: str) -> None:
        self._token = accounts.token(of, *scopes)

    def post(self, path: str, body: Any, kind: str = JSON) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = Client().post(
            f"/api/v1/{path}", raw, content_type=kind, headers=self._headers(), secure=True
        )
        return answer.status_code, answer.json()

    def get(self, path: str) -> Any:
        answer = Client().get(f"/api/v1/{path}", headers=self._headers(), secure=True)
        return answer.status_code, answer.json()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


@pytest.fixture
def company(trader: Member) -> Api:
    return Api(trader, "notices:publish", "notices:read", "inbox:read")


@pytest.fixture
def customs(authority: Member) -> Api:
    return Api(authority, "inbox:read", "inbox:acknowledge", "replies:send")


def draft(reference: str, **content: Any) -> dict[str, Any]:
    return {
        "type": "advance_cargo",
        "reference": reference,
        "content": {**sample("advance_cargo"), **content},
    }


def test_publish_route_open_acknowledge_and_receipt(company, customs, agreement):
    status, receipt = company.post("notices", draft("LRN1"))
    assert (status, receipt["verdict"], receipt["version"]) == (201, "accepted", 1)
    pipeline.route()
    _, listed = customs.get("inbox")
    (envelope,) = listed["items"]
    assert (envelope["notice"], envelope["state"]) == (receipt["notice"], "available")
    status, opened = customs.get(f"inbox/{envelope['delivery']}")
    assert status == 200
    assert {one["form"] for one in opened["elements"]} == {"plain", "hashed"}
    assert all(one["grounds"] for one in opened["elements"])
    status, acknowledged = customs.post(f"inbox/{envelope['delivery']}/acknowledgement", {})
    assert status == 200
    assert customs.post(f"inbox/{envelope['delivery']}/acknowledgement", {}) == (200, acknowledged)
    _, receipts = company.get(f"notices/{receipt['notice']}/receipts")
    (one,) = receipts["recipients"]
    assert one["opened"] is None, "whether an authority opened it is not the publisher's to know"
    assert one["acknowledged_at"] == acknowledged["acknowledged_at"]
    assert {element["form"] for element in one["elements"]} == {"plain", "hashed"}


def test_bulk_judges_each_line_by_itself(company):
    lines = [json.dumps(draft("A")), "{not json", json.dumps(draft("B", ucr=5)), json.dumps(draft("A"))]
    status, answer = company.post("notices/bulk", "\n".join(lines).encode(), LINES)
    assert status == 200
    assert [line["verdict"] for line in answer["lines"]] == ["accepted", "refused", "refused", "repeated"]
    assert answer["lines"][2]["problem"]["errors"][0]["pointer"] == "/content/ucr"
    assert answer["accepted"] == 2


def test_a_json_array_is_a_bulk_too_and_more_than_500_lines_are_refused_whole(company):
    status, answer = company.post("notices/bulk", [draft("A"), draft("B")])
    assert (status, answer["accepted"]) == (200, 2)
    status, problem = company.post("notices/bulk", b"\n".join([b"{}"] * 501), LINES)
    assert (status, problem["code"]) == (413, "too-many-lines")


def test_every_fault_is_told_at_once_with_its_pointer(company):
    faulty = draft("LRN1", dispatch_country="QQ", transport={"mode": "1", "imo": "1234568"})
    status, problem = company.post("notices", faulty)
    assert status == 422
    places = {error["pointer"] for error in problem["errors"]}
    assert {"/content/dispatch_country", "/content/transport/imo"} <= places
    assert company.get("notices")[1]["items"] == []


def test_a_conflict_says_what_to_do(company):
    _, receipt = company.post("notices", draft("LRN1"))
    status, problem = company.post("notices", draft("LRN1", ucr="ANOTHER"))
    assert (status, problem["code"], problem["notice"]) == (409, "reference-in-use", receipt["notice"])
    assert "amendments" in problem["detail"]


def test_amend_read_and_cancel_ones_own_notice(company):
    _, receipt = company.post("notices", draft("LRN1"))
    path = f"notices/{receipt['notice']}"
    content = {**sample("advance_cargo"), "ucr": "5DE111222333TWO"}
    status, second = company.post(f"{path}/amendments", {"replaces": 1, "content": content})
    assert (status, second["version"]) == (201, 2)
    status, problem = company.post(
        f"{path}/amendments", {"replaces": 1, "content": {**content, "ucr": "THREE"}}
    )
    assert (status, problem["code"], problem["current"]) == (409, "stale-version", 2)
    status, third = company.post(f"{path}/cancellation", {"replaces": 2})
    assert (status, third["version"]) == (201, 3)
    status, whole = company.get(path)
    assert [version["kind"] for version in whole["versions"]] == ["original", "amendment", "cancellation"]
    assert whole["versions"][1]["content"]["ucr"] == "5DE111222333TWO"


def test_foreign_and_absent_notices_look_the_same(company, customs, operator, authority):
    _, receipt = company.post("notices", draft("LRN1"))
    other = accounts.member(operator, "trader", country="NL")
    accounts.standing(other, by=authority)
    stranger = Api(other, "notices:publish", "notices:read")
    foreign, absent = (
        stranger.get(f"notices/{receipt['notice']}"),
        stranger.get("notices/261125-0000-0000-0000"),
    )
    assert foreign[0] == absent[0] == 404
    unlike = {"instance", "request_id"}
    assert [{k: v for k, v in body.items() if k not in unlike} for _, body in (foreign, absent)] == [
        {k: v for k, v in absent[1].items() if k not in unlike}
    ] * 2


def test_the_feed_gives_each_delivery_once_in_order_and_its_cursor_goes_on(company, customs, agreement):
    for number in range(5):
        company.post("notices", draft(f"LRN{number}"))
    pipeline.route()
    _, first = customs.get("feed?limit=3")
    assert [item["position"] for item in first["items"]] == [1, 2, 3]
    assert first["more"] is True
    _, rest = customs.get(f"feed?cursor={first['cursor']}&limit=3")
    assert [item["position"] for item in rest["items"]] == [4, 5]
    assert customs.get(f"feed?cursor={rest['cursor']}")[1]["items"] == []
    status, ahead = customs.get(f"feed?cursor={rest['cursor'] + 1}")
    assert (status, ahead["code"]) == (400, "cursor-ahead")
    assert all(item["elements"] for item in first["items"] + rest["items"])
