"""The stamp: a change is seen by a decision, or later than it."""

import threading
from datetime import datetime

import pytest
from django.db import connections

from accounts import acting
from accounts.accreditation import services as accreditation
from accounts.organisations import facts, services
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_every_change_of_a_fact_moves_the_stamp_and_nothing_else_does(
    operator: Member, authority: Member, trader: Member
) -> None:
    stamps = [_stamp()]
    standing = accounts.standing(trader, by=authority)
    stamps.append(_stamp())
    with acting_for(authority) as at:
        accreditation.suspend(standing=standing, reason="x", by=authority.caller, at=at)
    stamps.append(_stamp())
    with acting_for(operator) as at:
        services.suspend(organisation=trader.organisation, reason="x", by=operator.caller, at=at)
    stamps.append(_stamp())
    assert stamps == sorted(set(stamps))
    accounts.client(authority)
    accounts.person(authority, "officer")
    assert _stamp() == stamps[-1]


def test_a_change_waits_for_a_decision_and_is_later_than_it(operator: Member, trader: Member) -> None:
    changed: list[datetime] = []
    holding, let_go = threading.Event(), threading.Event()

    def decide() -> None:
        with acting.as_pipeline():
            facts.hold_stamp()
            holding.set()
            let_go.wait(10)
        connections.close_all()

    def change() -> None:
        with acting_for(operator) as at:
            services.suspend(organisation=trader.organisation, reason="x", by=operator.caller, at=at)
            changed.append(at)
        connections.close_all()

    deciding = threading.Thread(target=decide)
    deciding.start()
    assert holding.wait(10)
    changing = threading.Thread(target=change)
    changing.start()
    changing.join(0.5)
    assert not changed
    with acting.as_pipeline():
        waited_until = acting.transaction_time()
    let_go.set()
    changing.join(10)
    deciding.join(10)
    assert changed[0] > waited_until


def _stamp() -> int:
    with acting.as_pipeline():
        return facts.stamp()
