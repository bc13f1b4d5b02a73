"""What a person is told: derived from what is there, with what this person has read of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Forbidden
from accounts.organisations import selectors as organisations
from accounts.users import selectors as users
from exchange.notifications.models import Mark, Preference
from exchange.notifications.notification import Notification
from exchange.notifications.sources import EVERY
from exchange.notifications.sources.window import Window

# How far back is told. What is older stands where it always stood: in cases, agreements, settings.
REMEMBERED = timedelta(days=60)
MOST = 300


def derived(caller: Caller, *, since: datetime | None = None) -> list[Notification]:
    """What happened lately and concerns the caller, the latest first. In the caller's acting context."""
    at = acting.transaction_time()
    earliest = at - REMEMBERED
    window = Window(caller, since=earliest if since is None else max(earliest, since), at=at)
    found = [one for source in EVERY for one in source(window)]
    return sorted(found, key=lambda one: (one.at, one.key), reverse=True)[:MOST]


def notifications(caller: Caller) -> list[Notification]:
    """The same with names, and with what this person has read."""
    found = derived(caller)
    read = _read(caller)
    called = names(found)
    return [
        replace(one, read=one.key in read, name=called.get(one.who, "") if one.who else "") for one in found
    ]


def unread_count(caller: Caller) -> int:
    """How many the person has not read."""
    found = derived(caller)
    return len(found) and len({one.key for one in found} - _read(caller))


def names(found: list[Notification]) -> dict[UUID, str]:
    """What the organisations behind these are called."""
    wanted = {one.who for one in found if one.who}
    if not wanted:
        return {}
    rows = organisations.directory(at=acting.transaction_time()).filter(pk__in=wanted)
    return dict(rows.values_list("pk", "name"))


def preference(caller: Caller) -> Preference | None:
    """How often this person wants mail about the organisation; none while they have never said."""
    return Preference.objects.filter(organisation_id=caller.organisation, person=person_of(caller)).first()


def zone_for(person: UUID, zone: str) -> str:
    """By which clock a person lives: the one of their pages, else this one, which their browser or client told."""
    return users.person(person).zone or zone


def person_of(caller: Caller) -> UUID:
    """The person who calls; reading and mail are people's alone."""
    if caller.person is None:
        raise Forbidden("needs-person", "An API client cannot do this: sign in as a person.")
    return caller.person


def _read(caller: Caller) -> set[str]:
    rows = Mark.objects.filter(organisation_id=caller.organisation, person=person_of(caller))
    return set(rows.values_list("key", flat=True))
