"""Ways in which a notice could have been lost, shown or held up, each tried once and kept from coming back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts import acting
from accounts.accreditation import selectors as accreditation
from accounts.accreditation import services as standing
from accounts.organisations import facts
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries import operations, router, writing
from exchange.notices import selectors as notices
from exchange.notices.models import RoutingWork
from exchange.subscriptions import services as subscriptions
from tests.conftest import sample
from tests.exchange.test_pipeline import act, amend, changed, inbox, kinds, open_all, publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts
from tests.factories import agreements as made

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_whom_a_reply_addresses_and_an_agreement_entitles_has_it_once(trader, authority, agreement):
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    made.in_force(
        providers=[authority], recipients=[trader], types=("hold",), scope=(Clause("/kind", Form.PLAIN),)
    )
    reply(authority, "hold", "HOLD-1", document("hold", receipt))
    publish(trader, "LRN2")
    assert pipeline.route() == 2
    assert [(one.type, one.basis) for one in inbox(trader)] == [("hold", "addressee")]


def test_a_row_that_the_database_refuses_holds_up_no_other_notice(trader, authority, agreement, monkeypatch):
    poison = publish(trader, "POISON")
    publish(trader, "GOOD")
    shared = writing._shared

    def spoiled(one, moment, stamp):
        rest = shared(one, moment, stamp)
        return rest.replace("advance_cargo", "x" * 41) if one.notice_id == poison.notice_id else rest

    monkeypatch.setattr(writing, "_shared", spoiled)
    for _ in range(3):
        pipeline.route()
    assert [one.number for one in inbox(authority)] != []
    with acting.as_organisation(trader.id):
        work = RoutingWork.objects.get(version_id=poison.version_id)
    assert (work.state, work.attempts, work.fault) == ("pending", 1, "DataError")
    assert router.MOST_ATTEMPTS > 1


def _versions_with_key(value):
    return {key.version_id for key in notices.with_key(value, limit=10)}


def test_what_a_version_says_that_was_not_received_finds_nothing(trader, authority, agreement):
    act(trader, agreements.terminate, agreement=agreement.agreement_id, reason="replaced")
    version = made.in_force(providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN),))
    receipt = publish(trader)
    pipeline.route()
    with acting.as_organisation(authority.id):
        assert _versions_with_key(sample("advance_cargo")["ucr"]) == set(), "not opened yet"
    open_all(authority)
    act(trader, agreements.exclude, agreement=version.agreement_id, recipient=authority.id, reason="dispute")
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    open_all(authority)
    assert kinds(authority)[-1][1] == "withdrawal"
    with acting.as_organisation(authority.id):
        assert _versions_with_key(sample("advance_cargo")["ucr"]) == {receipt.version_id}
        assert _versions_with_key("5DE111222333TWO") == set()


def test_an_amendment_of_one_that_has_lost_standing_can_be_opened(operator, trader, authority, agreement):
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    with accounts.acting_for(authority) as at:
        (held,) = accreditation.all_standing(at=at).filter(holder=trader.id)
        standing.revoke(standing=held, reason="audit", by=authority.caller, at=at)
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    # A fact that has nothing to do with it has changed: the door asks again.
    accounts.member(operator, "association")
    assert [one.reason for one in open_all(authority)] == ["", ""]


def test_a_version_whose_successor_no_subscription_wants_is_opened_all_the_same(trader, authority, agreement):
    receipt = publish(trader)
    pipeline.route()
    with accounts.acting_for(authority) as at:
        subscriptions.end_always(by=authority.caller, at=at)
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    open_all(authority)
    pipeline.reconsider()
    (opened,) = open_all(authority)
    assert (opened.reason, bool(opened.elements)) == ("", True)


def test_sweeps_side_by_side_leave_no_gap(trader, authority, agreement):
    for number in range(5):
        publish(trader, f"LRN{number}")
    pipeline.route()
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    open_all(authority)
    pipeline.reconsider()
    act(trader, agreements.resume, agreement=agreement.agreement_id, reason="done")

    def sweep(_number: int) -> int:
        try:
            return pipeline.reconsider()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(sweep, range(3)))
    publish(trader, "LAST")
    pipeline.route()
    assert [one.position for one in inbox(authority)] == [6, 7, 8, 9, 10, 11]


def test_a_change_of_facts_does_not_starve_behind_those_who_hold_them(trader, authority, agreement):
    stop = False

    def hold(_number: int) -> None:
        try:
            while not stop:
                with facts.held_by_pipeline(), acting.connection().cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.15)")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        holders = [pool.submit(hold, number) for number in range(2)]
        with acting.as_organisation(trader.id), acting.connection().cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            moment = facts.change_time()
        stop = True
        for one in holders:
            one.result()
    assert moment > agreement.proposed_at


def test_quiet_is_said_only_when_nothing_is_owed_any_more(operator, trader, authority, agreement):
    def quiet() -> bool:
        with acting.as_organisation(operator.id):
            return operations.is_quiet(operations.counts())

    receipt = publish(trader)
    assert not quiet()
    pipeline.route()
    assert quiet()
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    open_all(authority)
    pipeline.reconsider()
    assert quiet()
    act(trader, agreements.resume, agreement=agreement.agreement_id, reason="done")
    assert not quiet(), "the sweep is about to release what was withheld"
    pipeline.reconsider()
    newcomer = accounts.member(operator, "rights_holder", country="NL")
    made.in_force(
        providers=[trader],
        recipients=[newcomer],
        scope=(Clause("/items", Form.PLAIN),),
        back_fill_from=receipt.accepted_at,
    )
    assert not quiet(), "a back-fill is owed"
    assert pipeline.back_fill() == 1
    assert quiet()
