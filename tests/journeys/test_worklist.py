"""An officer's day at the worklist: narrowed, claimed, worked through by keyboard, acknowledged, kept as a view."""

import re

import pytest
from playwright.sync_api import expect

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_an_officer_filters_claims_moves_by_keyboard_acknowledges_many_and_keeps_the_view(
    visit, trader, authority
):
    scope = (Clause("/items", Form.PLAIN), Clause("/entry_office", Form.PLAIN))
    agreements.in_force(providers=[trader], recipients=[authority], scope=scope)
    numbers = [notices.published(trader, f"LRN{n}") for n in range(3)]
    notices.opened(authority)
    unopened = notices.published(trader, "LATER")
    visitor = visit(accounts.person(authority, "officer", password=PASSWORD))
    page = visitor.go("/inbox/")
    visitor.look("Worklist")
    rows = page.locator("#rows tr")
    expect(rows).to_have_count(4)
    # Another view is drawn in place; the way back leads to a whole page.
    page.get_by_role("link", name="Mine", exact=True).click()
    page.get_by_text("Nothing fits this view.").wait_for()
    page.go_back()
    expect(rows).to_have_count(4)
    # By what notices say: only what was opened.
    page.get_by_text("More filters").click()
    page.get_by_label("Office of first entry").fill("NL000511")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**office=NL000511*")
    expect(rows).to_have_count(3)
    expect(page.locator("#rows")).not_to_contain_text(unopened)
    visitor.look("Worklist")
    # By keyboard: down, claim, down, choose two, acknowledge them; the place is kept.
    page.keyboard.press("j")
    page.keyboard.press("j")
    focused = page.locator("#rows tr:focus-within")
    expect(focused).to_contain_text(numbers[1])
    page.keyboard.press("c")
    page.get_by_text("1 is yours now.").wait_for()
    expect(focused).to_contain_text("Mine")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.get_by_text("2 chosen").wait_for()
    page.get_by_role("button", name="Acknowledge", exact=True).click()
    page.get_by_text("2 acknowledged.").wait_for()
    expect(page.locator("#rows").get_by_text("Acknowledged")).to_have_count(2)
    # Not while typing: the keys are letters there.
    page.keyboard.press("/")
    page.keyboard.type("jac")
    expect(page.locator("#q")).to_have_value("jac")
    page.locator("#q").fill("")
    # The view is kept, and its address leads back to it.
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of the view").fill("Rotterdam")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as Rotterdam.").wait_for()
    page.go_back()
    page.goto("/inbox/")
    page.get_by_role("link", name="Rotterdam").click()
    page.wait_for_url("**office=NL000511*")
    expect(rows).to_have_count(1)
    # Opened by key; the way back leads to the list and the row that were left.
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"/inbox/[0-9a-f-]{36}/$"))
    page.get_by_role("main").get_by_role("link", name="Worklist", exact=True).click()
    page.wait_for_url("**office=NL000511*")
    expect(page.locator("#rows tr:focus-within")).to_contain_text(numbers[0])
    # Keys are switched off for whoever does not want them.
    page.goto("/inbox/")
    page.keyboard.press("?")
    page.get_by_label("Single keys do something here").uncheck()
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("j")
    assert page.locator("#rows tr:focus-within").count() == 0
