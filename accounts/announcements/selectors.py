"""Reading announcements: everybody may, signed in or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from accounts.announcements.models import Announcement, Kind, Update
from accounts.errors import NotFound

HISTORY = timedelta(days=90)
_NOW = ("open", "under_way")


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement with the state that it is in, and what was said about it, the latest first."""

    announcement: Announcement
    state: str
    updates: list[Update]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the public is told: what holds now, what is coming, and what was in the last 90 days."""

    current: list[Announced]
    coming: list[Announced]
    past: list[Announced]

    def every(self) -> list[Announced]:
        return [*self.current, *self.coming, *self.past]


def state_at(announcement: Announcement, at: datetime) -> str:
    """In which state an announcement is at a moment after it was made."""
    ended = announcement.ends_at is not None and announcement.ends_at <= at
    if announcement.kind == Kind.INCIDENT:
        return "resolved" if ended else "open"
    if announcement.cancelled_at is not None:
        return "cancelled"
    if ended:
        return "over"
    return "under_way" if announcement.starts_at <= at else "planned"


def current(*, at: datetime) -> list[Announcement]:
    """Work under way and open incidents, without what was said about them: for a line on every page."""
    begun = Announcement.objects.filter(starts_at__lte=at, cancelled_at=None)
    return list(begun.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("-starts_at"))


def board(*, at: datetime) -> Board:
    """In two queries."""
    since = at - HISTORY
    rows = (
        with_updates()
        .filter(Q(ends_at=None) | Q(ends_at__gte=since))
        .filter(Q(cancelled_at=None) | Q(cancelled_at__gte=since))
        .order_by("-starts_at", "-id")
    )
    told = [announced(one, at=at) for one in rows]
    return Board(
        current=[one for one in told if one.state in _NOW],
        coming=[one for one in told if one.state == "planned"][::-1],
        past=[one for one in told if one.state not in (*_NOW, "planned")],
    )


def with_updates() -> QuerySet[Announcement]:
    """Every announcement, with what was said about each, the latest first."""
    return Announcement.objects.prefetch_related(
        Prefetch("updates", Update.objects.order_by("-at", "-id"), to_attr="said")
    )


def announced(one: Announcement, *, at: datetime) -> Announced:
    """One of ``with_updates`` as it stands at that moment."""
    said: list[Update] = getattr(one, "said")  # noqa: B009 - what the prefetch has put there
    return Announced(one, state_at(one, at), said)


def announcement(identifier: UUID, *, at: datetime) -> Announced:
    """One announcement."""
    found = with_updates().filter(pk=identifier).first()
    if found is None:
        raise NotFound()
    return announced(found, at=at)
