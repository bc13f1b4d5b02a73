"""Webhooks over the API: everything that the channel does, and nothing of other organisations."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from accounts.clock import uuid7
from tests.exchange.deliveries.webhook.receiver import Receiver, receiving
from tests.exchange.deliveries.webhook.sending import Sender
from tests.factories import accounts
from tests.factories.accounts import Member
from tests.hub.api.callers import Machine

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def recipient(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def machine(recipient: Member) -> Machine:
    return Machine(recipient, "webhooks:write")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening, override_settings(HUB_WEBHOOK_ALLOW=[f"127.0.0.1:{listening.port}"]):
        yield listening


def _registered(machine: Machine, receiver: Receiver) -> dict:
    answer = machine.post("webhooks", {"url": receiver.url, "description": "Risk engine"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_secret_is_shown_once(machine: Machine, receiver: Receiver) -> None:
    made = _registered(machine, receiver)
    assert made["secret"].startswith("whsec_")
    read = machine.get(f"webhooks/{made['id']}").json()
    assert "secret" not in read
    assert read == {key: value for key, value in made.items() if key not in ("secret", "subscription")}
    rotated = machine.post(f"webhooks/{made['id']}/secrets", {"overlap_hours": 1}).json()
    assert rotated["secret"] != made["secret"]
    assert [key["valid_until"] is None for key in rotated["keys"]] == [False, True]


def test_registering_the_first_webhook_subscribes_to_everything_unless_a_subscription_says_what(
    recipient: Member,
) -> None:
    machine = Machine(recipient, "webhooks:write")
    subscriber = Machine(recipient, "subscriptions:write")

    def begun(name: str) -> str | None:
        answer = machine.post("webhooks", {"url": f"https://93.184.215.14/{name}"})
        assert answer.status_code == 201, answer.content
        return answer.json()["subscription"]

    everything = begun("first")
    shown = subscriber.get(f"subscriptions/{everything}").json()
    assert (shown["purpose"], shown["types"], shown["filter"]) == (None, [], [])
    assert (shown["channels"], shown["ended"]) == (["webhook"], None)
    assert begun("second") is None
    # It ends like any other, and the next endpoint does not bring it back while another wish names the webhook.
    assert subscriber.call("DELETE", f"subscriptions/{everything}").status_code == 200
    narrow = {"types": ["hold"], "channels": ["webhook"]}
    assert subscriber.post("subscriptions", narrow).status_code == 201
    assert begun("third") is None


def test_an_inner_address_is_refused_with_its_place(machine: Machine) -> None:
    answer = machine.post("webhooks", {"url": "https://169.254.169.254/latest/"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/url", "code": "not-public", "detail": "The hub calls public addresses only."}
    ]


def test_a_test_event_shows_in_the_log(machine: Machine, receiver: Receiver, recipient: Member) -> None:
    made = _registered(machine, receiver)
    sent = machine.post(f"webhooks/{made['id']}/test")
    assert sent.status_code == 202
    Sender(recipient).dispatcher(receiver).run(seconds=10)
    (message,) = machine.get(f"webhooks/{made['id']}/messages?state=sent,dead").json()["items"]
    assert (message["id"], message["state"], message["attempts"]) == (sent.json()["id"], "sent", 1)
    (attempt,) = machine.get(f"webhooks/{made['id']}/messages/{message['id']}/attempts").json()["items"]
    assert (attempt["outcome"], attempt["status"]) == ("delivered", 200)
    assert attempt["message_id"] == message["message_id"] == receiver.calls[0].id


def test_life_of_a_webhook(machine: Machine, receiver: Receiver) -> None:
    made = _registered(machine, receiver)
    address = f"webhooks/{made['id']}"
    assert machine.post("webhooks", {"url": receiver.url}).status_code == 409
    assert machine.call("PATCH", address, {"description": "Other"}).json()["description"] == "Other"
    assert machine.post(f"{address}/disable").json()["state"] == "disabled"
    assert machine.post(f"{address}/test").json()["code"] == "webhook-not-active"
    assert machine.post(f"{address}/enable").json()["state"] == "active"
    assert machine.post(f"{address}/replay", {}).json() == {"messages": 0}
    assert machine.call("DELETE", address).status_code == 204
    assert machine.get(address).status_code == 404
    assert machine.get("webhooks").json() == {"items": [], "next": None}


def test_what_happened_is_listed(machine: Machine, receiver: Receiver) -> None:
    made = _registered(machine, receiver)
    for act in ("disable", "enable", "secrets"):
        machine.post(f"webhooks/{made['id']}/{act}", {} if act == "secrets" else None)
    events = machine.get(f"webhooks/{made['id']}/events").json()["items"]
    assert [event["act"] for event in events] == ["rotated", "enabled", "disabled", "registered"]
    assert all(event["by_client"] for event in events)


def test_foreign_and_absent_webhooks_look_the_same(
    machine: Machine, receiver: Receiver, operator: Member
) -> None:
    made = _registered(machine, receiver)
    stranger = Machine(accounts.member(operator, "authority", country="US"), "webhooks:write")
    for method, suffix, body in [
        ("GET", "", None),
        ("PATCH", "", {"description": "x"}),
        ("DELETE", "", None),
        ("POST", "/secrets", {}),
        ("POST", "/disable", None),
        ("POST", "/enable", None),
        ("POST", "/test", None),
        ("POST", "/replay", {}),
        ("GET", "/events", None),
        ("GET", "/messages", None),
        ("GET", f"/messages/{uuid7()}/attempts", None),
    ]:
        answers = []
        for webhook in (made["id"], uuid7()):
            answer = stranger.call(method, f"webhooks/{webhook}{suffix}", body)
            problem = answer.json()
            assert problem.pop("instance").startswith("/api/v1/webhooks/")
            problem.pop("request_id")
            answers.append((answer.status_code, problem))
        assert answers[0] == answers[1], (method, suffix)
        assert answers[0][0] == 404


def test_it_takes_the_scope(recipient: Member, receiver: Receiver) -> None:
    reader = Machine(recipient, "inbox:read")
    assert reader.get("webhooks").json()["code"] == "permission-needed"
    assert reader.post("webhooks", {"url": receiver.url}).status_code == 403
