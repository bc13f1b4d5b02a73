"""What the webhook channel asks of the hub: may each delivery be sent now, as what; and that it has arrived."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting
from accounts.organisations import facts
from exchange.deliveries import asking, claims, deciding, grounds, reconsidering, replies
from exchange.deliveries.channels.webhook.message import DeliveryRef, Sendable, Withheld
from exchange.deliveries.deciding import Subject
from exchange.deliveries.grounds import UnknownGrounds
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf
from exchange.routing import engine
from exchange.routing import selectors as routing
from exchange.routing.projection import Element, project
from exchange.routing.selectors import Snapshot

_MARK = """
UPDATE deliveries_delivery d
SET state = 'delivered', delivered_at = %s, delivered_by = 'webhook', decided_at = %s, reason = ''
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS u (version_id, recipient_id, purpose)
WHERE d.version_id = u.version_id AND d.recipient_id = u.recipient_id AND d.purpose = u.purpose
AND d.state <> 'delivered'
RETURNING d.version_id, d.recipient_id, d.purpose, d.notice_id, d.number, d.n"""
_WITHHOLD = """
UPDATE deliveries_delivery SET state = %s, reason = %s, decided_at = %s, stamp = %s
WHERE version_id = %s AND recipient_id = %s AND purpose = %s AND state = 'available'"""


class Law:
    """The channel's ``Decisions``: asks the engine, projects, and writes the register. Pipeline transactions only."""

    def decide(self, deliveries: Sequence[DeliveryRef]) -> Mapping[DeliveryRef, Sendable | Withheld]:
        """May each be sent at this moment? What may be stands on the register before this commits."""
        if not deliveries:
            return {}
        stamp, at = facts.hold_stamp_at()
        snapshot = routing.current(stamp=stamp)
        found = _load(deliveries)
        answers: dict[DeliveryRef, Sendable | Withheld] = {}
        register: list[Disclosure] = []
        for subject in deciding.subjects(list(found.values())):
            delivery = subject.delivery
            ref = DeliveryRef(delivery.version_id, delivery.recipient_id, delivery.purpose)
            answers[ref] = _answer(subject, snapshot, at, register)
        Disclosure.objects.bulk_create(register)
        return answers

    def delivered(self, deliveries: Sequence[DeliveryRef], *, at: datetime) -> None:
        """Their receivers have answered 2xx: content has left, and what has happened since is made up for."""
        if not deliveries:
            return
        concerned = Delivery.objects.filter(version_id__in={one.version for one in deliveries})
        claims.lock(concerned.values_list("notice_id", flat=True).distinct())
        with acting.connection().cursor() as cursor:
            cursor.execute(
                _MARK, [at, at, *(list(map(str, column)) for column in zip(*deliveries, strict=True))]
            )
            marked = cursor.fetchall()
        ledger.append(
            ledger.Act(
                Leaf.Kind.DELIVERED,
                version,
                {"by": "webhook", "to": str(recipient), "for": purpose, "at": at.isoformat()},
            )
            for version, recipient, purpose, *_ in marked
        )
        _make_up({notice for _, _, _, notice, _, _ in marked}, [(row[1], row[2]) for row in marked])


def _make_up(notices: set[Any], pairs: Sequence[tuple[Any, str]]) -> None:
    """A successor may have been routed while the message was on its way: whoever got content hears of it now."""
    behind = claims.successors(notices)
    if not behind:
        return
    try:
        reconsidering.make_up(behind, pairs=pairs)
    except UnknownGrounds as unknown:
        # Hardly ever: a withdrawal stands on the grounds of what is held. Few enough to be written right here.
        with grounds.interned_here(unknown.keys):
            reconsidering.make_up(behind, pairs=pairs)


def _load(deliveries: Sequence[DeliveryRef]) -> dict[DeliveryRef, Delivery]:
    versions = {one.version for one in deliveries}
    recipients = {one.recipient for one in deliveries}
    rows = (
        Delivery.objects.filter(version_id__in=versions, recipient_id__in=recipients)
        .select_related("grounds")
        .defer("grounds__elements")
    )
    wanted = set(deliveries)
    keyed = ((DeliveryRef(row.version_id, row.recipient_id, row.purpose), row) for row in rows)
    return {ref: row for ref, row in keyed if ref in wanted}


