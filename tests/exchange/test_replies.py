"""An authority answers what it holds, the addressee hears it whatever agreements say, and cases open and close."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from accounts import acting
from accounts.clock import transaction_time
from accounts.errors import Conflict, Invalid, NotFound
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries.models import Delivery
from exchange.notices.submissions import Receipt
from exchange.review import selectors as review
from exchange.review.models import Case, SentReply
from tests.conftest import sample
from tests.exchange.test_pipeline import act, amend, changed, inbox, open_all, publish
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def reply(by: Member, type_id: str, reference: str, document: dict[str, Any]) -> Receipt:
    caller = accounts.caller(by, "officer", "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        return pipeline.reply(pipeline.Draft(type_id, reference, document), by=caller)


def document(type_id: str, cited: Receipt, **values: Any) -> dict[str, Any]:
    decided = {"release": "released_at", "assessment_complete": "completed_at"}.get(type_id)
    written = {
        **sample(type_id),
        **({decided: datetime.now(UTC).isoformat()} if decided else {}),
        "cites": {"notice": cited.number, "version": 1},
        "addressee": "publisher",
        **values,
    }
    written.pop("informed", None)
    return written


def answer(cited: Receipt, reference: str, **answers: str) -> dict[str, Any]:
    return {
        "cites": {"notice": cited.number, "version": 1},
        "answers": {"reference": reference, **answers},
        "outcome": "answered",
        "statements": [{"text": "They are sold empty."}],
    }


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
    reply(trader, "answer", "ACK-1", answer(held, "RFI-1") | {"outcome": "acknowledged"})
    with acting.as_organisation(authority.id):
        assert Case.objects.get().answered_at is None, "that it has arrived is no answer"
    assert cases(authority) == [("RFI-1", "")]
    said = answer(held, "RFI-1")
    reply(trader, "answer", "ANS-1", said)
    pipeline.route()
    assert [one.basis for one in inbox(authority)] == ["agreement", "addressee", "addressee"]
    assert cases(authority) == [("RFI-1", "answered")]
    with pytest.raises(Conflict):
        reply(trader, "answer", "ANS-2", said)


def test_an_answer_says_something_or_cites_what_its_sender_amended(trader, authority, held):
    reply(authority, "information_request", "RFI-1", document("information_request", held))
    reply(authority, "hold", "HOLD-1", document("hold", held))
    blank = answer(held, "RFI-1") | {"statements": [{"text": " "}]}
    amended = {**blank, "cites": {"notice": held.number, "version": 2}}
    for empty in (blank, amended):
        with pytest.raises(Invalid) as refused:
            reply(trader, "answer", "ANS-1", empty)
        assert [(one.place, one.code) for one in refused.value.faults] == [("/statements", "says-nothing")]
    reply(trader, "answer", "ANS-2", {**blank, "answers": {"reference": "HOLD-1"}})
    assert cases(authority) == [("RFI-1", ""), ("HOLD-1", "")]
    amend(trader, held, changed(ucr="5DE111222333TWO"))
    reply(trader, "answer", "ANS-1", amended)
    assert cases(authority) == [("RFI-1", "answered"), ("HOLD-1", "")]


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


@pytest.mark.parametrize(
    ("type_id", "ends", "decided"),
    [("release", "lifts", "released_at"), ("assessment_complete", "closes", "completed_at")],
)
def test_what_is_still_to_be_decided_ends_nothing(authority, held, type_id: str, ends: str, decided: str):
    opened = "hold" if type_id == "release" else "information_request"
    reply(authority, opened, "OPEN-1", document(opened, held))

    def ending(ahead: timedelta) -> dict[str, Any]:
        return document(type_id, held, **{ends: ["OPEN-1"], decided: (datetime.now(UTC) + ahead).isoformat()})

    with pytest.raises(Invalid) as refused:
        reply(authority, type_id, "END-1", ending(timedelta(minutes=20)))
    assert [(one.place, one.code) for one in refused.value.faults] == [(f"/{decided}", "still-to-come")]
    assert cases(authority) == [("OPEN-1", "")]
    # A clock that is a little ahead of the hub's refuses nothing.
    reply(authority, type_id, "END-1", ending(timedelta(minutes=2)))
    assert cases(authority)[0][1], "the case is closed"


def test_a_reply_under_a_used_reference_is_not_told_to_amend(authority, held):
    asked = document("information_request", held)
    reply(authority, "hold", "HOLD-1", document("hold", held))
    caller = accounts.caller(authority, "officer", "publisher")
    for send in (pipeline.preview_reply, pipeline.reply):
        with (
            pytest.raises(Conflict) as refused,
            acting.as_organisation(authority.id, person=caller.person),
        ):
            send(pipeline.Draft("information_request", "HOLD-1", asked), by=caller)
        assert refused.value.code == "reference-in-use"
        assert "reference of its own" in refused.value.detail
        assert "amend" not in refused.value.detail


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


@pytest.fixture
def second(trader, operator, agreement) -> Member:
    """One more authority, which sees of the trader's notices who the declarant is."""
    found = accounts.member(operator, "authority", country="BE")
    accounts.standing(trader, by=found)
    scope = (Clause("/items", Form.PLAIN), Clause("/declarant", Form.PLAIN))
    made.in_force(providers=[trader], recipients=[found], scope=scope)
    return found


