"""The operator's view of single notices: every stage, every attempt, never an element of the content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts import acting
from accounts.errors import NotFound

MOST = 50


@dataclass(frozen=True, slots=True)
class TracedVersion:
    """One version on its way through routing."""

    n: int
    kind: str
    late: bool
    accepted_at: datetime
    state: str
    attempts: int
    due_at: datetime
    routed_at: datetime | None
    recipients: int | None
    fault: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a webhook message."""

    at: datetime
    outcome: str
    status: int | None
    milliseconds: int
    late: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery on its way to one endpoint, of which the host is told."""

    id: UUID
    host: str
    endpoint_state: str
    state: str
    reason: str
    next_try: datetime
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class TracedDelivery:
    """One delivery, with the messages that carry it. ``channel``: by which it left."""

    id: UUID
    n: int
    recipient: UUID
    purpose: str
    kind: str
    basis: str
    state: str
    reason: str
    decided_at: datetime
    available_at: datetime | None
    delivered_at: datetime | None
    channel: str
    acknowledged_at: datetime | None
    messages: tuple[Message, ...]

    @property
    def is_open(self) -> bool:
        """Whether it may still be sent: neither acknowledged nor withheld nor ended."""
        return self.state in ("available", "delivered")


@dataclass(frozen=True, slots=True)
class Trace:
    """One notice at every stage, from one snapshot."""

    id: UUID
    number: str
    type: str
    publisher: UUID
    current: int
    accepted_at: datetime
    cancelled_at: datetime | None
    versions: tuple[TracedVersion, ...]
    deliveries: tuple[TracedDelivery, ...]

    @property
    def may_route_again(self) -> bool:
        return any(one.state == "quarantined" for one in self.versions)

    @property
    def dead(self) -> int:
        """How many messages were given up."""
        return len(self._dead)

    @property
    def sendable(self) -> int:
        """How many dead letters would be sent again now: still to be delivered, to a webhook that takes messages."""
        return sum(one.is_open and message.endpoint_state == "active" for one, message in self._dead)

    @property
    def stopped(self) -> tuple[tuple[TracedDelivery, Message], ...]:
        """The dead letters that wait for nothing but their webhook, which is disabled."""
        return tuple(
            (one, message)
            for one, message in self._dead
            if one.is_open and message.endpoint_state == "disabled"
        )

    @property
    def _dead(self) -> list[tuple[TracedDelivery, Message]]:
        return [
            (one, message) for one in self.deliveries for message in one.messages if message.state == "dead"
        ]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted version in the list of the latest."""

    version_id: UUID
    number: str
    type: str
    publisher: UUID
    n: int
    accepted_at: datetime
    state: str
    recipients: int | None


def trace(number: str) -> Trace:
    """One notice; the database refuses whoever is not the operator."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_trace(%s)::text", [number])
        (text,) = cursor.fetchone()
    if text is None:
        raise NotFound
    found = orjson.loads(text)
    by_delivery: dict[str, list[Message]] = {}
    for one in found["messages"] or ():
        by_delivery.setdefault(one["delivery"], []).append(_message(one))
    return Trace(
        id=UUID(found["id"]),
        number=found["number"],
        type=found["type"],
        publisher=UUID(found["publisher"]),
        current=found["current"],
        accepted_at=_moment(found["accepted_at"]),
        cancelled_at=_maybe(found["cancelled_at"]),
        versions=tuple(_version(one) for one in found["versions"] or ()),
        deliveries=tuple(_delivery(one, by_delivery.get(one["id"], ())) for one in found["deliveries"] or ()),
    )


def latest(
    *, before: UUID | None = None, type_id: str = "", publisher: UUID | None = None, state: str = ""
) -> list[Accepted]:
    """The versions accepted last, before one of them if it is named; one more than ``MOST``, to tell if there are."""
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT * FROM hub_recent_notices(%s, %s, %s, %s, %s)",
            [before, type_id, publisher, state, MOST + 1],
        )
        return [Accepted(*row) for row in cursor.fetchall()]


def resend_dead(*, number: str) -> int:
    """Send a notice's dead letters again where their receivers take messages; answer how many."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_resend_dead(%s)", [number])
        (changed,) = cursor.fetchone()
    return int(changed)


def _version(found: Mapping[str, Any]) -> TracedVersion:
    return TracedVersion(
        **{
            **found,
            "accepted_at": _moment(found["accepted_at"]),
            "due_at": _moment(found["due_at"]),
            "routed_at": _maybe(found["routed_at"]),
        }
    )


def _delivery(found: Mapping[str, Any], messages: Sequence[Message]) -> TracedDelivery:
    return TracedDelivery(
        **{
            **found,
            "id": UUID(found["id"]),
            "recipient": UUID(found["recipient"]),
            "decided_at": _moment(found["decided_at"]),
            "available_at": _maybe(found["available_at"]),
            "delivered_at": _maybe(found["delivered_at"]),
            "acknowledged_at": _maybe(found["acknowledged_at"]),
            "messages": tuple(messages),
        }
    )


def _message(found: Mapping[str, Any]) -> Message:
    return Message(
        id=UUID(found["id"]),
        host=found["host"] or "",
        endpoint_state=found["endpoint_state"],
        state=found["state"],
        reason=found["reason"],
        next_try=_moment(found["next_try"]),
        attempts=tuple(Attempt(**{**one, "at": _moment(one["at"])}) for one in found["attempts"] or ()),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)
