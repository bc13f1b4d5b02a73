"""An agreement from the first draft to its suspension, at the browser: and what flows because of it."""

import pytest
from playwright.sync_api import Page, expect

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import PASSWORD, Member
from tests.journeys.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def choose(page: Page, side: str, member: Member) -> None:
    """Find a member by its name, with the key Enter as one is used to, and tick it."""
    finder = page.get_by_role("group", name=side)
    finder.get_by_role("searchbox").press_sequentially(member.organisation.name)
    finder.get_by_role("searchbox").press("Enter")
    finder.get_by_role("checkbox", name=member.organisation.name).check()


def go_on(page: Page, to: str) -> None:
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.get_by_role("heading", level=2, name=to, exact=True)).to_be_visible()
    page.wait_for_load_state()


def state_basis(page: Page, party: Member) -> None:
    group = page.get_by_role("group", name=party.organisation.name)
    group.get_by_label("Law or contract").fill("Union Customs Code")
    group.get_by_label("Article or clause").fill("Article 127")
    group.get_by_label("Its role for personal data").select_option("controller")


def test_an_agreement_is_drafted_previewed_signed_by_both_sides_and_suspended(visit, trader, authority):
    earlier = notices.published(trader, "BEFORE")
    clerk = visit(accounts.person(trader, "administrator", password=PASSWORD))
    page = clerk.page
    page.get_by_role("link", name="Agreements").first.click()
    page.get_by_role("link", name="Draft an agreement").click()
    page.get_by_label("What is it called?").fill("Cargo before loading")
    page.get_by_label("Safety and security").check()
    page.get_by_role("button", name="Open the draft").click()

    choose(page, "Who provides?", trader)
    choose(page, "Who receives?", authority)
    go_on(page, "Notice types")
    page.get_by_role("checkbox", name="Advance cargo").check()
    go_on(page, "Conditions")
    page.get_by_label("One more condition").select_option("hs")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Find by name or code, or type codes")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Find by name or code, or type codes").fill("63")
    # A code that is typed is taken, also once the list has shown what begins with it.
    expect(page.get_by_text("Tick those to add")).to_be_visible()
    go_on(page, "Elements")
    narrowed, none = page.get_by_role("searchbox"), page.get_by_text("No element has this in its name")
    narrowed.fill("coffee")
    expect(none).to_be_visible()
    narrowed.fill("goods items")
    expect(none).to_be_hidden()
    page.get_by_label("Goods items", exact=True).select_option("plain")
    expect(page.locator("#in-words")).to_contain_text("Goods items")
    expect(page.locator(".twig-all > .twig-line")).to_contain_text("As it is: ")
    clerk.look("Cargo before loading")
    go_on(page, "Legal basis")
    state_basis(page, trader)
    state_basis(page, authority)
    go_on(page, "Keeping and passing on")
    page.get_by_label("How many days may recipients read").fill("365")
    go_on(page, "Preview")
    expect(page.get_by_role("row", name=authority.organisation.name)).to_contain_text("1")
    expect(page.get_by_text(f"would see {earlier}")).to_be_visible()
    clerk.look("Cargo before loading")
    page.get_by_role("link", name="Examples").last.click()
    expect(page.get_by_text("No example is kept yet.")).to_be_visible()
    page.get_by_role("link", name="Check and propose").last.click()
    expect(page.get_by_text("A goods item's HS code begins with Other textiles")).to_be_visible()
    page.get_by_role("button", name="Propose to all parties").click()
    sign(page, trader)
    address = page.url

    officer = visit(accounts.person(authority, "administrator", password=PASSWORD))
    officer.go(address)
    expect(officer.page.get_by_role("link", name="Sign for")).to_be_visible()
    sign(officer.page, authority)
    expect(officer.page.locator(".signs")).to_contain_text("In force")
    notices.published(trader, "AFTER")
    officer.go("/inbox/")
    expect(officer.page.get_by_role("row", name=trader.organisation.name)).to_have_count(1)

    clerk.go(address)
    page.get_by_role("link", name="Suspend").click()
    stops = page.get_by_role("region", name="What this will do")
    expect(stops).to_contain_text("1 delivery of your notices that has not left yet is withheld.")
    page.get_by_label("Reason").fill("The audit of May found a leak.")
    page.get_by_role("button", name="Suspend").click()
    expect(page.locator(".signs")).to_contain_text("Suspended")
    expect(page.get_by_role("region", name="What has happened")).to_contain_text(
        "The audit of May found a leak."
    )
    notices.published(trader, "MEANWHILE")
    officer.go("/inbox/")
    expect(officer.page.get_by_role("row", name=trader.organisation.name)).to_have_count(1)
    officer.page.get_by_role("row", name=trader.organisation.name).get_by_role("link").first.click()
    expect(officer.page.get_by_role("main")).not_to_contain_text("Cotton bed linen")


def test_every_step_of_a_draft_fits_and_has_no_grave_fault(visit, trader, authority, agreement):
    draft = agreements.successor(
        agreement,
        agreements.terms(
            providers=[trader],
            recipients=[authority],
            conditions=[
                {"corridor": [["CN", "FR"]]},
                {"place": {"any_of": ["FRLEH"]}},
                {"mode": ["1"]},
                {"value": {"max": "150", "currency": "EUR"}},
            ],
            scope=(Clause("/items", Form.PLAIN), Clause("/consignor/name", Form.HASHED)),
        ),
        by=trader,
    )
    notices.published(trader)
    administrator = visit(accounts.person(trader, "administrator", password=PASSWORD))
    for name in ("purpose", "parties", "types", "conditions", "elements", "basis", "rules", "proposal"):
        administrator.go(f"/agreements/versions/{draft.id}/draft/{name}/")
        look(administrator)
    page = administrator.go(f"/agreements/versions/{draft.id}/draft/preview/")
    expect(page.get_by_text("Compared with version 1")).to_be_visible()
    administrator.look()
    parts = [f"{draft.id}/draft/examples/", f"{draft.id}/compare/?with={agreement.id}"]
    for part in (*parts, f"{agreement.id}/", f"{agreement.id}/exclude/"):
        administrator.go(f"/agreements/versions/{part}")
        look(administrator)


def look(administrator: Visitor) -> None:
    """At a desk, with axe, and at the width of a phone."""
    administrator.look()
    administrator.page.set_viewport_size({"width": PHONE, "height": 900})
    administrator.fits()
    administrator.page.set_viewport_size({"width": DESK, "height": 900})


def sign(page: Page, member: Member) -> None:
    """From the version's page through the one that says what signing does."""
    page.get_by_role("link", name=f"Sign for {member.organisation.name}").click()
    expect(page.get_by_role("region", name="What this will do")).to_contain_text("one organisation only")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Signed for your organisation.")).to_be_visible()
