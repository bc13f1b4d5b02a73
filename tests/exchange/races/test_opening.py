"""A version that is still undelivered when a newer one comes leaves only to who may receive the newer one too."""

import threading
import time
from typing import Any

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.exchange.test_pipeline import act
from tests.exchange.worklist.test_finding import numbers
from tests.factories import accounts, notices
from tests.factories import agreements as made
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def document(destination: str) -> dict[str, Any]:
    return sample("advance_cargo") | {"destination_country": destination}


def check_nothing_leaves(narrow: Member) -> None:
    (opened,) = race.feed(narrow, 0)
    assert (opened.elements, opened.reason) == ([], "decided-again")
    pipeline.reconsider()
    (opened,) = race.feed(narrow, 0)
    assert (opened.elements, opened.reason) == ([], "newer-version")
    assert [one.kind for one in race.inbox(narrow)] == ["content"]


def test_also_when_both_were_routed_together(trader: Member, narrow: Member) -> None:
    race.publish(trader, "LRN1", document("NL"))
    race.amend(trader, "LRN1", document("US"), replaces=1)
    assert pipeline.route() == 2
    check_nothing_leaves(narrow)


def test_also_when_the_newer_one_began_to_be_accepted_before_the_older_one_was_routed(
    trader: Member, narrow: Member
) -> None:
    race.publish(trader, "LRN1", document("NL"))
    begun, routed = threading.Event(), threading.Event()

    def amend() -> None:
        caller = accounts.caller(trader, "publisher")
        with acting.as_organisation(trader.id, person=caller.person):
            begun.set()
            assert routed.wait(timeout=race.SECONDS)
            draft = pipeline.Draft("advance_cargo", "LRN1", document("US"))
            pipeline.amend(draft, replaces=1, by=caller)

    def route() -> int:
        assert begun.wait(timeout=race.SECONDS)
        step = pipeline.route()
        routed.set()
        return step

    assert race.at_once(amend, route) == [None, 1]
    assert pipeline.route() == 1
    check_nothing_leaves(narrow)


def test_what_two_readers_at_once_were_shown_differently_is_found_by_what_the_last_was_shown(
    trader: Member, authority: Member
) -> None:
    agreed: dict[str, Any] = {"providers": [trader], "recipients": [authority]}
    made.in_force(**agreed, scope=(Clause("/items", Form.PLAIN),))
    more = made.in_force(**agreed, scope=(Clause("/consignee", Form.PLAIN),))
    why = {"agreement": more.agreement_id, "reason": "audit"}
    number = notices.published(trader)
    notices.opened(authority)
    act(authority, agreements.suspend, **why)
    notices.opened(authority)
    act(authority, agreements.resume, **why)
    shown = threading.Event()

    def sees_more() -> None:
        with acting.as_organisation(authority.id, person=authority.administrator.pk):
            notices.opened(authority)
            shown.set()
            assert _somebody_waits()

    def sees_less() -> None:
        assert shown.wait(timeout=race.SECONDS)
        act(authority, agreements.suspend, **why)
        notices.opened(authority)

    race.at_once(sees_more, sees_less)
    assert numbers(authority, hs="6302") == [number]
    assert numbers(authority, party="NL803377120") == []


def _somebody_waits() -> bool:
    """Whether anybody comes to wait for a lock, before long."""
    until = time.monotonic() + race.SECONDS / 4
    with acting.connection().cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return True
    return False
