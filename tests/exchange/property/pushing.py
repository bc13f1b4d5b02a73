"""The webhook's way to content, without the network: asked for, on its way for a while, arrived."""

from collections.abc import Sequence

from accounts import acting
from exchange.deliveries.asking import DECIDED_AGAIN
from exchange.deliveries.channels.webhook.message import DeliveryRef, Sendable
from exchange.deliveries.models import Delivery
from exchange.deliveries.sending import Law
from exchange.disclosures.models import Disclosure
from tests.exchange.property.watching import CONTENT, Seen, Watch, clock, stored
from tests.factories.accounts import Member


def push(watch: Watch, to: Member) -> None:
    """Decide about all that is available to a member; what may be sent is on its way from now on."""
    waiting = [
        one
        for one in stored(recipient_id=to.id, state=Delivery.State.AVAILABLE)
        if one.basis == Delivery.Basis.AGREEMENT
    ]
    refs = [DeliveryRef(one.version_id, one.recipient_id, one.purpose) for one in waiting]
    with acting.as_pipeline():
        answers = Law().decide(refs)
    now = clock()
    for one, ref in zip(waiting, refs, strict=True):
        answer = answers[ref]
        if isinstance(answer, Sendable):
            watch.on_their_way.append(ref)
            at = now
            if one.kind in CONTENT:
                with acting.as_pipeline():
                    at = max(_register(one))
            watch.sent("push", one, at, True, elements=_elements(answer))
        elif answer.reason == DECIDED_AGAIN:
            watch.tally["push: to be decided again"] += 1
        else:
            (after,) = stored(version_id=ref.version, recipient_id=to.id, purpose=ref.purpose)
            watch.sent("push", one, after.decided_at, False)


def arrive(watch: Watch) -> None:
    """What is on its way arrives: content has left, and its receivers hear of what was routed meanwhile."""
    arrived, watch.on_their_way = watch.on_their_way, []
    before = {(one.version_id, one.recipient_id, one.purpose) for one in stored()}
    now = clock()
    with acting.as_pipeline():
        Law().delivered(arrived, at=now)
    later = clock()
    works = watch.routed_works()
    for ref in _marked(arrived, now):
        notice, _, _ = works[ref.version]
        entry = watch.journal.notices[notice]["versions"][-1]
        newest = next(
            (version for version, work in works.items() if work[:2] == (notice, entry["version"])), None
        )
        if newest is None or newest == ref.version or (newest, *ref[1:]) in before:
            continue
        made = stored(version_id=newest, recipient_id=ref.recipient, purpose=ref.purpose)
        at = made[0].routed_at if made else later
        pairs = frozenset({(str(ref.recipient), ref.purpose)})
        watch.tally["made up"] += len(made)
        watch.seen.append(
            Seen("made up", at, "route", notice, entry["version"], tuple(watch.rows(made)), pairs=pairs)
        )


def _marked(refs: Sequence[DeliveryRef], at: object) -> list[DeliveryRef]:
    """Those that were delivered by this arrival, content alone."""
    return [
        DeliveryRef(one.version_id, one.recipient_id, one.purpose)
        for one in stored(version_id__in=[ref.version for ref in refs], delivered_at=at)
        if one.kind in CONTENT
    ]


def _register(one: Delivery) -> list[object]:
    rows = Disclosure.objects.filter(
        version_id=one.version_id, organisation_id=one.recipient_id, purpose=one.purpose
    )
    return list(rows.values_list("at", flat=True))


def _elements(answer: Sendable) -> dict[str, tuple[str, object, list[tuple[int, int, str]]]]:
    return {
        one["path"]: (
            one["form"],
            one["value"],
            [(ground["agreement"], ground["version"], ground["clause"]) for ground in one["grounds"]],
        )
        for one in answer.elements
    }
