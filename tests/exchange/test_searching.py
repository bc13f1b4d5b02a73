"""A key finds what its searcher may read at this moment, and nothing else."""

import pytest

from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.review import searching
from tests.exchange.test_pipeline import act
from tests.factories import accounts, notices
from tests.factories import agreements as made

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

UCR = "5DE4471902REF1"
# A kind of key is shown where every place that may hold it is.
WHEREVER = (Clause("/ucr", Form.PLAIN), Clause("/items", Form.PLAIN))


def hits(by):
    with accounts.acting_for(by) as at:
        return len(searching.deliveries_with_key(UCR, by=by.caller, at=at))


def test_a_key_finds_what_was_opened_and_not_what_merely_arrived(trader, authority):
    made.in_force(providers=[trader], recipients=[authority], scope=WHEREVER)
    notices.published(trader, ucr=UCR)
    assert hits(authority) == 0
    notices.opened(authority)
    assert hits(authority) == 1
    assert hits(trader) == 0


def test_a_key_finds_nothing_while_its_agreement_is_suspended(trader, authority):
    version = made.in_force(providers=[trader], recipients=[authority], scope=WHEREVER)
    notices.published(trader, ucr=UCR)
    notices.opened(authority)
    act(trader, agreements.suspend, agreement=version.agreement_id, reason="audit")
    assert hits(authority) == 0
    act(trader, agreements.resume, agreement=version.agreement_id, reason="settled")
    assert hits(authority) == 1


def test_a_key_is_found_by_the_agreement_that_shows_it_alone(trader, authority):
    made.in_force(providers=[trader], recipients=[authority], scope=(Clause("/items", Form.PLAIN),))
    shows = made.in_force(providers=[trader], recipients=[authority], scope=(Clause("/ucr", Form.PLAIN),))
    notices.published(trader, ucr=UCR)
    notices.opened(authority)
    assert hits(authority) == 1
    act(trader, agreements.suspend, agreement=shows.agreement_id, reason="audit")
    assert hits(authority) == 0


def test_a_masked_key_finds_nothing(trader, authority):
    made.in_force(providers=[trader], recipients=[authority], scope=(Clause("/ucr", Form.HASHED),))
    notices.published(trader, ucr=UCR)
    notices.opened(authority)
    assert hits(authority) == 0
