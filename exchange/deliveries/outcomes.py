"""From what the engine decided to rows: one new delivery per recipient and purpose, under interned grounds."""

from collections.abc import Sequence
from uuid import UUID

from exchange.deliveries import grounds
from exchange.deliveries.claims import Claimed
from exchange.deliveries.grounds import GroundsKey
from exchange.deliveries.models import Delivery
from exchange.deliveries.writing import NewDelivery
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf
from exchange.routing import engine
from exchange.routing.engine import Outcome
from exchange.routing.selectors import Snapshot
from exchange.routing.wishes import wanted


def grounds_of(one: Claimed, outcome: Outcome, *, missing: set[GroundsKey]) -> int | None:
    """The id of an outcome's grounds; unknown ones are added to ``missing``."""
    key = GroundsKey(outcome.recipient, outcome.purpose, one.version.type, outcome.versions)
    found = grounds.known(key)
    if found is None:
        missing.add(key)
    return found


def kind_of(outcome: Outcome) -> str:
    """What is delivered, whether or not it is withheld for now."""
    return engine.CONTENT if outcome.kind == engine.WITHHELD else outcome.kind


def new_delivery(
    one: Claimed, outcome: Outcome, *, snapshot: Snapshot, missing: set[GroundsKey]
) -> NewDelivery:
    """The delivery that an agreement's outcome amounts to; withheld where the outcome gives a reason."""
    return _delivery(
        one,
        recipient=outcome.recipient,
        purpose=outcome.purpose,
        kind=kind_of(outcome),
        basis=Delivery.Basis.AGREEMENT,
        grounds_id=grounds_of(one, outcome, missing=missing),
        reason="" if outcome.reason is None else outcome.reason.code,
        push=_pushed(one, outcome, snapshot),
    )


def _pushed(one: Claimed, outcome: Outcome, snapshot: Snapshot) -> bool:
    """Whether the recipient's webhook subscriptions ask for it.

    What shows no content goes to whoever has one, or had one: its system may hold what is withdrawn.
    """
    wishes = snapshot.pushes.get(outcome.recipient, ())
    if outcome.kind in (engine.WITHDRAWAL, engine.CANCELLATION):
        return bool(wishes)
    versions = [snapshot.index.versions[version] for version in outcome.versions]
    kind = snapshot.index.types[one.version.type]
    return wanted(wishes, outcome.purpose, one.version, kind, versions)


def reply_delivery(one: Claimed, recipient: UUID, purpose: str, basis: str) -> NewDelivery:
    """The delivery of a reply to its addressee or to somebody informed, whom no agreement needs to name."""
    return _delivery(
        one,
        recipient=recipient,
        purpose=purpose,
        kind=Delivery.Kind.CONTENT,
        basis=basis,
        grounds_id=None,
        reference=one.reference,
    )


def act(one: Claimed, outcomes: Sequence[Outcome], *, at: str) -> ledger.Act:
    """The decision as the ledger keeps it: to whom, for what, and by which agreement versions."""
    values = {
        "notice": one.number,
        "version": one.version.n,
        "at": at,
        "recipients": [
            [str(o.recipient), o.purpose, o.kind, [str(version) for version in o.versions]] for o in outcomes
        ],
    }
    return ledger.Act(Leaf.Kind.ROUTED, one.version_id, values)


def _delivery(
    one: Claimed,
    *,
    recipient: UUID,
    purpose: str,
    kind: str,
    basis: str,
    grounds_id: int | None,
    reason: str = "",
    reference: str = "",
    push: bool = True,
) -> NewDelivery:
    version = one.version
    return NewDelivery(
        version_id=one.version_id,
        recipient=recipient,
        purpose=purpose,
        kind=kind,
        basis=basis,
        grounds_id=grounds_id,
        notice_id=version.notice,
        number=one.number,
        type=version.type,
        n=version.n,
        reference=reference,
        publisher=version.publisher,
        key_kind=one.key_kind,
        key_value=one.key_value,
        accepted_at=version.accepted_at,
        reason=reason,
        push=push,
    )
