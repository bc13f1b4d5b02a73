"""A notice on its way: accepted, routed to whom an agreement entitles, opened by the recipient, answered."""

from datetime import timedelta

import pytest

from accounts import acting
from accounts.accreditation import selectors as accreditation
from accounts.accreditation import services as accreditation_services
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, NotFound
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries import operations, router
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Opened, Reader
from exchange.notices.models import RoutingWork
from exchange.notices.submissions import Receipt
from exchange.routing import engine
from tests.conftest import sample
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def publish(by: Member, reference: str = "LRN1", document: dict | None = None) -> Receipt:
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        draft = pipeline.Draft("advance_cargo", reference, document or sample("advance_cargo"))
        (answer,) = pipeline.publish([draft], by=caller)
    if isinstance(answer, Exception):
        raise answer
    return answer


def inbox(of: Member) -> list:
    with acting.as_organisation(of.id):
        return list(deliveries.inbox(recipient=of.id).order_by("position"))


def open_all(of: Member) -> list[Opened]:
    caller: Caller = accounts.caller(of, "officer")
    with acting.as_organisation(of.id, person=caller.person):
        rows = list(deliveries.inbox(recipient=of.id).order_by("position"))
        return pipeline.open_deliveries(rows, reader=Reader(of.id, caller.person, None, "inbox"))


def test_a_notice_reaches_whom_the_agreement_entitles_and_shows_only_its_elements(
    trader, authority, agreement
):
    publish(trader)
    assert pipeline.route() == 1
    (opened,) = open_all(authority)
    paths = {one.path: one.form for one in opened.elements}
    assert paths
    assert all(path.startswith("/items/") or path == "/consignor/name" for path in paths)
    assert paths["/consignor/name"] == "hashed"


def test_without_an_agreement_nobody_receives_anything(trader, authority):
    publish(trader)
    pipeline.route()
    assert inbox(authority) == []


def amend(by: Member, receipt: Receipt, document: dict, *, replaces: int = 1) -> Receipt:
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        draft = pipeline.Draft("advance_cargo", receipt.reference, document)
        return pipeline.amend(draft, replaces=replaces, by=caller, number=receipt.number)


def cancel(by: Member, receipt: Receipt, *, replaces: int = 1) -> Receipt:
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        return pipeline.cancel(number=receipt.number, replaces=replaces, by=caller)


def kinds(of: Member) -> list[tuple[int, str, str]]:
    return [(one.n, one.kind, one.state) for one in inbox(of)]


def changed(**values: object) -> dict:
    return {**sample("advance_cargo"), **values}


def act(member: Member, service, **values: object) -> object:
    with accounts.acting_for(member) as at:
        return service(by=member.caller, at=at, **values)


def test_the_same_publication_again_is_the_same_notice_and_other_content_is_a_conflict(trader):
    first = publish(trader)
    again = publish(trader)
    assert (again.number, again.repeated) == (first.number, True)
    with pytest.raises(Conflict) as refused:
        publish(trader, document=changed(ucr="OTHER"))
    assert refused.value.code == "reference-in-use"
    assert refused.value.facts["notice"] == first.number


def test_an_amendment_goes_to_who_may_receive_it_and_a_stale_one_is_refused(trader, authority, agreement):
    receipt = publish(trader)
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    assert kinds(authority) == [(1, "content", "available"), (2, "content", "available")]
    with pytest.raises(Conflict) as stale:
        amend(trader, receipt, changed(ucr="5DE111222333TRI"))
    assert (stale.value.code, stale.value.facts["current"]) == ("stale-version", 2)


