"""How much rests on an agreement: for each side its own, and nobody else's."""

import pytest

from accounts import acting
from exchange.deliveries import reach
from exchange.deliveries.reach import Reach
from tests.factories import accounts, agreements, notices

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

NOTHING = Reach(0, 0, 0, 0)


def reach_for(member, agreement):
    with acting.as_organisation(member.id):
        return reach.of_agreement(agreement.agreement_id, organisation=member.id)


def test_each_side_sees_how_much_of_its_own_rests_on_an_agreement(trader, authority, agreement):
    notices.published(trader, "OPENED")
    notices.opened(authority)
    notices.published(trader, "WAITING")
    assert reach_for(trader, agreement) == (Reach(1, 1, 1, 0), NOTHING)
    assert reach_for(authority, agreement) == (NOTHING, Reach(1, 1, 1, 0))


def test_what_other_agreements_carry_too_is_told_apart(trader, authority, agreement):
    other = agreements.in_force(providers=[trader], recipients=[authority])
    notices.published(trader)
    assert reach_for(trader, agreement)[0] == Reach(1, 0, 0, 1)
    assert reach_for(trader, other)[0] == Reach(1, 0, 0, 1)


def test_a_party_learns_no_figures_of_what_passes_between_others(trader, authority, operator, agreement):
    second = accounts.member(operator, "authority", country="BE")
    shared = agreements.in_force(providers=[trader], recipients=[authority, second])
    stranger = accounts.member(operator, "trader", country="US", region="AMS")
    notices.published(trader)
    assert reach_for(second, shared) == (NOTHING, Reach(1, 1, 0, 0))
    with acting.as_organisation(second.id):
        assert reach.by_recipient(shared.agreement_id) == {}
    with acting.as_organisation(trader.id):
        assert reach.by_recipient(shared.agreement_id) == {
            authority.id: Reach(1, 0, 0, 1),
            second.id: Reach(1, 1, 0, 0),
        }
    assert reach_for(stranger, shared) == (NOTHING, NOTHING)
