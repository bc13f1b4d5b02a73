"""What a webhook says: a CloudEvents 1.0 JSON event about one delivery, the same bytes at every attempt.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE_PREFIX = "hub.delivery."
TEST_TYPE = "hub.webhook.test"


class DeliveryRef(NamedTuple):
    """Which delivery: its key."""

    version: UUID
    recipient: UUID
    purpose: str


@dataclass(frozen=True, slots=True)
class Sendable:
    """What a recipient may be sent now, already projected to what it may see.

    ``envelope`` and ``elements`` are plain JSON values, in an order that does not change from one decision
    to the next; ``at`` is when the delivery became available; ``position`` its place in the inbox.
    """

    delivery: UUID
    publisher: UUID
    number: str
    version: int
    kind: str
    purpose: str
    position: int
    at: datetime
    envelope: Mapping[str, Any]
    elements: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What may not be sent now; ``for_good`` when nothing can change that."""

    reason: str
    for_good: bool = False


def event(sendable: Sendable, *, message_id: str, replaces: str) -> dict[str, Any]:
    """The event. ``sequence`` rises within a notice and consignment key, so that a receiver can sort."""
    written: dict[str, Any] = {
        "specversion": "1.0",
        "id": message_id,
        "type": TYPE_PREFIX + sendable.kind,
        "source": f"/organisations/{sendable.publisher}",
        "subject": sendable.number,
        "time": sendable.at.isoformat(),
        "datacontenttype": "application/json",
        "sequence": f"{sendable.position:020d}",
        "data": {
            "delivery": sendable.delivery,
            "notice": sendable.number,
            "version": sendable.version,
            "kind": sendable.kind,
            "purpose": sendable.purpose,
            "envelope": sendable.envelope,
            "elements": sendable.elements,
        },
    }
    if replaces:
        # The view has changed since an earlier attempt under that id, which may have arrived.
        written["replaces"] = replaces
    return written


def trial(*, message_id: str, endpoint: UUID) -> dict[str, Any]:
    """An event about nothing, by which a receiver tries its signature check."""
    return {
        "specversion": "1.0",
        "id": message_id,
        "type": TEST_TYPE,
        "source": "/webhooks",
        "subject": str(endpoint),
        "datacontenttype": "application/json",
        "data": {"endpoint": endpoint},
    }


def encode(written: Mapping[str, Any]) -> bytes:
    """The event's bytes: members sorted, so that the same event is the same bytes."""
    return orjson.dumps(written, option=orjson.OPT_SORT_KEYS)


def digest(sendable: Sendable) -> bytes:
    """What tells one view from another, whatever id it is sent under."""
    return hashlib.sha256(encode(event(sendable, message_id="", replaces=""))).digest()
