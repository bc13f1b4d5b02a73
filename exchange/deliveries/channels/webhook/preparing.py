"""From a claimed message to bytes that may leave: decided now, named, signed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from accounts import acting, clock
from exchange.deliveries.channels.webhook import message, sealing, signature, sql, states, work
from exchange.deliveries.channels.webhook.message import DeliveryRef, Sendable, Withheld
from exchange.deliveries.channels.webhook.work import Claimed, Settlement


class Decisions(Protocol):
    """What the channel asks of those who know the law; both are called within a pipeline transaction."""

    def decide(self, deliveries: Sequence[DeliveryRef]) -> Mapping[DeliveryRef, Sendable | Withheld]:
        """May each be sent at this moment? What may be is on the register before this transaction commits."""
        ...

    def delivered(self, deliveries: Sequence[DeliveryRef], *, at: datetime) -> None:
        """Their receivers have answered 2xx."""
        ...


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key and its name."""

    id: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that may leave now, with all that its attempt needs."""

    claimed: Claimed
    url: str
    message_id: str
    body: bytes
    keys: Sequence[Key]
    at: datetime

    def headers(self) -> dict[str, str]:
        """The header fields. The timestamp is the database's clock, which judges everything else too."""
        signed = signature.headers(
            [key.key for key in self.keys],
            message_id=self.message_id,
            timestamp=int(self.at.timestamp()),
            body=self.body,
        )
        return {"Content-Type": message.CONTENT_TYPE, **signed}


@dataclass(frozen=True, slots=True)
class _Address:
    """An endpoint that may be called now: where, since when by the database's clock, and with which keys."""

    url: str
    at: datetime
    keys: list[Key]


def prepare(claimed: Sequence[Claimed], decisions: Decisions) -> list[Ready]:
    """Decide, name and render. What may not leave is settled here; so is what its endpoint no longer takes."""
    addresses = _addresses({one.endpoint for one in claimed})
    live = [one for one in claimed if one.endpoint in addresses]
    settlements = [
        Settlement(one, states.DUE, refund=True) for one in claimed if one.endpoint not in addresses
    ]
    answers = decisions.decide(list(dict.fromkeys(one.delivery for one in live if not one.is_test)))
    drafts: list[tuple[Claimed, str, str, bytes, bytes]] = []
    for one in live:
        answer = None if one.is_test else answers[one.delivery]
        if isinstance(answer, Withheld):
            state = states.CANCELLED if answer.for_good else states.WITHHELD
            settlements.append(Settlement(one, state, answer.reason, refund=True))
        else:
            drafts.append((one, *_render(one, answer)))
    work.settle(settlements)
    ours = work.name([draft[:4] for draft in drafts])
    return [
        _ready(one, addresses[one.endpoint], message_id, body)
        for one, message_id, _, _, body in drafts
        if one.id in ours
    ]


def _ready(one: Claimed, address: _Address, message_id: str, body: bytes) -> Ready:
    return Ready(one, address.url, message_id, body, address.keys, address.at)


def _render(one: Claimed, sendable: Sendable | None) -> tuple[str, str, bytes, bytes]:
    """The id, the id it replaces, the digest of the view, and the body: the same as before if the view is."""
    if sendable is None:
        message_id = one.message_id or _new_id()
        trial = message.trial(message_id=message_id, endpoint=one.endpoint)
        return message_id, "", b"", message.encode(trial)
    digest = message.digest(sendable)
    message_id, replaces = one.message_id, one.replaces
    if digest != one.digest:
        message_id, replaces = _new_id(), one.message_id
    event = message.event(sendable, message_id=message_id, replaces=replaces)
    return message_id, replaces, digest, message.encode(event)


def _new_id() -> str:
    return f"msg_{clock.uuid7().hex}"


def _addresses(endpoints: Collection[UUID]) -> dict[UUID, _Address]:
    found: dict[UUID, _Address] = {}
    with acting.connection().cursor() as cursor:
        cursor.execute(sql.KEYS, [[str(endpoint) for endpoint in endpoints]])
        for endpoint, url, key_id, sealed, at in cursor.fetchall():
            address = found.setdefault(endpoint, _Address(url, at, []))
            address.keys.append(_key(key_id, bytes(sealed)))
    return found


@lru_cache(maxsize=1024)
def _key(key_id: str, sealed: bytes) -> Key:
    return Key(key_id, signature.key_of(sealing.unseal(sealed)))
