"""*May send*, asked of deliveries in the pipeline, with everything that the answer depends on at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.deliveries import claims
from exchange.deliveries.claims import Claimed
from exchange.deliveries.models import Delivery
from exchange.routing import continuing, engine
from exchange.routing.engine import Sending
from exchange.routing.facts import Held
from exchange.routing.selectors import Snapshot


@dataclass(frozen=True, slots=True)
class Subject:
    """A delivery together with its version, and the notice's newest version where that is another."""

    delivery: Delivery
    version: Claimed
    newest: Claimed | None
    held: Sequence[Held]


def subjects(deliveries: Sequence[Delivery]) -> list[Subject]:
    """The deliveries with what *may send* asks for. Locks their notices until the transaction ends."""
    notices = {one.notice_id for one in deliveries}
    claims.lock(notices)
    versions = {one.version_id: one for one in claims.routed([one.version_id for one in deliveries])}
    newest = claims.newest(one.version.notice for one in versions.values() if not one.version.current)
    held = claims.held_deliveries(sorted(notices))
    return [
        Subject(
            one,
            version := versions[one.version_id],
            None if version.version.current else newest[one.notice_id],
            held[one.notice_id],
        )
        for one in deliveries
    ]


def may_send(subject: Subject, *, snapshot: Snapshot, at: datetime) -> Sending:
    """Whether the delivery may leave at this moment, as what, and under which grounds."""
    delivery = subject.delivery
    if delivery.basis != Delivery.Basis.AGREEMENT:
        refused = continuing.may_hear_reply(snapshot.index, recipient=delivery.recipient_id, moment=at)
        return Sending(None if refused else delivery.kind, (), refused)
    granted: tuple[UUID, ...] = tuple(delivery.grounds.agreement_versions) if delivery.grounds else ()
    if delivery.kind not in (engine.CONTENT, engine.FOLLOW_UP):
        return engine.may_send_envelope(
            snapshot.index, kind=delivery.kind, recipient=delivery.recipient_id, granted=granted, moment=at
        )
    return engine.may_send(
        snapshot.index,
        subject.version.version,
        recipient=delivery.recipient_id,
        purpose=delivery.purpose,
        granted=granted,
        held=subject.held,
        moment=at,
        newest=None if subject.newest is None else subject.newest.version,
    )
