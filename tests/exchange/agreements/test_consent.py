"""Signing, acceding and leaving: nobody is bound but by its own administrator."""

import pytest

from exchange.agreements import selectors
from exchange.agreements.states import State
from tests.factories import agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_a_version_is_in_force_once_every_signatory_has_signed(trader: Member, authority: Member) -> None:
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    agreements.signed(version, trader)
    with acting_for(authority) as at:
        assert selectors.state_at(selectors.version(version.id), at) == State.PROPOSED
    agreements.signed(version, authority)
    with acting_for(trader) as at:
        assert selectors.state_at(selectors.version(version.id), at) == State.IN_FORCE
