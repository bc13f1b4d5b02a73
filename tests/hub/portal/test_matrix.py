"""Who sees what: computed from the scopes that decide, and told to parties alone."""

import re

import pytest

from exchange.agreements import services
from exchange.agreements.models import Form, Purpose
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import acting_for
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
MATRIX = "/who-sees-what/"


def test_a_cell_says_plain_masked_or_hidden_and_by_which_clause(clerk, authority, agreement):
    page = clerk.get(MATRIX)
    text = page.main()
    assert authority.organisation.name in text
    # The clause is told where it is not the element itself, and its agreement where there are several.
    assert re.search(r"/consignor/name Keyed hash only (?!/)", text)
    assert "/items/*/hs_code As it is /items" in text
    assert f"No. {agreement.agreement.number}" in text
    assert " /consignee/name" not in text
    assert " /consignee/name Not shown" in clerk.get(MATRIX, elements="every").main()
    masked = clerk.get(MATRIX, elements="masked").main()
    assert "/consignor/name" in masked
    assert " /consignee/name" not in masked


def test_it_says_what_the_recipient_then_really_sees(clerk, authority, trader, agreement):
    notices.published(trader)
    (opened,) = notices.opened(authority)
    shown = {one.path: one.form for one in opened.elements if "/0/" not in one.path}
    text = clerk.get(MATRIX, elements="every").main()
    assert shown["/consignor/name"] == "hashed"
    assert all(f"{path} Not shown" not in text for path in shown)


def test_agreements_of_one_purpose_are_shown_as_their_union_and_others_beside_it(
    clerk, trader, authority, agreement
):
    parties = {"providers": [trader], "recipients": [authority]}
    agreements.in_force(**parties, scope=(Clause("/consignor", Form.PLAIN),))
    agreements.in_force(**parties, scope=(Clause("/totals", Form.PLAIN),), purpose=Purpose.REVENUE)
    safety = clerk.get(MATRIX, purpose="safety_and_security").main()
    assert "/consignor/name As it is" in safety
    assert re.search(r"/items/\*/hs_code As it is \d+: /items", safety)
    revenue = clerk.get(MATRIX, purpose="revenue", elements="every").main()
    assert "/consignor/name Not shown" in revenue


def test_an_agreement_is_looked_at_from_its_own_page_whoever_provides_under_it(
    trader, authority, operator, agreement
):
    other = accounts.member(operator, "trader", country="NL")
    accounts.standing(other, by=authority)
    agreements.in_force(providers=[other], recipients=[authority])
    late = agreements.in_force(
        providers=[other],
        recipients=[trader, authority],
        types=("transport_event",),
        scope=(Clause("", Form.PLAIN),),
    )
    number = late.agreement.number
    for reader in (trader, authority):
        page = signed_in(reader, "administrator").get(MATRIX, agreement=number)
        assert "Nobody receives this" not in page.main()
        assert f"agreement {number}, version 1" in page.main()
        assert f'<option value="{number}" selected>' in page.markup


def test_of_an_agreement_that_is_not_in_force_it_says_so(clerk, trader, authority, agreement):
    agreements.in_force(providers=[trader], recipients=[authority])
    with acting_for(trader) as at:
        services.suspend(by=trader.caller, at=at, agreement=agreement.agreement_id, reason="A breach.")
    number = agreement.agreement.number
    page = clerk.get(MATRIX, agreement=number)
    assert f"Agreement {number} is not in force: nobody sees anything under it now." in page.main()
    assert f'<option value="{number}" selected>' in page.markup
    assert "is not in force" not in clerk.get(MATRIX, agreement=987654).main()


def test_nobody_sees_the_agreements_of_others_not_even_the_operator(trader, authority, operator, agreement):
    stranger = accounts.member(operator, "authority", country="SG", region="AP")
    for reader in (stranger, operator):
        page = signed_in(reader, "administrator").get(MATRIX, provider=str(trader.id)).main()
        assert "No agreement that you are a party of is in force." in page
        assert authority.organisation.name not in page


def test_it_costs_the_same_however_many_recipients_there_are(clerk, trader, authority, operator, agreement):
    def look() -> None:
        assert "Element" in clerk.get(MATRIX).main()

    before = queries(look)
    for country in ("NL", "BE", "ES"):
        other = accounts.member(operator, "authority", country=country)
        agreements.in_force(providers=[trader], recipients=[other, authority])
    assert queries(look) == before
