"""An administrator's journeys: a webhook that fails, is disabled, mended and replayed; and a second factor."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import expect

from exchange.deliveries.channels.webhook import policy
from exchange.deliveries.channels.webhook.dispatching import Dispatcher
from exchange.deliveries.channels.webhook.posting import Poster
from exchange.deliveries.sending import Law
from tests.exchange.deliveries.webhook.receiver import MODES, Receiver, receiving
from tests.exchange.deliveries.webhook.sending import more_calls, run_until
from tests.factories import accounts, notices
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening, override_settings(HUB_WEBHOOK_ALLOW=[f"127.0.0.1:{listening.port}"]):
        yield listening


def push(receiver: Receiver, *, calls: int = 1, delays: tuple[float, ...] = (60.0,)) -> None:
    """What the worker does: send what is due, by the real law, until it has called so often."""
    poster = Poster(policy.policy(), attempt_seconds=10)
    run_until(Dispatcher(Law(), poster=poster, delays=delays), more_calls(receiver, calls))


def test_a_webhook_fails_is_disabled_and_after_it_is_mended_what_it_missed_is_replayed(
    visit, trader, authority, agreement, receiver
):
    keeper = visit(accounts.person(authority, "administrator", password=PASSWORD))
    page = keeper.go("/settings/webhooks/new/")
    page.get_by_label("Address").fill("https://10.0.0.1/inside")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("public addresses only")
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_label("Description").fill("Risk engine")
    page.get_by_role("button", name="Register").click()
    expect(page.locator("#copy-secret")).to_contain_text("whsec_")
    keeper.look("The webhook is registered")
    page.get_by_role("link", name="I have kept it").click()

    page.get_by_role("link", name="Send a test event").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Test event")).to_be_visible()
    push(receiver)
    expect(page.get_by_text("Answered with success.")).to_be_visible()
    assert receiver.calls[0].event["type"] == "hub.webhook.test"
    assert "data" not in receiver.calls[0].event or not receiver.calls[0].event["data"].get("elements")

    receiver.behave = MODES["error"]
    number = notices.published(trader)
    push(receiver, calls=4, delays=(0.1, 0.1, 0.1))
    page.goto("/notifications/")
    keeper.look("Notifications")
    bell = page.locator("#bell")
    expect(bell).to_contain_text("4")
    page.get_by_role("button", name="Mark as read: A webhook fails: Risk engine").click()
    expect(page.get_by_role("link", name="A webhook fails")).to_have_count(0)
    expect(bell).to_contain_text("3")
    expect(page.locator("#said")).to_contain_text("1 marked as read. 3 are not read.")
    expect(page.locator("#told form button").nth(1)).to_be_focused()
    page.get_by_role("link", name="A webhook was disabled: Risk engine").click()
    expect(page.get_by_role("region", name="It is stopped")).to_contain_text("nothing succeeded meanwhile")
    keeper.look("Risk engine")

    receiver.behave = MODES["ok"]
    page.get_by_role("button", name="Enable it again").click()
    page.get_by_role("link", name="Replay", exact=True).click()
    row = page.get_by_role("row", name=number)
    expect(row).to_contain_text("Every attempt of the schedule failed.")
    keeper.look("Given up or withheld")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Replay those chosen").click()
    expect(page.get_by_text("1 message is decided again and then sent")).to_be_visible()
    push(receiver)
    assert receiver.calls[-1].event["subject"] == number
    page.goto(page.url.replace("/lost/", "/log/"))
    expect(page.get_by_role("row").nth(1)).to_contain_text("Answered with success.")
    expect(page.get_by_text("Your system answered with an error of its own")).to_have_count(4)
    keeper.look("Delivery log")


def test_somebody_signs_in_with_a_second_factor(visit, trader, settings):
    # The half minute of a code may end while it is on its way.
    settings.MFA_TOTP_TOLERANCE = 1
    person = accounts.person(trader, "publisher", password=PASSWORD)
    visitor = visit(person)
    page = visitor.go("/accounts/2fa/")
    page.get_by_role("link", name="Activate").first.click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    visitor.look()
    page.get_by_label(re.compile("code", re.IGNORECASE)).last.fill(_code(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("main")).to_contain_text("Authenticator app activated")
    page.context.clear_cookies()
    # A code opens the door once: half a minute later there is another one, and here we do not wait.
    cache.clear()

    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    code = page.get_by_label(re.compile("code", re.IGNORECASE)).first
    expect(code).to_be_visible()
    visitor.look()
    page.goto("/inbox/")
    expect(code).to_be_visible()
    code.fill("000000")
    page.get_by_role("main").get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("incorrect", re.IGNORECASE))
    code.fill(_code(secret))
    page.get_by_role("main").get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(trader.organisation.name)


def _code(secret: str) -> str:
    """What the authenticator on a telephone would show, the one that holds longest."""
    *_, counter = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
