"""The first journeys: an officer opens and acknowledges, the company sees it, an administrator signs."""

import pytest
from playwright.sync_api import expect

from tests.factories import accounts, agreements, notices
from tests.factories.accounts import PASSWORD
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def test_an_officer_opens_a_notice_and_acknowledges_it_and_the_company_sees_the_receipt(
    visit, trader, authority, agreement
):
    number = notices.published(trader)
    officer = visit(accounts.person(authority, "officer", password=PASSWORD))
    page = officer.page
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Worklist").click()
    officer.look("Worklist")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    masked = page.locator(".element", has_text="Keyed hash only")
    expect(masked).to_contain_text("/consignor/name")
    masked.get_by_text("Why do we see Name?").locator("..").click()
    expect(masked).to_contain_text("version 1")
    page.get_by_text("Cotton bed linen, printed").first.click()
    expect(page.get_by_text("Household textiles").or_(page.get_by_text("630221")).first).to_be_visible()
    officer.look(number)
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("status").filter(has_text="Acknowledged.")).to_be_visible()
    expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)

    clerk = visit(accounts.person(trader, "publisher", password=PASSWORD))
    clerk.page.get_by_role("link", name="LRN1").click()
    receipt = clerk.page.get_by_role("row", name=authority.organisation.name)
    expect(receipt).to_contain_text("Acknowledged")
    receipt.get_by_text("kinds").click()
    expect(receipt).to_contain_text("Goods items · HS code")
    clerk.look("LRN1")


def test_an_administrator_reads_an_agreement_in_plain_words_and_signs_it(visit, trader, authority):
    terms = agreements.terms(providers=[trader], recipients=[authority], title="Cargo before loading")
    version = agreements.proposed(trader, terms)
    agreements.signed(version, trader)
    administrator = visit(accounts.person(authority, "administrator", password=PASSWORD))
    page = administrator.page
    page.get_by_role("link", name="Cargo before loading").click()
    expect(page.get_by_role("region", name="In plain words")).to_contain_text("Only for safety and security.")
    administrator.look("Cargo before loading")
    page.get_by_role("link", name=f"Sign for {authority.organisation.name}").click()
    expect(page.get_by_role("region", name="What this will do")).to_contain_text("You are the last to sign")
    administrator.look("Cargo before loading")
    page.get_by_role("button", name="Sign").click()
    expect(page.get_by_role("status").filter(has_text="Signed for your organisation.")).to_be_visible()
    expect(page.locator(".signs")).to_contain_text("In force")
    notices.published(trader)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Worklist").click()
    expect(page.get_by_role("row", name=trader.organisation.name)).to_contain_text("New")


def test_a_session_is_begun_and_ended_by_keyboard_alone(visit, trader):
    person = accounts.person(trader, "publisher", password=PASSWORD)
    visitor = visit()
    page = visitor.go("/accounts/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    visitor.arrive(trader.organisation.name)
    page.get_by_role("button", name="Your account").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_without_scripts_the_way_round_stands_open_and_the_way_out_is_found(
    visit, chromium, address, authority
):
    officer = visit(accounts.person(authority, "officer", password=PASSWORD))
    with chromium.new_context(
        base_url=address,
        java_script_enabled=False,
        viewport={"width": PHONE, "height": 740},
        storage_state=officer.context.storage_state(),
    ) as plain:
        page = plain.new_page()
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Worklist").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Worklist")
        page.get_by_role("button", name="Your account").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_pages_are_dark_for_whom_the_system_is_until_they_choose_light(visit, trader, authority, agreement):
    notices.published(trader)
    officer = visit(accounts.person(authority, "officer", password=PASSWORD))
    page = officer.page
    page.emulate_media(color_scheme="dark")
    officer.go("/inbox/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    officer.look("Worklist")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Light").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
