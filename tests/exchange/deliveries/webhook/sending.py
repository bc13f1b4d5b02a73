"""What the tests of sending share: a law that is told what to say, and shorthands for the channel's verbs."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.test import override_settings

from accounts import acting, clock
from exchange.deliveries.channels.webhook import guard, services, work
from exchange.deliveries.channels.webhook.dispatching import POLL_SECONDS, Dispatcher
from exchange.deliveries.channels.webhook.message import DeliveryRef, Sendable, Withheld
from exchange.deliveries.channels.webhook.models import Attempt, Dispatch, Endpoint
from exchange.deliveries.channels.webhook.posting import Poster
from tests.exchange.deliveries.webhook.receiver import Receiver
from tests.factories.accounts import Member, acting_for

Answer = Sendable | Withheld | Exception


@dataclass
class Law:
    """Decides what it was told to, remembers what it was asked and what was reported as delivered."""

    answers: dict[DeliveryRef, Answer] = field(default_factory=dict)
    asked: list[DeliveryRef] = field(default_factory=list)
    arrived: list[DeliveryRef] = field(default_factory=list)

    def decide(self, deliveries: Sequence[DeliveryRef]) -> Mapping[DeliveryRef, Sendable | Withheld]:
        self.asked.extend(deliveries)
        found: dict[DeliveryRef, Sendable | Withheld] = {}
        for delivery in deliveries:
            answer = self.answers[delivery]
            if isinstance(answer, Exception):
                raise answer
            found[delivery] = answer
        return found

    def delivered(self, deliveries: Sequence[DeliveryRef], *, at: datetime) -> None:
        self.arrived.extend(deliveries)


@dataclass
class Sender:
    """An organisation, its law, and the messages to it."""

    recipient: Member
    law: Law = field(default_factory=Law)
    positions: int = 0

    def message(self, endpoint: Endpoint, *, key: str = "", **changes: Any) -> DeliveryRef:
        """One more message for the endpoint; without a key, under one of its own."""
        self.positions += 1
        delivery = DeliveryRef(clock.uuid7(), self.recipient.id, "safety_and_security")
        self.law.answers[delivery] = sendable(position=self.positions, **changes)
        one = work.NewDispatch(
            delivery, clock.uuid7(), endpoint.id, "ucr", key or delivery.version.hex, self.positions
        )
        with acting.as_pipeline():
            work.enqueue([one])
        return delivery

    def dispatcher(
        self, *receivers: Receiver, delays: Sequence[float] = (0.05,) * 9, **more: Any
    ) -> Dispatcher:
        allow = frozenset(("127.0.0.1", receiver.port) for receiver in receivers)
        attempt_seconds = more.pop("attempt_seconds", 2)
        poster = Poster(guard.Policy(allow=allow), attempt_seconds=attempt_seconds)
        return Dispatcher(self.law, poster=poster, delays=delays, **more)


def sendable(*, position: int = 1, value: str = "8471", **changes: Any) -> Sendable:
    given: dict[str, Any] = {
        "delivery": UUID(int=position),
        "publisher": UUID(int=7),
        "number": f"N{position}",
        "version": 1,
        "kind": "content",
        "purpose": "safety_and_security",
        "position": position,
        "at": datetime(2026, 5, 1, tzinfo=UTC),
        "envelope": {"type": "advance_cargo"},
        "elements": [{"path": "/items/0/hs", "value": value, "form": "plain", "grounds": []}],
    }
    return Sendable(**{**given, **changes})


def run_until(
    dispatcher: Dispatcher, happened: Callable[[], bool], *, seconds: float = 30, drain: bool = True
) -> None:
    """Send until something has happened, however slow the machine; ``drain`` settles what is in flight then."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        dispatcher.run(seconds=POLL_SECONDS, linger=True, drain=drain)


def more_calls(receiver: Receiver, count: int) -> Callable[[], bool]:
    """Whether the receiver has been called so many times more than now."""
    wanted = len(receiver.calls) + count
    return lambda: len(receiver.calls) >= wanted


def register(member: Member, receiver: Receiver) -> tuple[Endpoint, str]:
    with override_settings(HUB_WEBHOOK_ALLOW=[f"127.0.0.1:{receiver.port}"]):
        address = services.vet(url=receiver.url)
    with acting_for(member) as at:
        made = services.register(address=address, by=member.caller, at=at)
    return made.endpoint, made.secret


def states_of(endpoint: Endpoint) -> list[str]:
    with acting.as_pipeline():
        rows = Dispatch.objects.filter(endpoint_id=endpoint.id).order_by("position", "id")
        return list(rows.values_list("state", flat=True))


def attempts_at(delivery: DeliveryRef) -> list[Attempt]:
    with acting.as_pipeline():
        return list(Attempt.objects.filter(version_id=delivery.version).order_by("id"))


def reload(endpoint: Endpoint) -> Endpoint:
    with acting.as_pipeline():
        return Endpoint.objects.get(id=endpoint.id)
