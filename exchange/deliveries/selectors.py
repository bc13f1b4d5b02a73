"""Reading one's own deliveries: envelopes only. Content comes through the door."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts import acting
from accounts.errors import NotFound
from exchange.deliveries.models import Delivery

# As a statement: a list asks for fifty at once, and the ORM would bind each by itself.
_NEWEST = """
SELECT notice_id, recipient_id, purpose, max(n) FROM deliveries_delivery
WHERE notice_id = ANY(%s::uuid[]) AND recipient_id = ANY(%s::uuid[]) GROUP BY 1, 2, 3"""


def inbox(*, recipient: UUID) -> QuerySet[Delivery]:
    """What has a position in the recipient's inbox."""
    return _own(recipient).filter(position__isnull=False)


def withheld(*, recipient: UUID) -> QuerySet[Delivery]:
    """What the recipient cannot have now, whether or not it ever had a position. It may ask for it again."""
    return _own(recipient).filter(state=Delivery.State.WITHHELD)


def last_position(*, recipient: UUID) -> int:
    """The highest position in the recipient's inbox; 0 while it is empty."""
    found = Delivery.objects.filter(recipient_id=recipient, position__isnull=False).order_by("-position")
    return found.values_list("position", flat=True).first() or 0


def after(*, recipient: UUID, position: int, limit: int) -> list[Delivery]:
    """The next deliveries of the feed: positions beyond ``position``, in order, at most ``limit``."""
    return list(inbox(recipient=recipient).filter(position__gt=position).order_by("position")[:limit])


def replies(*, recipient: UUID, since: datetime, until: datetime, limit: int) -> list[Delivery]:
    """The replies that lie in the recipient's inbox and came within ``(since, until]``, the latest first."""
    found = Delivery.objects.filter(
        recipient_id=recipient,
        state__in=[Delivery.State.AVAILABLE, Delivery.State.DELIVERED],
        kind=Delivery.Kind.CONTENT,
        available_at__gt=since,
        available_at__lte=until,
    ).exclude(basis=Delivery.Basis.AGREEMENT)
    return list(found.order_by("-available_at")[:limit])


def one(*, recipient: UUID, delivery_id: UUID) -> Delivery:
    """One of the recipient's deliveries by id; ``NotFound`` for everybody else's too."""
    found = _own(recipient).filter(id=delivery_id).first()
    if found is None:
        raise NotFound
    return found


def by_id(*, recipient: UUID, wanted: Collection[UUID]) -> dict[UUID, Delivery]:
    """Those of these that are the recipient's deliveries, by id."""
    return {found.id: found for found in _own(recipient).filter(id__in=wanted)} if wanted else {}


def of_versions(*, recipient: UUID, versions: Collection[UUID]) -> dict[tuple[UUID, str], Delivery]:
    """The recipient's deliveries of these versions, by version and purpose."""
    found = _own(recipient).filter(version_id__in=versions) if versions else ()
    return {(one.version_id, one.purpose): one for one in found}


def delivered(*, recipient: UUID, number: str, n: int) -> list[Delivery]:
    """The recipient's delivered deliveries of this version's content, one for each purpose, in their order."""
    return list(delivered_of(recipient=recipient, numbers=[number]).filter(n=n))


def delivered_of(*, recipient: UUID, numbers: Collection[str]) -> QuerySet[Delivery]:
    """The recipient's delivered deliveries of the content of these notices, by purpose."""
    found = inbox(recipient=recipient).filter(
        number__in=numbers,
        state=Delivery.State.DELIVERED,
        kind__in=[Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP],
        basis=Delivery.Basis.AGREEMENT,
    )
    return found.order_by("purpose")


def readable(*, recipient: UUID, versions: Collection[UUID]) -> list[Delivery]:
    """The recipient's deliveries of these versions whose content was delivered under agreements."""
    found = _own(recipient).filter(
        version_id__in=versions,
        state=Delivery.State.DELIVERED,
        kind__in=[Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP],
        basis=Delivery.Basis.AGREEMENT,
    )
    return list(found) if versions else []


def of_notice(*, recipient: UUID, notice_id: UUID) -> list[Delivery]:
    """Everything the recipient was given of one notice, in the order of its versions."""
    return list(_own(recipient).filter(notice_id=notice_id).order_by("n", "purpose"))


def of_notices(*, recipient: UUID, notices: Iterable[UUID]) -> list[Delivery]:
    """Everything the recipient was given of these notices, in the order of their versions."""
    return list(_own(recipient).filter(notice_id__in=list(notices)).order_by("version_id", "purpose"))


def superseded(deliveries: Sequence[Delivery]) -> set[UUID]:
    """Which of these are no longer current: a newer version, a withdrawal or a cancellation has come since."""
    notices, recipients = (
        [str(one) for one in wanted]
        for wanted in ({one.notice_id for one in deliveries}, {one.recipient_id for one in deliveries})
    )
    with acting.connection().cursor() as cursor:
        cursor.execute(_NEWEST, [notices, recipients])
        newest = {(notice, recipient, purpose): n for notice, recipient, purpose, n in cursor.fetchall()}
    return {one.id for one in deliveries if newest[one.notice_id, one.recipient_id, one.purpose] > one.n}


def _own(recipient: UUID) -> QuerySet[Delivery]:
    """With the grounds, but without what is derived from them: it is long, and only receipts show it."""
    found = Delivery.objects.filter(recipient_id=recipient).select_related("grounds")
    return found.defer("grounds__elements", "grounds__keys")
