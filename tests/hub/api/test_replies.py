"""What an officer does on pages, over the API: whom a reply reaches, templates, timelines, threads, two officers."""

from uuid import uuid4

import pytest

from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.exchange.test_pipeline import open_all, publish
from tests.exchange.test_replies import answer, document
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import PASSWORD
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def held(trader, authority):
    """A notice that the authority holds, under an agreement that asks two officers for holds."""
    made.in_force(
        providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN),), second_person=("hold",)
    )
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    return receipt


@pytest.fixture
def machine(authority) -> Api:
    return Api(accounts.token(authority, "inbox:read", "replies:send"))


def draft(type_id, reference, held, **values):
    return {"type": type_id, "reference": reference, "content": document(type_id, held, **values)}


def test_reach_and_preview_say_what_sending_does(machine, trader, held):
    (delivery,) = machine.get("inbox")[1]["items"]
    _, reach = machine.get(f"inbox/{delivery['delivery']}/reach")
    told = {one["role"]: (one["organisation"], one["reason"]) for one in reach["roles"]}
    assert told["publisher"] == (str(trader.id), "")
    assert told["carrier"] == (None, "no-member")
    request = draft("information_request", "RFI-1", held)
    status, preview = machine.post("replies/preview", request)
    assert (status, preview["addressee"], preview["opens"]) == (200, str(trader.id), "information_request")
    assert machine.get("cases")[1]["items"] == []
    assert machine.post("replies", request)[0] == 201
    refused, problem = machine.post("replies/preview", draft("hold", "H", held, addressee="carrier"))
    assert (refused, problem["code"]) == (422, "reply-cannot-be-sent")


def test_a_case_has_its_thread_and_a_consignment_its_timeline(machine, trader, held):
    machine.post("replies", draft("information_request", "RFI-1", held))
    company = Api(accounts.token(trader, "notices:publish", "notices:read", "inbox:read"))
    said = {"type": "answer", "reference": "ANS-1", "content": answer(held, "RFI-1")}
    assert company.post("answers", said)[0] == 201
    (case,) = machine.get("cases")[1]["items"]
    for side in (machine, company):
        steps = side.get(f"cases/{case['case']}")[1]["steps"]
        assert [(one["type"], one["reference"], one["outcome"]) for one in steps] == [
            ("information_request", "RFI-1", ""),
            ("answer", "ANS-1", "answered"),
        ]
    (delivery,) = [one for one in machine.get("inbox")[1]["items"] if one["type"] == "advance_cargo"]
    _, seen = machine.get(f"inbox/{delivery['delivery']}/timeline")
    assert [one["type"] for one in seen["entries"]] == ["answer", "information_request", "advance_cargo"]
    _, own = company.get(f"notices/{held.number}/timeline")
    assert [one["reference"] for one in own["entries"]] == ["ANS-1", "RFI-1", "LRN1"]


def test_templates_are_kept_changed_and_dropped(machine, trader):
    content = {"kind": "clarification", "questions": [{"text": "What is it made of?"}]}
    wanted = {"type": "information_request", "name": "Vague", "content": content}
    status, kept = machine.post("reply-templates", wanted)
    assert status == 201
    wrong = {**wanted, "content": {"cites": {"notice": "N", "version": 1}, "questions": []}}
    status, problem = machine.post("reply-templates", wrong)
    assert status == 422
    assert {one["pointer"] for one in problem["errors"]} == {"/content/cites", "/content/questions"}
    changed = machine.put(f"reply-templates/{kept['id']}", {"name": "Vaguer", "content": content})
    assert changed[1]["name"] == "Vaguer"
    assert [one["name"] for one in machine.get("reply-templates")[1]["items"]] == ["Vaguer"]
    stranger = Api(accounts.token(trader, "inbox:read"))
    assert stranger.get("reply-templates")[1]["items"] == []
    assert machine.delete(f"reply-templates/{kept['id']}")[0] == 204
    assert machine.delete(f"reply-templates/{kept['id']}")[0] == 404


def test_a_draft_of_a_reply_that_was_changed_meanwhile_is_not_written_over(machine, held):
    here = f"reply-drafts/{uuid4()}"
    written = {"type": "hold", "reference": "", "content": {}, "about": held.number, "replaces": 1}
    assert machine.put(here, written | {"revision": 0})[0] == 201
    assert machine.put(here, written | {"revision": 1, "reference": "HOLD-1"})[0] == 200
    status, problem = machine.put(here, written | {"revision": 1})
    assert (status, problem["code"], problem["revision"]) == (409, "draft-changed", 2)
    assert machine.get(here)[1]["reference"] == "HOLD-1"


def test_what_takes_two_is_prepared_by_a_machine_and_released_by_a_person(machine, authority, held):
    hold = draft("hold", "HOLD-1", held)
    status, problem = machine.post("replies", hold)
    assert (status, problem["code"]) == (409, "second-person-needed")
    status, prepared = machine.post("prepared-replies", hold)
    assert (status, prepared["state"]) == (201, "waiting")
    status, problem = machine.post(f"prepared-replies/{prepared['id']}/release")
    assert (status, problem["code"]) == (403, "needs-person")
    person = accounts.person(authority, "officer", password=PASSWORD)
    officer = Api()
    officer.sign_in(person.email, PASSWORD)
    status, receipt = officer.post(f"prepared-replies/{prepared['id']}/release")
    assert (status, receipt["reference"]) == (201, "HOLD-1")
    assert machine.get(f"prepared-replies/{prepared['id']}")[1]["state"] == "sent"
    assert machine.post(f"prepared-replies/{prepared['id']}/withdrawal")[0] == 409
