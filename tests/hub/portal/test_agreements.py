"""Agreements at the portal: what waits for whom, what a version says, and consent given in person."""

import pytest

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def proposed(trader, authority):
    return agreements.proposed(
        trader, agreements.terms(providers=[trader], recipients=[authority], title="Cargo before loading")
    )


def test_an_administrator_signs_what_waits_and_sees_it_come_into_force(proposed, trader, authority):
    agreements.signed(proposed, trader)
    administrator = signed_in(authority, "administrator")
    waiting = administrator.get("/agreements/").main()
    assert "Waiting for your organisation" in waiting
    assert "your signature" in waiting
    address = f"/agreements/versions/{proposed.id}/"
    page = administrator.get(address).main()
    for words in ("Cargo before loading", "Proposed", "Has not signed", "Only for safety and security."):
        assert words in page
    signed = administrator.post(f"{address}sign/")
    assert "Signed for your organisation." in signed.text
    assert "In force" in signed.main()
    assert "sign/" not in signed.markup
    assert "Waiting for your organisation" not in administrator.get("/agreements/").main()
    assert "there is no more to do" in administrator.post(f"{address}sign/").text


def test_an_officer_reads_and_cannot_sign(proposed, authority):
    officer = signed_in(authority, "officer")
    address = f"/agreements/versions/{proposed.id}/"
    page = officer.get(address)
    assert "It takes an administrator" in page.text
    assert "sign/" not in page.markup
    assert "permission" in officer.post(f"{address}sign/").text
    assert "Proposed" in officer.get(address).main()


def test_a_member_of_a_named_group_accedes(trader, authority, operator):
    member = accounts.member(operator, "authority", country="BE")
    group = agreements.listed_group(authority, member)
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[group]))
    agreements.signed(version, trader, authority)
    administrator = signed_in(member, "administrator")
    assert "you may accede" in administrator.get("/agreements/").main()
    page = administrator.post(f"/agreements/versions/{version.id}/accede/")
    assert "Your organisation has acceded." in page.text
    assert member.organisation.name in page.main()
    assert "accede/" not in page.markup


def test_a_draft_and_an_agreement_of_others_are_as_absent_as_none(trader, authority, operator):
    draft = agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    settled = agreements.in_force(providers=[trader], recipients=[authority])
    other = signed_in(accounts.member(operator, "authority", country="SG", region="AP"), "administrator")
    absent = other.get("/agreements/versions/00000000-0000-7000-8000-000000000000/")
    for version in (draft, settled):
        page = other.get(f"/agreements/versions/{version.id}/")
        assert (page.status, page.main()) == (404, absent.main())
        assert other.post(f"/agreements/versions/{version.id}/sign/").status == 404
    assert signed_in(authority, "administrator").get(f"/agreements/versions/{draft.id}/").status == 404


def test_a_new_version_says_what_it_changes(trader, authority, agreement):
    terms = agreements.terms(providers=[trader], recipients=[authority], receipts_opened=True)
    successor = agreements.successor(agreement, terms, by=trader)
    chief, base = signed_in(trader, "administrator"), "/agreements/versions"
    page = chief.get(f"{base}/{successor.id}/").main()
    assert "What it changes from version 1" in page
    assert "No longer" in page


def test_any_two_versions_stand_beside_each_other(trader, authority, agreement):
    masked = (Clause("/items/*/hs_code", Form.TRUNCATED), Clause("/consignor/name", Form.PLAIN))
    terms = agreements.terms(
        providers=[trader], recipients=[authority], scope=masked, conditions=[{"hs": ["22"]}]
    )
    draft = agreements.successor(agreement, terms, by=trader)
    chief, base = signed_in(trader, "administrator"), "/agreements/versions"
    page = chief.get(f"{base}/{agreement.id}/compare/?with={draft.id}").main()
    assert "Draft and Version 1 compared" in page
    for words in (
        "When it applies Draft A goods item's HS code begins with Beverages and vinegar (22).",
        "Version 1 To every notice of these types.",
        "Consignor · Name WCO R020 As it is Keyed hash only",
        "HS code WCO 145 First characters only As it is",
        "What both say alike",
    ):
        assert words in page
    other = signed_in(authority, "administrator").get(f"{base}/{agreement.id}/compare/?with={draft.id}")
    assert "Nothing to compare" in other.main()


def test_the_list_costs_the_same_however_many_agreements(trader, authority):
    officer = signed_in(authority, "officer")
    agreements.in_force(providers=[trader], recipients=[authority])
    for_one = queries(lambda: officer.get("/agreements/"))
    for _ in range(4):
        agreements.in_force(providers=[trader], recipients=[authority])
    assert queries(lambda: officer.get("/agreements/")) == for_one
    assert for_one <= 25
