"""Who looks at a page, and for which organisation: asked anew at every request."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from accounts import acting
from accounts.access import selectors as access
from accounts.announcements import selectors as announcements
from accounts.announcements.models import Announcement
from accounts.callers import Caller
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Membership
from accounts.users.models import User
from hub.chosen import chosen_organisation

_KEPT = "_hub_visit"


@dataclass(slots=True)
class Choice:
    """An organisation that a person may act for, with what the person is there."""

    id: UUID
    name: str
    kind: str
    country: str
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person at a page. ``caller`` and ``organisation`` are None until one is chosen.

    ``announced``: work under way and open incidents, for the line at the top of the page.
    """

    person: User
    choices: tuple[Choice, ...]
    organisation: Choice | None
    caller: Caller | None
    announced: tuple[Announcement, ...]


def visit_of(request: HttpRequest) -> Visit | None:
    """The visit that this request belongs to; None for somebody who is not signed in."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _read(request))
    found: Visit | None = getattr(request, _KEPT)
    return found


def _read(request: HttpRequest) -> Visit | None:
    person = getattr(request, "user", None)
    if not isinstance(person, User) or not person.is_active:
        return None
    with acting.as_person(person.pk):
        at = acting.transaction_time()
        held = list(organisations.active_roles(person=person.pk, at=at))
        choices = _choices(held)
        chosen = next((one for one in choices if one.id == chosen_organisation(request)), None)
        caller = None
        if chosen is not None:
            caller = access.caller_with_roles(held, person=person.pk, organisation=chosen.id)
        announced = tuple(announcements.current(at=at))
    return Visit(person, choices, chosen, caller, announced)


def _choices(held: Iterable[Membership]) -> tuple[Choice, ...]:
    gathered: dict[UUID, Choice] = {}
    for membership in held:
        one = membership.organisation
        choice = gathered.setdefault(one.pk, Choice(one.pk, one.name, one.kind, one.country, []))
        choice.roles.append(membership.role)
    return tuple(gathered.values())
