"""A list is narrowed by what deliveries say only as far as the organisation was shown it, and still is."""

import pytest
from django.db import DatabaseError

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form, ItemScope, RetentionStart
from exchange.agreements.terms import Clause, Retention
from exchange.deliveries.models import Shown
from exchange.disclosures import selectors as register
from exchange.worklist import filters, selectors
from tests.exchange.test_pipeline import act, cancel, publish
from tests.factories import accounts, notices
from tests.factories import agreements as made

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

PLAIN = (
    Clause("/items", Form.PLAIN),
    Clause("/entry_office", Form.PLAIN),
    Clause("/transport", Form.PLAIN),
    Clause("/loading_place", Form.PLAIN),
    Clause("/consignee", Form.PLAIN),
    Clause("/estimated_arrival", Form.PLAIN),
    Clause("/estimated_departure", Form.PLAIN),
)
SAID = {
    "office": "nl000511",
    "mode": "1",
    "voyage": "MD647W",
    "loading": "CNNGB",
    "hs": "6302",
    "party": "NL803377120",
}


def numbers(of, **query) -> list[str]:
    """What an officer of this organisation is listed."""
    caller = accounts.caller(of, "officer")
    with acting.as_organisation(of.id, person=caller.person):
        at = acting.transaction_time()
        found = selectors.page(filters.read(query), by=caller, at=at)
        return [row.number for row in found.rows]


def agreed(trader, authority, *scope, **more):
    return made.in_force(providers=[trader], recipients=[authority], scope=scope or PLAIN, **more)


@pytest.mark.parametrize(("name", "value"), SAID.items())
def test_a_plain_element_finds_what_was_opened_and_nothing_before(trader, authority, name, value):
    agreed(trader, authority)
    number = notices.published(trader)
    assert numbers(authority, **{name: value}) == []
    notices.opened(authority)
    other = "9" * 4 if name == "hs" else "7" if name == "mode" else "OTHER"
    assert numbers(authority, **{name: value}) == numbers(authority, **SAID) == [number]
    assert numbers(authority, **{name: other}) == numbers(authority, **{**SAID, name: other}) == []


@pytest.mark.parametrize("form", [Form.HIDDEN, Form.HASHED, Form.TRUNCATED])
def test_a_hidden_or_masked_element_finds_nothing(trader, authority, form):
    agreed(trader, authority, Clause("/items/*/description", Form.PLAIN), *(
        Clause(path, form)
        for path in ("/entry_office/code", "/transport/conveyance_reference", "/loading_place/unlocode",
                     "/items/*/hs_code", "/consignee/identifier")
    ))  # fmt: skip
    notices.published(trader)
    (opened,) = notices.opened(authority)
    assert opened.elements
    for name in ("office", "voyage", "loading", "hs", "party"):
        assert numbers(authority, **{name: SAID[name]}) == []
        for beginning in ("63", "NL0", "MD6", "CNN", "NL8"):
            assert name == "hs" or numbers(authority, **{name: beginning}) == []


def test_masked_times_neither_filter_nor_order(trader, authority):
    agreed(trader, authority, Clause("/items", Form.PLAIN), Clause("/estimated_arrival", Form.HASHED))
    notices.published(trader)
    notices.opened(authority)
    for query in ({"arrives": "past"}, {"arrives": "168"}, {"order": "arrival"}, {"departs": "past"}):
        assert numbers(authority, **query) == []


def test_items_that_do_not_match_are_not_found_by(trader, authority):
    agreed(
        trader,
        authority,
        Clause("/items", Form.PLAIN),
        conditions=[{"hs": ["6109"]}],
        items=ItemScope.MATCHING,
    )
    number = notices.published(trader)
    notices.opened(authority)
    assert numbers(authority, hs="6109") == [number]
    assert numbers(authority, hs="6302") == []


def test_what_is_closed_for_now_is_not_found_by_what_it_says(trader, authority):
    agreement = agreed(trader, authority)
    number = notices.published(trader)
    notices.opened(authority)
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    assert numbers(authority, office=SAID["office"]) == []
    assert numbers(authority) == [number]
    act(trader, agreements.resume, agreement=agreement.agreement_id, reason="settled")
    assert numbers(authority, office=SAID["office"]) == [number]


def test_one_of_two_agreements_closed_takes_its_elements_with_it(trader, authority):
    agreed(trader, authority, Clause("/items", Form.PLAIN))
    wider = agreed(trader, authority, Clause("/entry_office", Form.PLAIN))
    number = notices.published(trader)
    notices.opened(authority)
    assert numbers(authority, office=SAID["office"], hs="63") == [number]
    act(trader, agreements.suspend, agreement=wider.agreement_id, reason="audit")
    assert numbers(authority, hs="63") == []
    # Opened again under what is left, it is found by what is left of it.
    notices.opened(authority)
    assert numbers(authority, hs="63") == [number]
    assert numbers(authority, office=SAID["office"]) == []


def test_retention_that_ends_with_the_cancellation_ends_finding_too(trader, authority):
    agreed(trader, authority, *PLAIN, retention=Retention(30, RetentionStart.CANCELLATION))
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    assert numbers(authority, hs="63") == [receipt.number]
    cancel(trader, receipt)
    pipeline.route()
    assert numbers(authority, hs="63", current="") == [receipt.number]
    with acting.as_organisation(authority.id):
        Shown.objects.update(days_after_cancellation=0)
    assert numbers(authority, hs="63") == []


def test_a_stranger_and_another_recipient_find_only_their_own(trader, authority, operator):
    other = accounts.member(operator, "authority", country="BE")
    agreed(trader, authority)
    agreed(trader, other, Clause("/items/*/description", Form.PLAIN))
    number = notices.published(trader)
    notices.opened(authority)
    notices.opened(other)
    assert numbers(authority, hs="63") == [number]
    assert numbers(other, hs="63") == []
    assert numbers(trader, hs="63") == []


def test_a_list_by_content_is_on_the_register_and_one_by_envelope_is_not(trader, authority):
    agreed(trader, authority)
    notices.published(trader)
    notices.opened(authority)

    def listings() -> int:
        with acting.as_organisation(authority.id):
            return register.own_reads(organisation=authority.id).filter(channel="list").count()

    numbers(authority, state="open", type="advance_cargo")
    assert listings() == 0
    numbers(authority, office=SAID["office"])
    assert listings() == 1


def test_nobody_registers_a_listing_of_what_was_not_shown_to_it(trader, authority, operator):
    agreed(trader, authority)
    notices.published(trader)
    (opened,) = notices.opened(authority)
    other = accounts.member(operator, "authority", country="BE")
    ask = "SELECT hub_register_listing(%s::uuid[], %s::text[], null, null)"
    keys = [[str(opened.delivery.version_id)], [opened.delivery.purpose]]
    with pytest.raises(DatabaseError, match="was shown"), acting.as_organisation(other.id):
        acting.connection().cursor().execute(ask, keys)


def test_nonsense_finds_nothing_instead_of_everything(trader, authority):
    agreed(trader, authority)
    notices.published(trader)
    notices.opened(authority)
    for query in ({"hs": "63a"}, {"arrives": "soon"}, {"state": "none"}, {"claim": "x"}, {"order": "worst"}):
        assert numbers(authority, **query) == []
