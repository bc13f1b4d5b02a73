"""The versions of a notice that were given to its reader: which came after a decision, and what changed between them.

Nothing is compared but what the reader may read now of both, each opened by the one door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.deliveries.asking import Opened, has_content
from exchange.deliveries.models import Delivery
from exchange.disclosures import selectors as register
from exchange.review import selectors as review
from exchange.review.replies import DECIDING
from hub.portal import changes
from hub.portal.changes import Change
from hub.portal.officer.envelopes import Line, lines


@dataclass(frozen=True, slots=True)
class Given:
    """One version given. ``late``: accepted after the reader's own authority had decided on the notice."""

    line: Line
    late: bool
    comparable: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """When the reader last read another version of this notice."""

    n: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the version shown says otherwise than an earlier one, as far as the reader may see both."""

    n: int
    changes: tuple[Change, ...]


def given(held: Sequence[Delivery], *, to: UUID, shown: Delivery) -> list[Given]:
    """What was given of the notice, the newest first."""
    decided = [
        one.sent_at
        for one in review.replies_about({shown.notice_id})
        if one.authority == to and one.type in DECIDING
    ]
    first = min(decided, default=None)
    available = [one for one in held if one.position is not None][::-1]
    return [
        Given(
            line,
            late=line.delivery.n > 1 and first is not None and line.delivery.accepted_at > first,
            comparable=_comparable(line.delivery, shown),
        )
        for line in lines(available)
    ]


def last_seen(held: Sequence[Delivery], *, by: UUID | None, shown: Delivery) -> Seen | None:
    """The version that the person read last, if it is an earlier one than what is about to be shown.

    Asked before that is opened: reading it stands on the register at once.
    """
    if by is None:
        return None
    read = register.last_read(notice=shown.notice_id, person=by)
    numbers = {one.version_id: one.n for one in held}
    if read is None or numbers.get(read.version_id, shown.n) >= shown.n:
        return None
    return Seen(numbers[read.version_id], read.at)


def compared_with(
    held: Sequence[Delivery], *, shown: Delivery, wanted: str, seen: Seen | None
) -> Delivery | None:
    """The earlier version to compare with: the one asked for, else the one read last, else the one before."""
    earlier = {one.n: one for one in held if _comparable(one, shown)}
    if wanted.isdecimal() and len(wanted) < 7 and int(wanted) in earlier:
        return earlier[int(wanted)]
    if seen is not None and seen.n in earlier:
        return earlier[seen.n]
    return earlier[max(earlier)] if earlier else None


def comparison(earlier: Opened | None, shown: Opened) -> Comparison | None:
    """What changed; none where one of them may not be read."""
    if earlier is None or not (earlier.shown and shown.shown and shown.elements):
        return None
    found = changes.between(earlier.elements, shown.elements, type_id=shown.delivery.type)
    return Comparison(earlier.delivery.n, tuple(found))


def _comparable(one: Delivery, shown: Delivery) -> bool:
    """An earlier version that has been delivered for the same purpose: comparing delivers nothing."""
    return (
        one.n < shown.n
        and one.purpose == shown.purpose
        and one.basis == Delivery.Basis.AGREEMENT == shown.basis
        and one.state == Delivery.State.DELIVERED
        and has_content(one)
        and has_content(shown)
    )
