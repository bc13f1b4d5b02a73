"""Versions of one notice that are routed together end as if each had been routed by itself."""

from typing import Any

import pytest

from exchange import pipeline
from exchange.agreements import services as agreements
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
