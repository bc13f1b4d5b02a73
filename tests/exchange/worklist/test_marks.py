"""Marks are made of what is seen plainly, and of what was met before only while it may still be read."""

import pytest

from accounts import acting
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.worklist import marks
from tests.exchange.test_pipeline import act
from tests.factories import agreements as made
from tests.factories import notices

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def marked(of, number: str) -> set[tuple[str, str]]:
    (opened,) = [one for one in notices.opened(of) if one.delivery.number == number]
    with acting.as_organisation(of.id, person=of.administrator.pk):
        return {(str(one.kind), one.path) for one in marks.of(opened, at=acting.transaction_time())}


def test_what_should_be_looked_at_twice_is_marked_where_it_is_seen(trader, authority, operator):
    masks = (Clause("/carrier/identifier", Form.HASHED), Clause("/items/*/description", Form.TRUNCATED))
    everything = made.in_force(providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN),))
    said = notices.sample()
    said["items"][0] |= {"description": "Parts", "net_mass": "99999.000"}
    first = notices.published(trader, "LRN1", **said | {"loading_place": {"unlocode": "KRPUS"}})
    found = marked(authority, first)
    for one in (
        ("vague_description", "/items/0/description"),
        ("net_mass_above_gross", "/items/0/net_mass"),
        ("loaded_off_route", "/loading_place/unlocode"),
        ("first_seen", "/consignee/identifier"),
        ("first_seen", "/carrier/identifier"),
    ):
        assert one in found
    second = notices.published(trader, "LRN2", consignee={"identifier": "FR12345678901"})
    assert marked(authority, second) == {("first_seen", "/consignee/identifier")}
    act(trader, agreements.suspend, agreement=everything.agreement_id, reason="audit")
    made.in_force(providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN), *masks))
    third = marked(authority, notices.published(trader, "LRN3", **said))
    assert ("first_seen", "/declarant/identifier") in third, "what is closed now was not met"
    assert not {path for _, path in third} & {"/carrier/identifier", "/items/0/description"}