def _answer(
    subject: Subject, snapshot: Snapshot, at: datetime, register: list[Disclosure]
) -> Sendable | Withheld:
    delivery = subject.delivery
    if delivery.state in (Delivery.State.WITHHELD, Delivery.State.CLOSED):
        return Withheld(delivery.reason, for_good=delivery.state == Delivery.State.CLOSED)
    sending = deciding.may_send(subject, snapshot=snapshot, at=at)
    if sending.reason is not None:
        _withhold(delivery, sending.reason.code, final=sending.reason.final, snapshot=snapshot, at=at)
        return Withheld(sending.reason.code, for_good=sending.reason.final)
    granted = delivery.grounds.agreement_versions if delivery.grounds else []
    if sorted(sending.versions) != sorted(granted) and delivery.state == Delivery.State.AVAILABLE:
        # Its grounds have changed: it is decided again under the new ones, and gets a new position.
        _withhold(delivery, asking.DECIDED_AGAIN, final=False, snapshot=snapshot, at=at)
        return Withheld(asking.DECIDED_AGAIN)
    return _sendable(subject, _live(subject, granted, snapshot, at), snapshot, at, register)


def _live(subject: Subject, granted: Sequence[UUID], snapshot: Snapshot, at: datetime) -> Sequence[UUID]:
    """The grounds to show it under: those it was delivered under, of which some still live, and never wider."""
    delivery = subject.delivery
    if delivery.state != Delivery.State.DELIVERED or not granted:
        return granted
    reading = engine.may_read(
        snapshot.index,
        recipient=delivery.recipient_id,
        granted=granted,
        delivered_at=delivery.delivered_at,
        cancelled_at=subject.version.version.cancelled_at,
        open_case=False,
        moment=at,
    )
    return [version.terms.id for version in reading.versions]


def _withhold(delivery: Delivery, reason: str, *, final: bool, snapshot: Snapshot, at: datetime) -> None:
    state = Delivery.State.CLOSED if final else Delivery.State.WITHHELD
    key = [str(delivery.version_id), str(delivery.recipient_id), delivery.purpose]
    with acting.connection().cursor() as cursor:
        cursor.execute(_WITHHOLD, [state.value, reason, at, snapshot.stamp, *key])


def _sendable(
    subject: Subject,
    live: Sequence[UUID],
    snapshot: Snapshot,
    at: datetime,
    register: list[Disclosure],
) -> Sendable:
    delivery = subject.delivery
    return Sendable(
        delivery=delivery.id,
        publisher=delivery.publisher_id,
        number=delivery.number,
        version=delivery.n,
        kind=delivery.kind,
        purpose=delivery.purpose,
        position=delivery.position or 0,
        at=delivery.available_at or at,
        envelope={
            "notice": delivery.number,
            "version": delivery.n,
            "version_id": str(delivery.version_id),
            "type": delivery.type,
            "publisher": str(delivery.publisher_id),
            "consignment_key": delivery.key_kind,
            "basis": delivery.basis,
            "reference": delivery.reference,
            "accepted_at": delivery.accepted_at.isoformat(),
        },
        elements=[_element(one) for one in _elements(subject, live, snapshot, at, register)],
    )


def _disclosure(delivery: Delivery, live: Sequence[UUID], at: datetime) -> Disclosure:
    """The register row of content that is about to leave."""
    return Disclosure(
        at=at,
        organisation_id=delivery.recipient_id,
        channel=Disclosure.Channel.WEBHOOK,
        purpose=delivery.purpose,
        notice_id=delivery.notice_id,
        version_id=delivery.version_id,
        publisher_id=delivery.publisher_id,
        agreement_versions=list(live),
    )


def _elements(
    subject: Subject,
    live: Sequence[UUID],
    snapshot: Snapshot,
    at: datetime,
    register: list[Disclosure],
) -> list[Element]:
    """The visible elements, with the register row that says so; nothing of an envelope-only delivery."""
    delivery = subject.delivery
    if delivery.kind not in (Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP):
        return []
    register.append(_disclosure(delivery, live, at))
    content = subject.version.version.content
    if delivery.basis != Delivery.Basis.AGREEMENT:
        return replies.elements(content, type_id=delivery.type, basis=delivery.basis)
    versions = [snapshot.index.versions[version] for version in live]
    return project(content, snapshot.index.types[delivery.type], versions)


def _element(one: Element) -> dict[str, Any]:
    return {
        "path": one.path,
        "value": one.value,
        "form": one.form,
        "grounds": [
            {"agreement": ground.agreement, "version": ground.version, "clause": ground.clause}
            for ground in one.grounds
        ],
    }
