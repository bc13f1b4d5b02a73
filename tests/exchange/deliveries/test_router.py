"""Versions of one notice that are routed together end as if each had been routed by itself; none is passed over."""

import threading
import time
from typing import Any

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.door import Reader
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.factories import accounts
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.mark.parametrize("together", [True, False])
def test_a_withdrawal_is_told_once_however_many_versions_follow(
    together: bool, trader: Member, authority: Member, agreement: Any
) -> None:
    race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    race.feed(authority, 0)
    with accounts.acting_for(trader) as at:
        excluding = {"agreement": agreement.agreement_id, "recipient": authority.id, "reason": "dispute"}
        agreements.exclude(by=trader.caller, at=at, **excluding)
    for n in (1, 2, 3):
        race.amend(trader, "LRN1", sample("advance_cargo") | {"ucr": f"5DE111222333-{n}"}, replaces=n)
        if not together:
            pipeline.route()
    pipeline.route()
    assert [(one.n, one.kind) for one in race.inbox(authority)] == [(1, "content"), (2, "withdrawal")]


def test_what_a_reader_is_opening_is_routed_as_soon_as_the_reader_is_done(
    trader: Member, authority: Member, agreement: Any
) -> None:
    race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    race.amend(trader, "LRN1", sample("advance_cargo") | {"ucr": "5DE111222333-2"}, replaces=1)
    opening = threading.Event()

    def read() -> None:
        with acting.as_organisation(authority.id, person=authority.administrator.pk):
            rows = deliveries.after(recipient=authority.id, position=0, limit=10)
            reader = Reader(authority.id, authority.administrator.pk, None, "feed")
            assert pipeline.read_on(rows, reader=reader) == []
            opening.set()
            time.sleep(0.1)

    def route() -> int:
        assert opening.wait(timeout=race.SECONDS)
        return pipeline.route()

    assert race.at_once(read, route) == [None, 1]
    assert [one.n for one in race.inbox(authority)] == [1, 2]
