"""A company that nobody knows asks to join, is asked back, and is a member with a person who signs in."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from hub.limits import WINDOWS
from tests.factories.accounts import PASSWORD, set_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def _link(beginning: str) -> str:
    """The way in the last letter to the applicant that has one."""
    for letter in reversed(mail.outbox):
        if found := re.search(rf"https?://[^/]+({beginning}\S+)", str(letter.body)):
            return found[1]
    raise AssertionError([letter.body for letter in mail.outbox])


def test_a_stranger_asks_to_join_and_the_operator_admits(visit, operator):
    WINDOWS.clear()
    set_password(operator.administrator)
    stranger, keeper = visit(), visit(operator.administrator)
    page = stranger.go("/")
    page.get_by_role("main").get_by_role("link", name="Ask to join").first.click()
    expect(page.get_by_role("heading", level=1, name="Ask to join")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    stranger.look()
    page.get_by_label("Name of the organisation").fill("Northern Reefers")
    page.get_by_label("Trader").check()
    page.get_by_label("Country").select_option("DK")
    page.get_by_label("Kind of number").select_option("gln")
    page.get_by_label("The number itself").fill("5790000000004")
    page.get_by_label("Your name").fill("Ada Holm")
    page.get_by_label("Your e-mail address at work").fill("ada@reefers.example")
    page.get_by_label("What you want to use the hub for").fill("We carry frozen fish.")
    page.get_by_label("The operator may keep").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    stranger.look()
    page.locator("#id_value").fill("5790000000005")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1, name="Look into your mailbox")).to_be_visible()
    page.goto(_link("/join/confirm/"))
    page.get_by_role("button", name="Confirm and send").click()
    expect(page.get_by_role("heading", level=1, name="Your request is with the operator")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Your request is with the operator")).to_be_visible()
    office = keeper.go("/members/onboarding/")
    office.get_by_role("link", name="Northern Reefers").click()
    expect(office.get_by_role("heading", level=1, name="Northern Reefers")).to_be_visible()
    office.get_by_role("link", name="Admit").click()
    expect(office.get_by_role("heading", level=1, name="Admit the organisation")).to_be_visible()
    office.get_by_label("WCO region").select_option("EUR")
    office.get_by_role("button", name="Admit").click()
    expect(
        office.get_by_text("A link to set a password is on its way to ada@reefers.example.")
    ).to_be_visible()
    page.goto(_link("/accounts/password/"))
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("ada@reefers.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Northern Reefers").first).to_be_visible()
