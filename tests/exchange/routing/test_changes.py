"""What a successor does to each element is told, not only which clauses have gone."""

import pytest

from accounts import acting
from exchange.agreements import selectors, services
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.routing import changes
from tests.factories import accounts
from tests.factories import agreements as made

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_where_a_mask_goes_and_a_wider_clause_remains_the_element_is_told_as_shown_in_clear(
    trader, authority
):
    masked = (Clause("", Form.PLAIN), Clause("/consignor/name", Form.HASHED))
    first = made.in_force(providers=[trader], recipients=[authority], scope=masked)
    with accounts.acting_for(trader) as at:
        draft = services.new_version(by=trader.caller, at=at, agreement=first.agreement_id)
        terms = made.terms(providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN),))
        services.edit(by=trader.caller, at=at, version=draft.id, terms=terms)
        second = services.propose(by=trader.caller, at=at, version=draft.id)
    with acting.as_organisation(authority.id):
        moment = acting.transaction_time()
        sections = selectors.in_words(second, at=moment)
        told = changes.between(first, sections, found=second, at=moment)
    (elements,) = [one for one in told if one.title == "What this does to each element"]
    assert elements.removed == ("Consignor · Name: only as a keyed hash.",)
    assert elements.added == ("Consignor · Name: as it is.",)
