"""An authority answers what it holds, the addressee hears it whatever agreements say, and cases open and close."""

from typing import Any

import pytest

from accounts import acting
from accounts.errors import Conflict, Invalid, NotFound
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.deliveries.models import Delivery
from exchange.notices.submissions import Receipt
from exchange.review.models import Case
from tests.conftest import sample
from tests.exchange.test_pipeline import act, amend, changed, inbox, open_all, publish
from tests.factories import accounts
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def reply(by: Member, type_id: str, reference: str, document: dict[str, Any]) -> Receipt:
    caller = accounts.caller(by, "officer", "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        return pipeline.reply(pipeline.Draft(type_id, reference, document), by=caller)


def document(type_id: str, cited: Receipt, **values: Any) -> dict[str, Any]:
    written = {
        **sample(type_id),
        "cites": {"notice": cited.number, "version": 1},
        "addressee": "publisher",
        **values,
    }
    written.pop("informed", None)
    return written


def cases(of: Member) -> list[tuple[str, str]]:
    with acting.as_organisation(of.id):
        return list(Case.objects.order_by("opened_at").values_list("reference", "outcome"))


@pytest.fixture
def held(trader, authority, agreement) -> Receipt:
    """A notice of the trader's that the authority holds."""
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    return receipt


def test_a_request_reaches_its_addressee_and_the_answer_closes_its_case(trader, authority, held):
    reply(authority, "information_request", "RFI-1", document("information_request", held))
    pipeline.route()
    (asked,) = open_all(trader)
    assert (asked.delivery.basis, asked.delivery.reference) == (Delivery.Basis.ADDRESSEE, "RFI-1")
    assert {one.form for one in asked.elements} == {"plain"}
    assert cases(trader) == cases(authority) == [("RFI-1", "")]
    answer = {
        "cites": {"notice": held.number, "version": 1},
        "answers": {"reference": "RFI-1"},
        "outcome": "answered",
    }
    answer = {**sample("answer"), **answer}
    answer["answers"] = {"reference": "RFI-1"}
    answer.pop("ask", None)
    reply(trader, "answer", "ANS-1", answer)
    pipeline.route()
    assert [one.basis for one in inbox(authority)] == ["agreement", "addressee"]
    assert cases(authority) == [("RFI-1", "answered")]
    with pytest.raises(Conflict):
        reply(trader, "answer", "ANS-2", answer)


def test_a_hold_passes_during_suspension_makes_amendments_late_and_takes_a_release(
    trader, authority, agreement, held
):
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    reply(authority, "hold", "HOLD-1", document("hold", held))
    assert amend(trader, held, changed(ucr="5DE111222333TWO")).late
    pipeline.route()
    assert [one.type for one in inbox(trader)] == ["hold"]
    assert open_all(authority)[0].elements, "an authority with an open case of its own reads on"
    release = document("release", held, lifts=["HOLD-1"])
    reply(authority, "release", "REL-1", release)
    assert cases(authority) == [("HOLD-1", "lifted")]


def test_assessment_complete_is_not_release(authority, held):
    reply(authority, "hold", "HOLD-1", document("hold", held))
    with pytest.raises(Invalid) as refused:
        reply(
            authority,
            "assessment_complete",
            "ASM-1",
            document("assessment_complete", held, closes=["HOLD-1"]),
        )
    assert [fault.code for fault in refused.value.faults] == ["takes-a-release"]
    assert cases(authority) == [("HOLD-1", "")]


def test_only_who_holds_a_version_can_answer_it(operator, authority, held):
    other = accounts.member(operator, "authority", country="NL")
    with pytest.raises(NotFound):
        reply(other, "hold", "HOLD-1", document("hold", held))


def test_who_cannot_be_reached_is_said_before_anything_is_sent(authority, held):
    with pytest.raises(Invalid) as refused:
        reply(authority, "hold", "HOLD-1", document("hold", held, addressee="carrier"))
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [
        ("/addressee", "cannot-be-reached")
    ]
    assert cases(authority) == []


def test_a_reply_sent_twice_is_one_reply(trader, authority, held):
    first = reply(authority, "hold", "HOLD-1", document("hold", held))
    again = reply(authority, "hold", "HOLD-1", document("hold", held))
    assert (again.number, again.repeated) == (first.number, True)
    pipeline.route()
    assert len(inbox(trader)) == len(cases(trader)) == 1
