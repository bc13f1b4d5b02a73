"""Weighty acts on agreements: each behind a page that says what it will do, and told to all parties."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.agreements import services
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import acting_for
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def of(version) -> str:
    return f"/agreements/versions/{version.id}/"


def test_who_suspends_reads_first_what_that_stops_and_gives_a_reason(trader, authority, agreement):
    notices.published(trader, "OPENED")
    notices.opened(authority)
    notices.published(trader, "WAITING")
    administrator = signed_in(trader, "administrator")
    page = administrator.get(f"{of(agreement)}suspend/")
    assert f"1 recipient is concerned: {authority.organisation.name}." in page.text
    assert "1 delivery of your notices that has not left yet is withheld." in page.text
    assert "1 delivery of your notices has left before." in page.text
    assert "There is a problem" in administrator.post(f"{of(agreement)}suspend/").text
    done = administrator.post(f"{of(agreement)}suspend/", reason="The audit of May found a leak.")
    assert re.search(r"Suspended Since .+; it came into force ", done.main())
    assert "In force from" not in done.main()
    told = signed_in(authority, "officer").get(of(agreement)).main()
    assert "The audit of May found a leak." in told
    resumed = signed_in(authority, "administrator").post(f"{of(agreement)}resume/", reason="Mended.")
    assert "Resumed." in resumed.text
    assert "In force" in resumed.main()


def test_a_termination_is_for_good_and_says_so(trader, authority, agreement):
    administrator = signed_in(authority, "administrator")
    assert "It cannot be taken up again." in administrator.get(f"{of(agreement)}terminate/").text
    done = administrator.post(f"{of(agreement)}terminate/", reason="No longer needed.")
    assert "Terminated" in done.main()
    assert "terminate/" not in done.markup
    assert "terminated" in administrator.post(f"{of(agreement)}terminate/", reason="Again.").text


def test_a_provider_excludes_a_recipient_and_readmits_it(trader, authority, agreement):
    notices.published(trader)
    administrator = signed_in(trader, "administrator")
    asked = administrator.get(f"{of(agreement)}exclude/")
    figures = "1 delivery has not left yet."
    assert f"{authority.organisation.name}: {figures}" in asked.main()
    said = {"recipient": str(authority.id), "reason": "A leak."}
    excluded = administrator.post(f"{of(agreement)}exclude/", **said)
    assert f"{authority.organisation.name}, from the data of {trader.organisation.name}" in excluded.main()
    readmitted = administrator.post(f"{of(agreement)}readmit/", **said)
    assert "Readmitted to your data." in readmitted.text
    assert "from the data of" not in readmitted.main()
    assert "exclude/" not in signed_in(authority, "administrator").get(of(agreement)).markup


def test_a_named_party_leaves_for_good(trader, authority, agreement):
    notices.published(trader)
    administrator = signed_in(authority, "administrator")
    asked = administrator.get(f"{of(agreement)}leave/").main()
    assert "leaving it is for good" in asked
    assert "1 delivery that your organisation has not opened yet is withheld from it." in asked
    terms = agreements.terms(providers=[trader], recipients=[authority])
    successor = agreements.successor(agreement, terms, by=trader)
    with acting_for(trader) as at:
        services.propose(by=trader.caller, at=at, version=successor.id)
    agreements.signed(successor, authority)
    assert "not opened yet" not in administrator.get(f"{of(successor)}leave/").main()
    assert "has left this version" in administrator.post(f"{of(agreement)}leave/", reason="Moved.").text
    assert "leave/" not in administrator.get(of(agreement)).markup


def test_a_new_version_is_drafted_from_the_one_in_force_and_taken_up_again(trader, authority, agreement):
    administrator = signed_in(trader, "administrator")
    begun = administrator.post(f"{of(agreement)}succeed/")
    assert "to take the place of version 1" in begun.main()
    page = administrator.get(of(agreement))
    assert "Continue your draft of a new version" in page.main()
    assert "succeed/" not in page.markup


def test_what_a_successor_does_to_each_element_is_told_by_groups(trader, authority, agreement):
    terms = agreements.terms(
        providers=[trader],
        recipients=[authority],
        scope=(
            Clause("/items", Form.PLAIN),
            Clause("/consignor/name", Form.PLAIN),
            Clause("/totals", Form.PLAIN),
        ),
    )
    successor = agreements.successor(agreement, terms, by=trader)
    page = signed_in(trader, "administrator").get(of(successor)).main()
    assert "Consignor · Name WCO R020 Keyed hash only As it is" in page
    assert "Totals all 5 elements Not shown As it is" in page


def test_only_ones_own_people_are_named_in_the_history(trader, authority, agreement):
    own = signed_in(trader, "administrator").get(of(agreement)).main()
    assert trader.administrator.name in own
    assert authority.administrator.name not in own
    assert authority.organisation.name in own


def test_agreements_are_found_by_party_name_and_number_and_those_that_end_soon_stand_first(operator):
    trader = accounts.member(operator, name="Roaster")
    authority = accounts.member(operator, "authority", name="Revenue office")
    with acting_for(trader) as at:
        soon = at + timedelta(days=30)
    terms = agreements.terms(providers=[trader], recipients=[authority], title="Coffee from Brazil")
    coffee = agreements.proposed(trader, replace(terms, effective_until=soon))
    agreements.signed(coffee, trader, authority)
    agreements.proposed(trader, replace(terms, title="Tea from Kenya"))
    reader = signed_in(authority, "officer")
    assert "Ending within 60 days Coffee from Brazil" in reader.get("/agreements/").main()
    for asked, found in (
        ({"q": "coffee"}, ["Coffee"]),
        ({"q": trader.organisation.name}, ["Coffee", "Tea"]),
        ({"q": str(coffee.agreement.number)}, ["Coffee"]),
        ({"purpose": "revenue"}, []),
        ({"state": "proposed"}, ["Tea"]),
        ({"q": "\x00", "state": "nonsense"}, ["Coffee", "Tea"]),
    ):
        markup = reader.get("/agreements/", **asked).markup
        listed = markup[markup.index("</form>", markup.index('class="filters"')) :]
        assert [name for name in ("Coffee", "Tea") if name in listed] == found, asked


def test_a_version_page_costs_the_same_however_many_parties(trader, authority, operator):
    few = agreements.in_force(providers=[trader], recipients=[authority])
    several = [accounts.member(operator, "authority", country="BE") for _ in range(4)]
    many = agreements.in_force(providers=[trader], recipients=[authority, *several])
    reader = signed_in(trader, "administrator")
    for_few = queries(lambda: reader.get(of(few)))
    assert queries(lambda: reader.get(of(many))) == for_few
    assert for_few <= 60
