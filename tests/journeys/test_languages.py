"""The pages in other languages: whole ways in French, and one page from right to left."""

import pytest
from django.utils.translation import trans_real
from playwright.sync_api import expect

from tests.factories import accounts, notices
from tests.factories.accounts import PASSWORD
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def test_an_officer_works_in_french(visit, trader, authority, agreement):
    number = notices.published(trader)
    visitor = visit(accounts.person(authority, "officer", password=PASSWORD))
    page = visitor.page
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Liste de travail").click()
    visitor.look("Liste de travail")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    page.get_by_role("button", name="Prendre acte").first.click()
    expect(page.get_by_role("status").filter(has_text="Pris acte.")).to_be_visible()
    visitor.look(number)
    # Charts are drawn with points whatever the decimal sign, and longer words fit a phone.
    visitor.go("/my-work/")
    page.set_viewport_size({"width": PHONE, "height": 740})
    visitor.fits()
    # The choice is the person's: it holds in another browser, too.
    again = visit()
    page = again.go("/accounts/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_reads_from_right_to_left(visit, settings, trader, authority, agreement, width):
    notices.published(trader)
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    trans_real.get_languages.cache_clear()
    try:
        visitor = visit(accounts.person(authority, "officer", password=PASSWORD), width=width)
        visitor.page.get_by_role("button", name="العربية").click()
        page = visitor.go("/agreements/")
        root = page.locator("html")
        expect(root).to_have_attribute("dir", "rtl")
        expect(root).to_have_attribute("lang", "ar")
        heading = page.get_by_role("heading", level=1).bounding_box()
        assert heading is not None
        assert heading["x"] + heading["width"] > width * 0.6
        visitor.look("Agreements")
    finally:
        trans_real.get_languages.cache_clear()
