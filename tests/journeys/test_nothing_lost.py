"""What a clerk writes is neither lost nor sent twice: Enter, a session that ends, two pages, two presses, Back."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts import acting
from accounts.clock import uuid7
from exchange.drafts import services as drafts
from exchange.notices import selectors as notices
from tests.conftest import sample
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def test_nothing_that_is_written_is_lost_or_done_twice(visit, trader):
    person = accounts.person(trader, "publisher", password=PASSWORD)
    draft = uuid7()
    with acting.as_organisation(trader.id, person=person.pk):
        drafts.save(
            draft=draft,
            type_id="advance_cargo",
            reference="KEPT-1",
            content=sample("advance_cargo"),
            by=accounts.caller(trader, "publisher", person=person),
            at=acting.transaction_time(),
        )
    clerk = visit(person)
    page = clerk.go(f"/notices/drafts/{draft}/")

    # Enter stays where one is, and keeps what was typed.
    page.evaluate("window.stayed = true")
    reference = page.get_by_label("Your reference")
    reference.fill("KEPT-2")
    reference.press("Enter")
    expect(page.locator("#revision")).to_have_value("2")
    assert page.evaluate("window.stayed")

    # The session ends: what had been typed is there again after signing in, and nothing was sent.
    Session.objects.all().delete()
    page.get_by_role("group", name="Carrier", exact=True).get_by_label("Name", exact=False).first.fill(
        "Baltic Lines"
    )
    page.get_by_role("button", name="Publish").click()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Nothing has been done yet.")).to_be_visible()
    expect(page.get_by_label("Your reference")).to_have_value("KEPT-2")

    # A second page saves another state: the first is told, and keeps its own.
    other = clerk.context.new_page()
    other.goto(f"/notices/drafts/{draft}/")
    other.get_by_label("Your reference").fill("OTHER-2")
    other.get_by_role("button", name="Save draft").last.click()
    expect(other.get_by_text("The draft is saved.")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Somebody else has changed this draft")).to_be_visible()
    expect(page.get_by_label("Your reference")).to_have_value("KEPT-2")
    clerk.look("Advance cargo")
    page.get_by_role("button", name="Keep mine instead").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()

    # Two presses are one, and the way back leads to nothing that could be sent again.
    page.get_by_role("button", name="Publish").dblclick()
    page.wait_for_url("**/notices/2*/")
    page.go_back()
    expect(page.get_by_text("There is no such draft")).to_be_visible()
    with acting.as_organisation(trader.id):
        (notice,) = notices.own_notices(publisher=trader.id)
        (content,) = notices.own_content([notices.versions(notice)[0].id]).values()
    assert (notice.reference, content["carrier"]["name"]) == ("KEPT-2", "Baltic Lines")
