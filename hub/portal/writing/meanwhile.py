"""Two people, or two pages, at one draft: whoever saves second sees both states, and says which is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.callers import Caller
from accounts.clock import uuid7
from accounts.users.models import User
from exchange.catalogue.types import NoticeType
from exchange.drafts import selectors, services
from exchange.drafts.models import SavedDraft
from exchange.drafts.services import Base
from hub.portal import changes, elements
from hub.portal.changes import Change
from hub.portal.writing import posted
from hub.portal.writing.plan import newest

MINE, BOTH = "mine", "both"
_EDITOR = 40


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is kept by now: since when, by whom (empty: by a program), and what the page says otherwise.

    ``address``: where one goes on with it as it is kept.
    """

    revision: int
    saved_at: datetime
    person: str
    changes: list[Change]
    address: str


def theirs(
    *, draft: UUID, base: Base, kind: NoticeType, content: dict[str, Any], address: str, caller: Caller
) -> Theirs | None:
    """The state of the draft that somebody else has saved since the page was opened; None where nobody has."""
    known = _kept(kind, caller).filter(id=draft).first()
    if known is None or not services.is_changed(known, base):
        return None
    plan = newest(kind.id)
    old = elements.own(kind, posted.complete(plan, known.content))
    new = elements.own(kind, posted.complete(plan, content))
    return Theirs(
        known.revision,
        known.saved_at,
        _name(known.person),
        changes.between(old, new, type_id=kind.id),
        address,
    )


def _kept(kind: NoticeType, caller: Caller) -> QuerySet[SavedDraft]:
    among = selectors.of_replies if kind.is_reply else selectors.drafts
    return among(organisation=caller.organisation)


def _name(person: UUID | None) -> str:
    if person is None:
        return ""
    return User.objects.filter(pk=person).values_list("name", flat=True).first() or ""


def is_gone(*, draft: UUID, base: Base, kind: NoticeType, caller: Caller) -> bool:
    """Whether a draft that was kept before was sent or deleted: nothing that comes late brings it back."""
    return base.revision > 0 and not _kept(kind, caller).filter(id=draft).exists()


def chosen(request: HttpRequest, draft: UUID, base: Base, *, verb: str) -> tuple[UUID, Base]:
    """Which draft it is kept as, over which state: the one that was shown, or as a draft of its own."""
    if verb == BOTH:
        return uuid7(), Base(0, base.editor)
    return draft, Base(_number(request, "seen"), base.editor)


def base_of(request: HttpRequest) -> Base:
    """What the form was written from, as it says."""
    return Base(_number(request, "revision"), request.POST.get("editor", "")[:_EDITOR])


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 7 else 0