def test_whoever_got_content_is_told_of_the_cancellation_and_nobody_else(trader, authority, agreement):
    opened, unopened = publish(trader, "LRN1"), publish(trader, "LRN2")
    pipeline.route()
    with acting.as_organisation(authority.id):
        row = deliveries.inbox(recipient=authority.id).get(number=opened.number)
        pipeline.open_deliveries([row], reader=Reader(authority.id, None, None, "inbox"))
    cancel(trader, opened)
    cancel(trader, unopened)
    pipeline.route()
    assert [(one.number, one.kind) for one in inbox(authority)][2:] == [(opened.number, "cancellation")]
    assert {one.number: one.state for one in inbox(authority)}[unopened.number] == "closed"
    reasons = {one.delivery.number: one.reason for one in open_all(authority) if one.delivery.n == 1}
    assert reasons[unopened.number] == "cancelled"


def test_what_is_cancelled_before_it_was_routed_takes_no_place_in_the_inbox(trader, authority, agreement):
    cancel(trader, publish(trader))
    pipeline.route()
    assert inbox(authority) == []


def test_a_holder_that_may_not_receive_the_next_version_is_told_that_it_is_withdrawn(
    trader, authority, agreement
):
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    act(
        trader, agreements.exclude, agreement=agreement.agreement_id, recipient=authority.id, reason="dispute"
    )
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    assert kinds(authority) == [(1, "content", "delivered"), (2, "withdrawal", "available")]
    readable, withdrawal = open_all(authority)
    assert readable.elements
    assert withdrawal.elements == []


def test_what_was_undelivered_when_its_recipient_was_excluded_is_withheld(trader, authority, agreement):
    publish(trader)
    pipeline.route()
    act(
        trader, agreements.exclude, agreement=agreement.agreement_id, recipient=authority.id, reason="dispute"
    )
    (opened,) = open_all(authority)
    assert (opened.elements, opened.reason) == ([], "decided-again")
    assert pipeline.reconsider() == 1
    (opened,) = open_all(authority)
    assert (opened.elements, opened.reason) == ([], "excluded")


