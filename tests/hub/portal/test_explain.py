"""Why, or why not: each asker is answered within what it may know."""

import re

import pytest

from accounts import acting
from exchange.agreements import services
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.routing.reasons import Reason
from hub.portal import rules
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import acting_for
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_the_publisher_reads_why_an_authority_receives_it_and_which_elements(clerk, authority, published):
    page = clerk.get("/explain/", notice=published, organisation=authority.id).main()
    assert f"Yes: {authority.organisation.name} may receive version 1 of {published}" in page
    for words in ("All eight rules hold", "1. In force", "8. Something to see", "Keyed hash only", "/items"):
        assert words in page


def test_a_number_is_known_however_it_is_typed_and_so_is_ones_own_reference(
    clerk, officer, authority, published
):
    notices.opened(authority)
    yes = f"Yes: {authority.organisation.name} may receive version 1 of {published}"
    for typed in (published.lower(), published.replace("-", " "), "LRN1"):
        assert yes in clerk.get("/explain/", notice=typed, organisation=authority.id).main()
    assert "There is no notice of this number" in officer.get("/explain/", notice="LRN1").main()


def test_the_publisher_reads_at_which_rule_it_stops_and_what_would_change_it(clerk, operator, published):
    other = accounts.member(operator, "authority", country="NL")
    page = clerk.get("/explain/", notice=published, organisation=other.id).main()
    assert f"No: {other.organisation.name} may not receive" in page
    assert "Stops at rule 3, Recipient" in page
    assert "A new version would have to name it, or it would have to accede." in page
    assert "Not asked: a rule before it does not hold." in page


def test_a_past_moment_is_answered_as_it_stood_then(clerk, trader, authority, agreement, published):
    with acting_for(trader) as at:
        services.suspend(by=trader.caller, at=at, agreement=agreement.agreement_id, reason="A breach.")
    asked = {"notice": published, "organisation": authority.id}
    now = clerk.get("/explain/", **asked).main()
    assert "Stops at rule 1, In force" in now
    assert "While it is suspended nothing is sent under it." in now
    then = clerk.get("/explain/", **asked, when="decided").main()
    assert "Yes:" in then
    assert "Its recipients were decided at" in then


def test_a_recipient_asks_about_itself_alone_and_learns_of_no_absent_field(
    officer, authority, trader, operator
):
    first = agreements.in_force(providers=[trader], recipients=[authority])
    agreements.in_force(
        providers=[trader], recipients=[authority], conditions=[{"office": ["FR000120"]}], purpose="revenue"
    )
    number = notices.published(trader, entry_office=None)
    assert "There is no notice of this number" in officer.get("/explain/", notice=number).main()
    notices.opened(authority)
    other = accounts.member(operator, "trader", country="NL")
    page = officer.get("/explain/", notice=number, organisation=other.id)
    assert f"Yes: {authority.organisation.name} may receive" in page.main()
    assert other.organisation.name not in page.main()
    assert f"Agreement {first.agreement.number}, version 1" in page.main()
    assert "A condition of the agreement does not hold" in page.main()
    assert "asks for an element that the notice does not have" not in page.main()
    publisher = signed_in(trader, "publisher").get("/explain/", notice=number, organisation=authority.id)
    assert "asks for an element that the notice does not have" in publisher.main()


def test_only_the_publisher_is_told_which_condition_failed(clerk, officer, trader, authority):
    agreements.in_force(providers=[trader], recipients=[authority])
    agreements.in_force(
        providers=[trader],
        recipients=[authority],
        conditions=[{"office": ["FR000120"]}, {"corridor": [["*", "*"]]}],
        purpose="revenue",
    )
    number = notices.published(trader)
    notices.opened(authority)
    told = "The office of first entry is FR000120. Does not hold"
    page = clerk.get("/explain/", notice=number, organisation=authority.id).main()
    assert told in page
    assert "The goods travel from any country to any country. Holds" in page
    assert "Does not hold" not in officer.get("/explain/", notice=number).main().replace("Does not hold:", "")


def test_a_stranger_is_told_the_same_of_anothers_notice_as_of_none(operator, published):
    stranger = signed_in(accounts.member(operator, "authority", country="SG", region="AP"), "administrator")
    theirs = stranger.get("/explain/", notice=published).main()
    assert "There is no notice of this number that you may ask about." in theirs
    typed = stranger.get("/explain/", notice="NONE", organisation=operator.id, version=3)
    assert f'value="{operator.id}" selected' in typed.markup
    assert 'value="3"' in typed.markup
    assert stranger.get("/explain/", notice="NONE").main().replace("NONE", published) == theirs


def test_the_operator_explains_without_content_and_stands_in_the_register(operator, authority, published):
    administrator = signed_in(operator, "administrator")
    page = administrator.get("/explain/", notice=published, organisation=authority.id).main()
    assert "Yes:" in page
    with acting.as_organisation(operator.id), acting.connection().cursor() as cursor:
        cursor.execute("SELECT channel FROM disclosures_disclosure")
        assert cursor.fetchall() == [("explain",)]


def test_nearest_is_what_can_still_hold_and_of_which_the_fewest_rules_fail(clerk, officer, trader, authority):
    agreements.in_force(providers=[trader], recipients=[authority])
    parties = {"providers": [trader], "recipients": [authority]}
    everything = (Clause("", Form.PLAIN),)
    suspended = agreements.in_force(**parties, purpose="revenue")
    several = agreements.in_force(
        **parties, purpose="statistics", types=("transport_event",), scope=everything
    )
    late = agreements.in_force(**parties, purpose="facilitation", conditions=[{"office": ["FR000120"]}])
    number = notices.published(trader)
    notices.opened(authority)
    new = agreements.in_force(**parties, purpose="ipr_enforcement")
    for one in (suspended, several):
        with acting_for(trader) as at:
            services.suspend(by=trader.caller, at=at, agreement=one.agreement_id, reason="A breach.")
    near = [str(one.agreement.number) for one in (late, suspended, several, new)]
    for reader, asked in ((clerk, {"organisation": authority.id}), (officer, {})):
        page = reader.get("/explain/", notice=number, **asked).main()
        refused = page[page.index("Agreements that do not give it") :]
        assert re.findall(r"Agreement (\d+), version", refused) == near


@pytest.mark.parametrize("at", ["", "yesterday", "2999-01-01T00:00", "1999-01-01T00:00"])
def test_a_moment_that_cannot_be_answered_is_said_beside_the_form(clerk, authority, published, at):
    page = clerk.get("/explain/", notice=published, organisation=authority.id, when="other", at=at)
    assert page.status == 200
    assert 'role="alert"' in page.markup
    assert "Yes:" not in page.main()


def test_it_costs_the_same_however_many_agreements_there_are(clerk, trader, authority, published):
    def ask() -> None:
        assert "Yes:" in clerk.get("/explain/", notice=published, organisation=authority.id).main()

    before = queries(ask)
    for _ in range(4):
        agreements.in_force(providers=[trader], recipients=[authority])
    assert queries(ask) == before


def test_every_reason_of_the_eight_rules_has_its_words():
    told = {one.code for one in Reason if one.rule}
    assert set(rules.FAILURES) == told
