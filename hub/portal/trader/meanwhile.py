"""Two people, or two pages, at one draft: whoever saves second sees both states, and says which is kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from accounts.callers import Caller
from accounts.clock import uuid7
from accounts.users.models import User
from exchange.drafts import selectors, services
from exchange.drafts.services import Base
from hub.portal import changes, elements
from hub.portal.changes import Change
from hub.portal.trader.occasions import Occasion
from hub.portal.writing import posted
from hub.portal.writing.plan import newest

MINE, BOTH = "mine", "both"


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is kept by now: since when, by whom (empty: by a program), and what the page says otherwise."""

    revision: int
    saved_at: datetime
    person: str
    changes: list[Change]


def theirs(occasion: Occasion, *, caller: Caller) -> Theirs | None:
    """The state of the draft that somebody else has saved since the page was opened; None where nobody has."""
    known = selectors.drafts(organisation=caller.organisation).filter(id=occasion.draft).first()
    if known is None or not services.is_changed(known, occasion.base):
        return None
    plan = newest(occasion.type.id)
    old = elements.own(occasion.type, posted.complete(plan, known.content))
    new = elements.own(occasion.type, posted.complete(plan, occasion.written))
    return Theirs(
        known.revision,
        known.saved_at,
        _name(known.person),
        changes.between(old, new, type_id=occasion.type.id),
    )


def _name(person: UUID | None) -> str:
    if person is None:
        return ""
    return User.objects.filter(pk=person).values_list("name", flat=True).first() or ""


def is_gone(occasion: Occasion, *, caller: Caller) -> bool:
    """Whether a draft that was kept before was sent or deleted: nothing that comes late brings it back."""
    kept = selectors.drafts(organisation=caller.organisation).filter(id=occasion.draft)
    return occasion.base.revision > 0 and not kept.exists()


def chosen(request: HttpRequest, occasion: Occasion, *, verb: str) -> Occasion:
    """The same as it is to be kept: over the state that was shown, or as a draft of its own."""
    if verb == BOTH:
        return replace(occasion, draft=uuid7(), base=Base(0, occasion.base.editor))
    seen = request.POST.get("seen", "")
    revision = int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < 7 else 0
    return replace(occasion, base=Base(revision, occasion.base.editor))
