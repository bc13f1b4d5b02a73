"""Webhooks at the portal: how an endpoint does, what was sent to it, and what is sent again."""

import re
from collections.abc import Iterator

import pytest
from django.test import override_settings

from accounts import acting
from exchange.deliveries.channels.webhook.models import Endpoint
from tests.exchange.deliveries.webhook.receiver import MODES, Receiver, receiving
from tests.exchange.deliveries.webhook.sending import Sender, more_calls, register, run_until
from tests.hub.portal.browsing import Browser, queries, signed_in
from tests.hub.portal.settings.test_settings import send

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def keeper(authority) -> Browser:
    return signed_in(authority, "administrator")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening, override_settings(HUB_WEBHOOK_ALLOW=[f"127.0.0.1:{listening.port}"]):
        yield listening


@pytest.fixture
def sender(authority) -> Sender:
    return Sender(authority)


@pytest.fixture
def endpoint(authority, receiver) -> Endpoint:
    return register(authority, receiver)[0]


def test_an_address_is_registered_and_its_secret_shown_once(keeper, receiver):
    form = {"url": receiver.url, "description": "Risk engine"}
    made = send(keeper, "/settings/webhooks/new/", **form)
    assert re.search(r'id="copy-secret">whsec_', made.markup)
    assert "a subscription to everything by webhook has begun" in made.main()
    (address,) = [
        one for one in keeper.get("/settings/webhooks/").links("/settings/webhooks/") if len(one) > 50
    ]
    assert "whsec_" not in keeper.get(address).markup
    assert "Nothing sent yet" in keeper.get("/settings/webhooks/").main()
    again = send(keeper, "/settings/webhooks/new/", **form)
    assert (again.status, "This address is registered." in again.main()) == (422, True)
    inner = send(keeper, "/settings/webhooks/new/", url="https://169.254.169.254/latest/")
    assert (inner.status, "public addresses only" in inner.main()) == (422, True)


def test_a_test_event_shows_what_it_was_answered(keeper, endpoint, receiver, sender):
    waiting = send(keeper, f"/settings/webhooks/{endpoint.id}/test/")
    assert "It is on its way." in waiting.main()
    assert "hx-get" in waiting.markup[waiting.markup.index("<main") :]
    sender.dispatcher(receiver).run(seconds=10)
    (message,) = [
        one
        for one in keeper.get(f"/settings/webhooks/{endpoint.id}/log/").links("/settings/")
        if "messages" in one
    ]
    shown = keeper.get(f"{message}part/")
    assert "Answered with success." in shown.text
    assert "hx-get" not in shown.markup


def test_what_was_given_up_is_replayed_and_an_officer_only_looks(
    keeper, endpoint, receiver, sender, authority
):
    receiver.behave = MODES["error"]
    sender.message(endpoint)
    run_until(sender.dispatcher(receiver, delays=(0.05, 0.05, 0.05)), more_calls(receiver, 4))
    listed = keeper.get("/settings/webhooks/").main()
    assert "Disabled The hub disabled it" in listed
    assert "1 message" in listed
    address = f"/settings/webhooks/{endpoint.id}"
    assert "Messages can be replayed once" in keeper.get(f"{address}/lost/").main()
    officer = signed_in(authority, "officer")
    assert "Enable it again" not in officer.get(f"{address}/").main()
    assert "permission" in officer.post(f"{address}/enable/").text
    keeper.post(f"{address}/enable/")
    receiver.behave = MODES["ok"]
    assert "Choose the messages" in keeper.post(f"{address}/replay/", message="nonsense").text
    assert "1 message is decided again" in keeper.post(f"{address}/replay/", all="1").text
    sender.dispatcher(receiver).run(seconds=10)
    assert "Nothing has been given up" in keeper.get(f"{address}/lost/").main()
    assert keeper.get(f"{address}/log/").main().count("Your system answered with an error of its own") == 4
    assert "Enabled again" in keeper.get(f"{address}/").main()


def test_a_secret_is_rotated_with_both_signing_meanwhile_and_an_endpoint_is_ended(
    keeper, endpoint, authority
):
    address = f"/settings/webhooks/{endpoint.id}"
    assert "The webhook has a new secret" in send(keeper, f"{address}/rotate/", overlap="24").main()
    assert keeper.get(f"{address}/").main().count("Until replaced") == 1
    assert "The webhook has ended." in send(keeper, f"{address}/end/").text
    assert keeper.get(f"{address}/").status == 404
    with acting.as_organisation(authority.id):
        assert Endpoint.objects.get().state == Endpoint.State.REMOVED


def test_the_log_costs_the_same_however_long(keeper, endpoint, receiver, sender):
    address = f"/settings/webhooks/{endpoint.id}"
    sender.message(endpoint)
    sender.dispatcher(receiver).run(seconds=10)
    for page in (f"{address}/log/", f"{address}/", "/settings/webhooks/"):
        for_one = queries(lambda: keeper.get(page))  # noqa: B023 (asked at once)
        for _ in range(3):
            sender.message(endpoint)
        sender.dispatcher(receiver).run(seconds=10)
        assert queries(lambda: keeper.get(page)) == for_one  # noqa: B023 (asked at once)


def test_a_webhook_says_what_it_receives_and_is_given_another_description(keeper, receiver):
    send(keeper, "/settings/webhooks/new/", url=receiver.url, description="Risk engine")
    (address,) = [
        one for one in keeper.get("/settings/webhooks/").links("/settings/webhooks/") if len(one) > 50
    ]
    assert "Every type · Every purpose" in keeper.get(address).main()
    assert "Filing system" in send(keeper, f"{address}describe/", description="Filing system").main()
