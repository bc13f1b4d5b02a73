"""Why one authority does not get a notice, asked at the notice and read rule by rule; and what an act will stop."""

import pytest
from playwright.sync_api import expect

from tests.factories import accounts, agreements, notices
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def test_a_clerk_learns_why_an_authority_does_not_receive_a_notice(visit, operator, trader, authority):
    accounts.member(operator, "authority", country="NL", name="Customs of the Netherlands")
    agreements.in_force(providers=[trader], recipients=[authority], conditions=[{"office": ["FR000120"]}])
    number = notices.published(trader)
    clerk = visit(accounts.person(trader, "publisher", password=PASSWORD))
    page = clerk.go(f"/notices/{number}/")
    page.get_by_role("link", name="Why has nobody received it?").click()
    page.wait_for_url("**/explain/**")
    page.get_by_label("Organisation").select_option(label=authority.organisation.name)
    page.get_by_role("button", name="Explain").click()
    page.get_by_role("heading", name=f"No: {authority.organisation.name} may not receive").wait_for()
    page.get_by_text("Stops at rule 6, Conditions", exact=True).wait_for()
    page.get_by_text("The office of first entry is FR000120.").first.wait_for()
    clerk.look("Explain: why, or why not")
    page.get_by_label("Organisation").select_option(label="Customs of the Netherlands")
    page.get_by_label("Moment", exact=True).select_option(label="When its recipients were decided")
    page.get_by_role("button", name="Explain").press("Enter")
    expect(page.get_by_text("Stops at rule 3, Recipient", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Agreement").first.click()
    page.wait_for_url("**/agreements/versions/**")
    page.get_by_role("link", name="Who sees what").last.click()
    page.get_by_role("table", name="How each recipient sees each element").wait_for()
    clerk.look("Who sees what")


def test_an_authority_reads_what_revoking_stops_before_it_does(visit, operator, trader, authority):
    other = accounts.member(operator, "trader", name="Second Forwarding")
    accounts.standing(other, by=authority)
    agreements.in_force(providers=[trader], recipients=[other, authority])
    notices.published(trader)
    chief = visit(accounts.person(authority, "administrator", password=PASSWORD), width=360)
    page = chief.go("/standing/")
    chief.look("Standing")
    page.get_by_role("link", name="Second Forwarding").click()
    page.get_by_role("link", name="Revoke").click()
    expect(page.get_by_text("1 delivery under them that has not left to it is withheld.")).to_be_visible()
    chief.look("Revoke")
    page.get_by_label("Reason").fill("The authorisation was withdrawn.")
    page.get_by_role("button", name="Revoke for good").click()
    expect(page.get_by_text("The standing is revoked.")).to_be_visible()
    chief.look("Second Forwarding")