def test_a_suspension_withholds_until_resumption_gives_a_new_position(trader, authority, agreement):
    first, _second = publish(trader, "LRN1"), publish(trader, "LRN2")
    pipeline.route()
    act(authority, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    publish(trader, "LRN3")
    pipeline.route()
    assert [one.reason for one in open_all(authority)] == ["decided-again"] * 2
    while pipeline.reconsider():
        pass
    assert [one.reason for one in open_all(authority)] == ["suspended"] * 2
    act(authority, agreements.resume, agreement=agreement.agreement_id, reason="done")
    assert pipeline.reconsider() == 2
    assert [one.position for one in inbox(authority)] == [3, 4]
    opened = open_all(authority)
    assert opened[0].delivery.number == first.number
    assert all(one.elements for one in opened)


def test_what_was_delivered_is_closed_during_a_suspension_and_open_again_after_it(
    trader, authority, agreement
):
    publish(trader)
    pipeline.route()
    open_all(authority)
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    (closed,) = open_all(authority)
    assert (closed.elements, closed.reason) == ([], "suspended")
    act(trader, agreements.resume, agreement=agreement.agreement_id, reason="done")
    (opened,) = open_all(authority)
    assert opened.elements


def test_what_is_delivered_stays_readable_after_the_agreement_has_ended(trader, authority, agreement):
    publish(trader, "LRN1")
    pipeline.route()
    open_all(authority)
    publish(trader, "LRN2")
    pipeline.route()
    act(trader, agreements.terminate, agreement=agreement.agreement_id, reason="over")
    readable, withheld = open_all(authority)
    assert readable.elements
    assert withheld.reason == "decided-again"
    pipeline.reconsider()
    assert [(one.state, one.reason) for one in inbox(authority)][1:] == [("closed", "terminated")]


def test_back_fill_opens_the_current_version_of_earlier_notices_to_newcomers(trader, authority):
    receipt = publish(trader)
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    made.in_force(
        providers=[trader],
        recipients=[authority],
        scope=(Clause("/items", Form.PLAIN),),
        back_fill_from=receipt.accepted_at,
    )
    assert pipeline.back_fill() == 1
    assert kinds(authority) == [(2, "content", "available")]
    assert pipeline.back_fill() == 0


def test_a_version_that_cannot_be_decided_is_quarantined_and_holds_up_nobody_else(
    trader, authority, agreement, monkeypatch
):
    poison = publish(trader, "POISON")
    publish(trader, "GOOD")
    decide = engine.route

    def stumble(index, version, **facts):
        if version.notice == poison.notice_id:
            raise RuntimeError("cannot be decided")
        return decide(index, version, **facts)

    monkeypatch.setattr(engine, "route", stumble)
    monkeypatch.setattr(router, "_BACK_OFF", timedelta(0))
    for _ in range(router.MOST_ATTEMPTS):
        pipeline.route()
    assert len(inbox(authority)) == 1
    with acting.as_organisation(trader.id):
        work = RoutingWork.objects.get(version_id=poison.version_id)
    assert (work.state, work.attempts) == ("quarantined", router.MOST_ATTEMPTS)
    assert work.fault.startswith("RuntimeError in stumble")
    assert "cannot be decided" not in work.fault, "an exception may quote what the notice says"


def test_the_operator_puts_a_quarantined_version_back_to_work(
    operator, trader, authority, agreement, monkeypatch
):
    poison = publish(trader)
    monkeypatch.setattr(router, "_BACK_OFF", timedelta(0))
    with monkeypatch.context() as patch:
        patch.setattr(engine, "route", lambda *_, **__: 1 / 0)
        for _ in range(router.MOST_ATTEMPTS):
            pipeline.route()
    with acting.as_organisation(operator.id):
        assert [one.number for one in operations.quarantined()] == [poison.number]
    with accounts.acting_for(operator) as at:
        again = pipeline.reprocess(number=poison.number, reason="Mended.", by=operator.caller, at=at)
        assert (again.versions, again.messages) == (1, 0)
    assert pipeline.route() == 1
    assert kinds(authority) == [(1, "content", "available")]
    with accounts.acting_for(operator) as at, pytest.raises(NotFound):
        pipeline.reprocess(number=poison.number, reason="", by=operator.caller, at=at)


def test_what_is_withheld_is_decided_again_when_its_recipient_asks(trader, authority, agreement):
    publish(trader)
    pipeline.route()
    act(
        trader, agreements.exclude, agreement=agreement.agreement_id, recipient=authority.id, reason="dispute"
    )
    open_all(authority)
    pipeline.reconsider()
    act(
        trader, agreements.readmit, agreement=agreement.agreement_id, recipient=authority.id, reason="settled"
    )
    assert pipeline.reconsider() == 0, "an exclusion that has ended brings nothing back by itself"
    with acting.as_organisation(authority.id):
        (row,) = deliveries.inbox(recipient=authority.id)
        pipeline.ask_again(row)
    assert pipeline.reconsider() == 1
    (opened,) = open_all(authority)
    assert opened.elements
    assert opened.delivery.position == 2


def test_who_has_lost_standing_publishes_nothing_new_but_is_answered_for_what_it_published(trader, authority):
    first = publish(trader)
    with accounts.acting_for(authority) as at:
        (standing,) = accreditation.all_standing(at=at).filter(holder=trader.id)
        accreditation_services.revoke(standing=standing, reason="audit", by=authority.caller, at=at)
    assert publish(trader).repeated
    with pytest.raises(Forbidden) as refused:
        publish(trader, "LRN2")
    assert refused.value.code == "no-standing"
    assert amend(trader, first, changed(ucr="5DE111222333TWO")).n == 2


def test_a_reply_is_not_published_as_a_notice_of_its_own(authority):
    caller = accounts.caller(authority, "publisher")
    with acting.as_organisation(authority.id, person=caller.person):
        (answer,) = pipeline.publish([pipeline.Draft("hold", "HOLD-1", sample("hold"))], by=caller)
    assert (type(answer), answer.code) == (Forbidden, "a-reply")
