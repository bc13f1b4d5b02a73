"""Drafts and consignments over the API, as the portal has them."""

import json

import pytest
from django.test import Client

from accounts.clock import uuid7
from exchange import pipeline
from tests.conftest import sample
from tests.exchange.test_pipeline import publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts, notices

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def call(trader):
    return _calling(trader)


def _calling(member):
    token = accounts.token(member, "notices:publish", "notices:read")
    headers = {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, body=None):
        answer = getattr(Client(), method)(
            f"/api/v1/{path}",
            *([] if body is None else [json.dumps(body)]),
            **({} if body is None else {"content_type": "application/json"}),
            headers=headers,
            secure=True,
        )
        return answer.status_code, answer.json() if answer.content else None

    return call


def test_a_draft_is_saved_resumed_listed_and_thrown_away(call, trader):
    address = f"drafts/{uuid7()}"
    written = {
        "type": "advance_cargo",
        "reference": "",
        "content": {"items": [{}], "transport": {"mode": "1"}},
    }
    status, saved = call("put", address, written)
    assert (status, saved["content"], saved["about"]) == (201, written["content"], "")
    status, again = call("put", address, {**written, "reference": "D-1"})
    assert (status, again["begun_at"]) == (200, saved["begun_at"])
    assert call("get", address)[1]["reference"] == "D-1"
    status, problem = call("put", address, {**written, "revision": saved["revision"]})
    assert (status, problem["code"]) == (409, "draft-changed")
    assert call("put", address, {**written, "revision": again["revision"]})[1]["revision"] == 3
    assert [one["id"] for one in call("get", "drafts")[1]["items"]] == [saved["id"]]
    assert call("delete", address) == (204, None)
    assert call("get", address)[0] == 404


def test_the_identifier_of_somebody_elses_draft_is_as_good_as_any_and_leads_nowhere_near_it(call, operator):
    address = f"drafts/{uuid7()}"
    written = {"type": "advance_cargo", "reference": "OURS", "content": {"items": [{}]}}
    assert call("put", address, written)[0] == 201
    other = _calling(accounts.member(operator, "trader", country="NL"))
    assert other("get", address)[0] == 404
    assert other("delete", address) == (204, None)
    status, theirs = other("put", address, {**written, "reference": "THEIRS"})
    assert (status, theirs["reference"]) == (201, "THEIRS")
    assert call("get", address)[1]["reference"] == "OURS"
    assert other("delete", address) == (204, None)
    assert call("get", address)[1]["reference"] == "OURS"


def test_a_draft_of_a_type_that_one_does_not_publish_is_refused(call):
    written = {"type": "risk_alert", "reference": "", "content": {}}
    status, problem = call("put", f"drafts/{uuid7()}", written)
    assert (status, problem["code"]) == (403, "not-your-type")


def test_consignments_tell_their_stage_and_what_is_open(call, trader, authority, agreement):
    receipt = publish(trader, "LRN-BUSY")
    pipeline.route()
    notices.opened(authority)
    assert call("get", "consignments")[1]["items"][0]["stage"] == "received"
    reply(authority, "do_not_load", "DNL-1", document("do_not_load", receipt))
    (found,) = call("get", "consignments?limit=5")[1]["items"]
    assert (found["stage"], found["notices"][0]["notice"]) == ("do_not_load", receipt.number)
    assert [one["reference"] for one in found["open"]] == ["DNL-1"]
    assert found["recipients"] == [
        {"organisation": str(authority.id), "delivered": True, "acknowledged": False}
    ]
    assert found["consignment_key"] == {"kind": "ucr", "value": sample("advance_cargo")["ucr"]}
