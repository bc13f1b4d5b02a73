"""Messages as work: one in flight per endpoint and key, leases that fence, replay that decides again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, connections

from accounts import acting
from accounts.errors import Conflict, Forbidden, NotFound
from exchange.deliveries.channels.webhook import preparing, selectors, services, settling, states, work
from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint, Secret
from exchange.deliveries.channels.webhook.posting import Answer
from exchange.deliveries.channels.webhook.schedule import Outcome
from tests.exchange.deliveries.webhook import receiver as receivers
from tests.exchange.deliveries.webhook.receiver import Receiver, receiving
from tests.exchange.deliveries.webhook.sending import (
    Sender,
    attempts_at,
    register,
    reload,
    sendable,
    states_of,
)
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def _claim(endpoint: Endpoint, room: int = 10, **more: float) -> list[work.Claimed]:
    with acting.as_pipeline():
        return work.claim({endpoint.id: room}, **more)


def _settle(sender: Sender, claimed: work.Claimed, outcome: Outcome) -> None:
    with acting.as_pipeline():
        (ready,) = preparing.prepare([claimed], sender.law)
    _finish(sender, ready, outcome)


def _finish(sender: Sender, ready: preparing.Ready, outcome: Outcome) -> None:
    with acting.as_pipeline():
        settling.settle(
            [settling.Result(ready, Answer(outcome, 0.1))],
            sender.law,
            delays=[60.0],
            successes=settling.Successes(),
        )


def test_only_the_head_of_a_key_is_taken_and_the_next_one_after_it(
    sender: Sender, endpoint: Endpoint
) -> None:
    for key in ("a", "a", "b", "a"):
        sender.message(endpoint, key=key)
    first = _claim(endpoint)
    assert sorted(one.position for one in first) == [1, 3]
    assert _claim(endpoint) == []
    head = next(one for one in first if one.position == 1)
    _settle(sender, head, Outcome.DELIVERED)
    assert [one.position for one in _claim(endpoint)] == [2]


def test_nobody_takes_more_than_there_is_room_for(sender: Sender, endpoint: Endpoint) -> None:
    for _ in range(5):
        sender.message(endpoint)
    assert len(_claim(endpoint, room=2)) == 2
    assert len(_claim(endpoint)) == 3


def test_two_workers_never_take_the_same_message(sender: Sender, endpoint: Endpoint) -> None:
    for number in range(100):
        sender.message(endpoint, key=f"K{number % 20}")
    taken: list[UUID] = []

    def worker() -> None:
        with _own_connections():
            while claimed := _claim(endpoint, room=3):
                taken.extend(one.id for one in claimed)

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20


@contextmanager
def _own_connections() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()


def test_a_sleeper_that_wakes_after_its_lease_changes_nothing(sender: Sender, endpoint: Endpoint) -> None:
    """R10: the second worker's answer stands, whatever the first one brings."""
    delivery = sender.message(endpoint)
    (asleep,) = _claim(endpoint, lease_seconds=0)
    with acting.as_pipeline():
        (late,) = preparing.prepare([asleep], sender.law)
    (awake,) = _claim(endpoint)
    assert awake.message_id == late.message_id
    _settle(sender, awake, Outcome.DELIVERED)
    _finish(sender, late, Outcome.SERVER_ERROR)
    assert states_of(endpoint) == ["sent"]
    assert [(attempt.outcome, attempt.late) for attempt in attempts_at(delivery)] == [
        ("delivered", False),
        ("server_error", True),
    ]
    # Nor may it send at all once its lease is gone.
    with acting.as_pipeline():
        assert preparing.prepare([asleep], sender.law) == []


def test_putting_a_message_in_twice_makes_one(sender: Sender, endpoint: Endpoint) -> None:
    delivery = sender.message(endpoint)
    again = work.NewDispatch(delivery, delivery.version, endpoint.id, "ucr", "x", 99)
    with acting.as_pipeline():
        work.enqueue([again])
    assert states_of(endpoint) == ["due"]
    assert [one.position for one in _claim(endpoint)] == [1]


