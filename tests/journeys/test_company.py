"""A company's clerk at work: a notice written by hand, mended, published, amended, answered for, and followed."""

import re

import pytest
from playwright.sync_api import expect

from exchange import pipeline
from exchange.notices.submissions import Receipt
from tests.conftest import sample
from tests.exchange.test_replies import reply
from tests.factories import accounts, notices
from tests.factories.accounts import PASSWORD, Member
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def ask(authority: Member, number: str, *, version: int = 1) -> Receipt:
    """A request for information about a version that the authority has opened."""
    asked = {**sample("information_request"), "cites": {"notice": number, "version": version}}
    asked |= {"addressee": "publisher"}
    asked.pop("informed", None)
    sent = reply(authority, "information_request", "RFI-7", asked)
    pipeline.route()
    return sent


def test_a_clerk_writes_a_notice_by_hand_mends_it_amends_it_and_answers(visit, trader, authority, agreement):
    clerk = visit(accounts.person(trader, "publisher", password=PASSWORD))
    page = clerk.page
    page.get_by_role("link", name="New notice", exact=True).click()
    page.get_by_role("link", name="Advance cargo", exact=True).click()
    clerk.look("Advance cargo")

    # A code is found by its name, with the keyboard alone.
    page.get_by_label("Your reference").fill("BY-HAND-1")
    page.get_by_label("Country of dispatch").press_sequentially("indone")
    page.get_by_role("option", name="Indonesia").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Country of dispatch")).to_have_value("ID")
    # A name written in full is as good as its code.
    page.get_by_label("Country of destination").press_sequentially("China")
    page.get_by_role("option", name="China").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Country of destination")).to_have_value("CN")
    page.get_by_text("Draft saved").wait_for()

    declarant = page.get_by_role("group", name="Declarant", exact=True)
    declarant.get_by_label("Name", exact=False).first.fill("Lotus Freight Rotterdam BV")
    page.get_by_label("Mode of transport").fill("sea")
    item = page.get_by_role("group", name="Goods item 1", exact=True)
    item.get_by_label("Goods description").fill("Cotton bed linen")
    item.get_by_label("HS code").fill("63.02")
    page.get_by_role("button", name="Remove Value of item").click()
    page.get_by_role("button", name="Remove Packages").click()
    for gone in ("House transport document", "Office of first entry", "Transport equipment 1"):
        page.get_by_role("button", name=f"Remove {gone}").click()

    page.get_by_role("button", name="Publish").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    clerk.look("Advance cargo")
    summary.get_by_role("link", name="Goods item 1 · HS code").click()
    expect(page.locator("[name='/items/0/hs_code']")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("630221")
    page.get_by_label("Mode of transport").fill("1")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Accepted: this is notice").wait_for()
    pipeline.route()
    notices.opened(authority)
    number = re.search(r"/notices/([^/]+)/", page.url)[1]

    # What changes is shown before it is sent.
    page.reload()
    expect(page.get_by_role("table").first).to_contain_text(authority.organisation.name)
    page.get_by_role("link", name="Amend").click()
    page.get_by_role("group", name="Goods item 1", exact=True).get_by_label("Goods description").fill(
        "Cotton sheets"
    )
    page.get_by_role("button", name="Check the changes").click()
    changes = page.get_by_role("table", name="Elements that differ")
    expect(changes).to_contain_text("Cotton bed linen")
    clerk.look("What changes")
    page.get_by_role("button", name="Send the amendment").click()
    page.get_by_text("the notice stands at version 2").wait_for()
    clerk.look("BY-HAND-1")
    pipeline.route()
    notices.opened(authority)

    # What customs asks is on the first page, and is answered from there.
    ask(authority, number, version=2)
    clerk.go("/")
    clerk.look(trader.organisation.name)
    page.get_by_role("link", name="Answer RFI-7").click()
    page.get_by_text("What are the cushion covers filled with").wait_for()
    page.get_by_label("Outcome").select_option("answered")
    page.get_by_label("Statement text").fill("They are sold empty.")
    clerk.look("Answer RFI-7")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("is accepted, and on its way").wait_for()
    expect(page.get_by_role("region", name="What happened")).to_contain_text("RFI-7")


def test_reading_and_answering_fit_a_phone_and_a_notice_a_sheet(visit, trader, authority, agreement):
    number = notices.published(trader)
    notices.opened(authority)
    asked = ask(authority, number)
    clerk = visit(accounts.person(trader, "publisher", password=PASSWORD), width=PHONE)
    expect(clerk.page.get_by_text("Needs you now")).to_be_visible()
    pages = (
        "/",
        "/notices/new/",
        f"/notices/{number}/",
        f"/answers/{asked.number}/",
        f"/notices/{number}/amend/",
    )
    for address in pages:
        clerk.go(address)
        clerk.look()
    # On a sheet of A4 as well: its receipts are the widest table there is.
    clerk.page.emulate_media(media="print")
    clerk.page.set_viewport_size({"width": 794, "height": 1123})
    clerk.go(f"/notices/{number}/")
    clerk.look("LRN1")
