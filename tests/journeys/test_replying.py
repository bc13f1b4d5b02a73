"""From a notice to a closed case: picked, asked, answered, held, released, by officer and clerk at the browser."""

import pytest
from playwright.sync_api import expect

from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.exchange.test_pipeline import publish
from tests.factories import accounts, notices
from tests.factories import agreements as made
from tests.factories.accounts import PASSWORD
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]

SCOPE = (Clause("", Form.PLAIN), Clause("/consignor/name", Form.HASHED))


@pytest.fixture
def number(trader, authority) -> str:
    made.in_force(providers=[trader], recipients=[authority], scope=SCOPE)
    receipt = publish(trader)
    pipeline.route()
    return receipt.number


@pytest.fixture
def rival(operator, trader, authority) -> None:
    """Another filer of the same house document, who says otherwise where the goods go; the authority has read it."""
    other = accounts.member(operator, "trader", country="BE")
    accounts.standing(other, by=authority)
    made.in_force(providers=[other], recipients=[authority], scope=SCOPE)
    notices.published(other, "RIVAL-1", destination_country="BE")
    notices.opened(authority)


def test_an_officer_asks_the_company_answers_the_officer_holds_and_releases(
    visit, trader, authority, rival, number
):
    officer = visit(accounts.person(authority, "officer", password=PASSWORD))
    page = officer.go("/inbox/")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("list", name="Route")).to_contain_text("Ningbo")
    expect(page.locator("#consignment")).to_contain_text("this notice")
    # That another filer contradicts it, and in what.
    page.get_by_role("link", name="1 other notice of this consignment says otherwise").click()
    row = page.locator("#consignment").get_by_role("row").filter(has_text="Country of destination")
    expect(row.get_by_role("cell").nth(0)).to_contain_text("NL")
    expect(row.get_by_role("cell").nth(1)).to_contain_text("BE")
    expect(page).to_have_title(f"Advance cargo {number} · Exchange Hub")
    page.get_by_role("checkbox", name="Ask about Estimated arrival").check()
    expect(page.get_by_text("1 element ticked")).to_be_visible()
    officer.look(number)
    page.get_by_role("button", name="Request for information").click()
    expect(page.get_by_role("checkbox", name="Estimated arrival")).to_be_checked()
    expect(page.get_by_role("radio", name="Carrier")).to_be_disabled()
    page.get_by_label("Statement text").fill("Which vessel brings it?")
    officer.look("Request for information")
    page.get_by_role("button", name="Check before sending").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Before it is sent")
    officer.look("Before it is sent")
    page.get_by_role("button", name="Send: Request for information").click()
    expect(page.get_by_role("status").filter(has_text="is sent")).to_be_visible()
    case = page.url
    expect(page.get_by_text("Which vessel brings it?")).to_be_visible()
    officer.look()
    pipeline.route()

    clerk = visit(accounts.person(trader, "publisher", password=PASSWORD), width=PHONE)
    answering = clerk.go(case)
    clerk.look()
    answering.get_by_role("link", name="Answer").click()
    answering.get_by_label("Outcome").select_option("answered")
    answering.get_by_label("Statement text").fill("The Meridian Dawn.")
    answering.get_by_role("button", name="Send the answer").click()
    expect(answering.get_by_role("status").filter(has_text="is accepted")).to_be_visible()
    pipeline.route()

    page.reload()
    expect(page.get_by_text("The Meridian Dawn.")).to_be_visible()
    expect(page.locator(".signs").first).to_contain_text("Answered")

    page.get_by_role("link", name=number).first.click()
    page.get_by_role("button", name="Hold", exact=True).click()
    page.get_by_label("Kind of control").select_option("documentary")
    page.get_by_role("button", name="Check before sending").last.click()
    expect(page.get_by_role("region", name="What this will do")).to_contain_text("It opens a case (Hold)")
    page.get_by_role("button", name="Send: Hold").click()
    expect(page.locator(".signs").first).to_contain_text("Open")
    page.get_by_role("link", name="Release").click()
    page.get_by_role("button", name="Check before sending").last.click()
    expect(page.get_by_role("region", name="What this will do")).to_contain_text("Lifted")
    page.get_by_role("button", name="Send: Release").click()
    expect(page.locator(".signs").first).to_contain_text("Lifted")
    expect(page.get_by_role("link", name="Release")).to_have_count(0)
    officer.look()


def test_a_reply_is_written_and_sent_by_keyboard_alone(visit, authority, number):
    officer = visit(accounts.person(authority, "officer", password=PASSWORD))
    page = officer.go("/inbox/")
    page.get_by_role("link", name=number).press("Enter")
    pick = page.get_by_role("checkbox", name="Ask about Estimated arrival")
    pick.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Request for information").press("Enter")
    question = page.get_by_label("Statement text")
    question.focus()
    page.keyboard.type("Which vessel brings it?")
    page.get_by_role("button", name="Check before sending").last.press("Enter")
    page.get_by_role("button", name="Send: Request for information").press("Enter")
    expect(page.get_by_role("status").filter(has_text="is sent")).to_be_visible()
