"""A version that is still undelivered when a newer one comes leaves only to who may receive the newer one too."""

import threading
from typing import Any

import pytest

from accounts import acting
from exchange import pipeline
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.factories import accounts
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
