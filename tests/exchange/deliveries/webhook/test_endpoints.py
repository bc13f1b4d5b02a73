"""What an organisation does with its endpoints, within the limits of each step; and the operator's settings."""

from datetime import timedelta

import pytest
from django.core import checks
from django.test import override_settings

from accounts import acting
from accounts.errors import Conflict, NotFound
from exchange.deliveries.channels.webhook import guard, policy, selectors, services
from exchange.deliveries.channels.webhook.checks import webhook_settings, webhook_settings_can_be_read
from exchange.deliveries.channels.webhook.models import Endpoint
from tests.exchange.deliveries.webhook.sending import Sender, states_of
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_an_organisation_has_a_limited_number_of_endpoints(recipient: Member) -> None:
    def register(number: int) -> None:
        address = services.VettedUrl(f"https://93.184.215.14/{number}")
        with acting_for(recipient) as at:
            services.register(address=address, by=recipient.caller, at=at)

    for number in range(services.MOST_ENDPOINTS):
        register(number)
    with pytest.raises(Conflict) as refused:
        register(99)
    assert refused.value.code == "too-many-webhooks"


def test_secrets_do_not_pile_up(recipient: Member, endpoint: Endpoint) -> None:
    def rotate(overlap: timedelta = services.DEFAULT_OVERLAP) -> None:
        with acting_for(recipient) as at:
            services.rotate_secret(endpoint=endpoint.id, overlap=overlap, by=recipient.caller, at=at)

    for _ in range(services.MOST_SECRETS - 1):
        rotate()
    with pytest.raises(Conflict) as refused:
        rotate()
    assert refused.value.code == "rotation-underway"
    # One that got out is ended all the same.
    rotate(timedelta(0))
    with acting_for(recipient):
        assert selectors.keys(endpoint=endpoint.id).count() == 1


def test_an_overlap_is_at_most_a_week(recipient: Member, endpoint: Endpoint) -> None:
    with acting_for(recipient) as at:
        services.rotate_secret(endpoint=endpoint.id, overlap=timedelta(days=99), by=recipient.caller, at=at)
    with acting_for(recipient):
        old, _ = selectors.keys(endpoint=endpoint.id)
    assert old.valid_until == at + timedelta(days=7)


def test_steps_that_are_taken_already_change_nothing(recipient: Member, endpoint: Endpoint) -> None:
    with acting_for(recipient) as at:
        services.enable(endpoint=endpoint.id, by=recipient.caller, at=at)
        services.disable(endpoint=endpoint.id, by=recipient.caller, at=at)
        services.disable(endpoint=endpoint.id, by=recipient.caller, at=at)
        acts = [event.act for event in selectors.events(endpoint=endpoint.id).order_by("id")]
    assert acts == ["registered", "disabled"]


def test_a_disabled_endpoint_neither_tests_nor_replays(recipient: Member, endpoint: Endpoint) -> None:
    with acting_for(recipient) as at:
        services.disable(endpoint=endpoint.id, by=recipient.caller, at=at)
        for act in (services.send_test, services.replay):
            with pytest.raises(Conflict) as refused:
                act(endpoint=endpoint.id, by=recipient.caller, at=at)
            assert refused.value.code == "webhook-not-active"


def test_a_replay_takes_what_was_named(
    sender: Sender, recipient: Member, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        sender.message(endpoint)
    with acting.as_pipeline():
        endpoint_messages = selectors.messages(endpoint=endpoint.id)
        endpoint_messages.update(state="dead")
        ids = [one.id for one in endpoint_messages.order_by("position")]
    monkeypatch.setattr(services, "MOST_REPLAYED", 2)
    with acting_for(recipient) as at:
        with pytest.raises(Conflict) as refused:
            services.replay(endpoint=endpoint.id, by=recipient.caller, at=at)
        assert refused.value.code == "too-many-to-replay"
        assert services.replay(endpoint=endpoint.id, messages=ids[:1], by=recipient.caller, at=at) == 1
        assert services.replay(endpoint=endpoint.id, since=at, by=recipient.caller, at=at) == 0
        assert services.replay(endpoint=endpoint.id, until=at, by=recipient.caller, at=at) == 2
    assert states_of(endpoint) == ["due"] * 3
    with acting_for(recipient):
        assert selectors.counts()["due"] == 3
        with pytest.raises(NotFound):
            selectors.message(endpoint=endpoint.id, message=endpoint.id)


def test_trial_settings_are_errors_in_a_deployment() -> None:
    assert webhook_settings(None) == []
    with override_settings(HUB_WEBHOOK_SCHEDULE=[1.0], HUB_WEBHOOK_CA_FILE="/ca.pem"):
        assert [error.id for error in webhook_settings(None)] == ["webhooks.E001", "webhooks.E002"]
        assert policy.delays() == (1.0,)
        assert policy.policy().ca_file == "/ca.pem"


@pytest.mark.parametrize("wrong", [{"HUB_WEBHOOK_ALLOW": ["nonsense"]}, {"HUB_WEBHOOK_SCHEDULE": [0.0]}])
def test_nonsense_in_the_settings_is_found_at_the_start(wrong: dict) -> None:
    assert webhook_settings_can_be_read(None) == []
    with override_settings(**wrong):
        assert [error.level for error in webhook_settings_can_be_read(None)] == [checks.ERROR]


def test_a_name_without_an_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise guard.socket.gaierror

    monkeypatch.setattr(guard.socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(guard.Invalid) as refused:
        services.vet(url="https://nowhere.example.com/")
    assert [fault.code for fault in refused.value.faults] == ["unknown-host"]
