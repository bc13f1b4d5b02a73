"""Grounds are known to a process once they are committed, and not before: it may be the database that dies."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import OperationalError

from accounts import acting
from exchange import pipeline
from exchange.deliveries import grounds
from exchange.deliveries.grounds import GroundsKey
from exchange.deliveries.models import Grounds
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_grounds_whose_transaction_died_with_the_database_are_interned_again(
    trader: Member, authority: Member, agreement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = grounds._intern

    def die_before_commit(keys: Iterable[GroundsKey]) -> dict[GroundsKey, int]:
        write(keys)
        with acting.connection().cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        raise AssertionError("the connection is dead")

    race.publish(trader, "LRN1", sample("advance_cargo"))
    with monkeypatch.context() as patch:
        patch.setattr(grounds, "_intern", die_before_commit)
        with pytest.raises(OperationalError):
            pipeline.route()
    assert pipeline.route() == 1
    (opened,) = race.feed(authority, 0)
    assert opened.elements


def test_what_a_transaction_interns_for_itself_is_forgotten_with_it(
    trader: Member, authority: Member, agreement: Any
) -> None:
    key = GroundsKey(authority.id, "safety_and_security", "advance_cargo", (agreement.id,))

    def roll_back() -> None:
        with acting.as_pipeline():
            with grounds.interned_here({key}):
                assert grounds.known(key)
            raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError, match="rolled back"):
        roll_back()
    assert grounds.known(key) is None
    with acting.as_pipeline():
        assert not Grounds.objects.filter(recipient_id=authority.id).exists()