def test_replay_sends_each_missed_message_once_and_decides_anew(sender: Sender, recipient: Member) -> None:
    """W6: fail beyond the limit, enable, replay a range."""
    with receiving("error") as receiver:
        endpoint, _ = register(recipient, receiver)
        missed = [sender.message(endpoint) for _ in range(3)]
        sender.dispatcher(receiver, delays=(0.01,), threads=8).run(seconds=1, linger=True)
        assert reload(endpoint).state == "disabled"
        with acting_for(recipient) as at:
            services.enable(endpoint=endpoint.id, by=recipient.caller, at=at)
        receiver.behave = receivers.status(200)
        receiver.calls.clear()
        with acting_for(recipient) as at:
            services.replay(endpoint=endpoint.id, until=at, by=recipient.caller, at=at)
        sender.law.answers[missed[2]] = sendable(position=3, value="changed")
        sender.dispatcher(receiver).run(seconds=1, linger=True)
        assert sorted(call.event["subject"] for call in receiver.calls) == ["N1", "N2", "N3"]
        with acting_for(recipient) as at:
            assert services.replay(endpoint=endpoint.id, by=recipient.caller, at=at) == 0
    assert states_of(endpoint) == ["sent"] * 3


def test_a_removed_endpoint_gets_nothing_more(sender: Sender, endpoint: Endpoint, receiver: Receiver) -> None:
    sender.message(endpoint)
    (claimed,) = _claim(endpoint)
    with acting_for(sender.recipient) as at:
        services.remove(endpoint=endpoint.id, by=sender.recipient.caller, at=at)
    with acting.as_pipeline():
        assert preparing.prepare([claimed], sender.law) == []
    sender.message(endpoint)
    sender.dispatcher(receiver).run(seconds=0.5)
    assert receiver.calls == []
    with acting_for(sender.recipient), pytest.raises(NotFound):
        selectors.endpoint(organisation=sender.recipient.id, endpoint=endpoint.id)


def test_an_address_is_registered_once(recipient: Member, endpoint: Endpoint) -> None:
    with acting_for(recipient) as at, pytest.raises(Conflict):
        services.register(address=services.VettedUrl(endpoint.url), by=recipient.caller, at=at)


def test_another_organisation_sees_and_changes_nothing(
    sender: Sender, endpoint: Endpoint, stranger: Member
) -> None:
    sender.message(endpoint)
    with acting_for(stranger) as at:
        assert not Endpoint.objects.exists()
        assert not Secret.objects.defer("sealed").exists()
        assert not selectors.messages(endpoint=endpoint.id).exists()
        for act in (services.disable, services.enable, services.remove, services.rotate_secret):
            with pytest.raises(NotFound):
                act(endpoint=endpoint.id, by=stranger.caller, at=at)


def test_it_takes_the_permission(recipient: Member, endpoint: Endpoint) -> None:
    reader = replace(recipient.caller, permissions=frozenset({"webhooks:read"}))
    with acting_for(recipient) as at:
        for act in (
            services.disable,
            services.enable,
            services.remove,
            services.rotate_secret,
            services.replay,
        ):
            with pytest.raises(Forbidden):
                act(endpoint=endpoint.id, by=reader, at=at)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM webhooks_secret",
        "SELECT order_key FROM webhooks_dispatch",
        "SELECT digest FROM webhooks_dispatch",
        "UPDATE webhooks_endpoint SET url = 'https://elsewhere.example/'",
        "UPDATE webhooks_dispatch SET position = 0",
        "UPDATE webhooks_attempt SET status = 200",
        "DELETE FROM webhooks_dispatch",
    ],
)
def test_the_web_login_cannot(recipient: Member, endpoint: Endpoint, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting_for(recipient),
        acting.connection().cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_tables_name_every_state_and_the_pages_show_them() -> None:
    assert {row.target for row in states.MESSAGE} == set(Dispatch.State)
    assert {row.target for row in states.ENDPOINT} == set(Endpoint.State)
    for name, text in states.pages().items():
        assert (Path(__file__).parents[4] / "docs" / "states" / name).read_text() == text