def test_an_answer_under_a_reference_of_two_authorities_goes_to_the_one_that_it_names(
    trader, authority, second, held
):
    first = reply(authority, "information_request", "RFI-1", document("information_request", held))
    open_all(second)
    reply(second, "information_request", "RFI-1", document("information_request", held))
    with pytest.raises(Invalid) as refused:
        reply(trader, "answer", "ANS-1", answer(held, "RFI-1"))
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [
        ("/answers/notice", "ambiguous-reference")
    ]
    assert cases(authority) == cases(second) == [("RFI-1", "")]
    reply(trader, "answer", "ANS-1", answer(held, "RFI-1", notice=first.number))
    assert (cases(authority), cases(second)) == ([("RFI-1", "answered")], [("RFI-1", "")])
    reply(trader, "answer", "ANS-2", answer(held, "RFI-1"))
    assert cases(second) == [("RFI-1", "answered")], "only this one was open any more"
    with pytest.raises(Conflict, match="nothing is open"):
        reply(trader, "answer", "ANS-3", answer(held, "RFI-1"))


def replied(of: Member, about: Receipt) -> set[Any]:
    with acting.as_organisation(of.id):
        return set(review.first_replies(notice=about.notice_id))


def test_the_publisher_hears_that_an_authority_replied_though_no_case_tells_it(
    trader, authority, second, operator, held
):
    eori = sample("advance_cargo")["declarant"]["identifier"]
    declarant = accounts.member(operator, identifiers=[("eori", eori)], country="NL")
    open_all(second)
    assert replied(trader, held) == set()
    complete = document("assessment_complete", held)
    complete.pop("closes", None)
    reply(authority, "assessment_complete", "ASM-1", complete)
    assert replied(trader, held) == {authority.id}
    asked = document("information_request", held, addressee="declarant")
    reply(second, "information_request", "RFI-1", asked)
    assert (cases(trader), cases(declarant)) == ([], [("RFI-1", "")])
    assert replied(trader, held) == {authority.id, second.id}
    for other in (authority, declarant):
        assert replied(other, held) == set(), "who replied is the publisher's to know"


def test_a_reply_is_on_record_only_for_who_sent_it_and_holds_the_notice(trader, authority, operator, held):
    own = publish(trader, "LRN2")
    sent = reply(authority, "hold", "HOLD-1", document("hold", held))
    stranger = accounts.member(operator, "authority", country="NL")
    for forger, number in ((stranger, sent.number), (authority, own.number), (trader, own.number)):
        with pytest.raises(DatabaseError, match="row-level security"), acting.as_organisation(forger.id):
            SentReply.objects.create(
                reply_number=number,
                authority_id=forger.id,
                notice_id=held.notice_id,
                kind="release",
                sent_at=transaction_time(),
            )
