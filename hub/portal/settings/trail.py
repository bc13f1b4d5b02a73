"""The audit trail: who changed what in the organisation's accounts, as far as it concerns the organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.access import selectors as access
from accounts.accreditation import selectors as accreditation
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.groups import selectors as groups
from accounts.organisations import selectors as organisations
from accounts.trail import selectors
from accounts.trail.models import Entry
from accounts.users import selectors as users
from exchange.catalogue import selectors as catalogue
from hub.exports import lists
from hub.exports.listing import Listing
from hub.portal import names, paging, taking
from hub.portal.members.words import REGIONS
from hub.portal.pages import page
from hub.portal.settings import reading, words
from hub.portal.words import ORGANISATION_KINDS, ROLES

# Codes among the values that have words.
_MEANINGS: dict[str, Mapping[str, Promise | str]] = {
    "role": ROLES,
    "kind": words.TRAIL_KINDS | ORGANISATION_KINDS | words.STANDING_KINDS,
    "scopes": words.SCOPES,
    "region": REGIONS,
    "scheme": words.SCHEMES,
    "list": words.TAKEN_LISTS,
    "form": words.TAKEN_FORMS,
    "channel": words.READ_BY,
}
# References within the records, and what the line itself says already.
_UNTOLD = ("membership", "administrator", "client", "name")


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words. ``by``: one's own people and clients by name, others by their organisation."""

    entry: Entry
    act: Promise | str
    kind: Promise | str
    subject: str
    by: str
    values: list[tuple[str, str]]


@page("settings/trail.html", permissions.ACCOUNTS_READ)
def trail(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The newest first; narrowed by what was changed, by whom, and when."""
    kind, person = _kind(request), reading.identifier(request, "person")
    cut = paging.cut(request, _entries(request, caller), {"id": UUID})
    held = organisations.memberships(organisation=caller.organisation, at=transaction_time())
    colleagues = sorted({(one.person.name, str(one.person_id)) for one in held})
    filters = {name: request.GET.get(name, "") for name in ("since", "until")}
    return {
        "lines": _lines(cut.rows, caller=caller),
        "cut": cut,
        "kinds": words.TRAIL_KINDS.items(),
        "people": colleagues,
        "filters": {**filters, "kind": kind, "person": "" if person is None else str(person)},
        "filtered": bool(kind or person or any(filters.values())),
        "taken": taking.query_of(request),
    }


@taking.taken_away(permissions.ACCOUNTS_READ)
def trail_file(request: HttpRequest, caller: Caller) -> Listing:
    """The trail as a file, narrowed as the page is."""
    return lists.trail(_entries(request, caller))


def _entries(request: HttpRequest, caller: Caller) -> QuerySet[Entry]:
    person = reading.identifier(request, "person")
    found = selectors.entries(
        subject_kind=_kind(request) or None,
        by_person=person,
        since=reading.day(request, "since"),
        until=reading.day(request, "until", end=True),
    )
    # Of other organisations' people nothing is told, and so nothing found by them either.
    return found if person is None else found.filter(by_organisation=caller.organisation)


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in words.TRAIL_KINDS else ""


def _lines(rows: Sequence[Entry], *, caller: Caller) -> list[Line]:
    """Changes with names, in as many queries for one as for fifty."""
    ours = [one for one in rows if one.by_organisation == caller.organisation]
    called = {
        **names.of_organisations(
            [
                *(one.by_organisation for one in rows),
                *(one.subject for one in rows if one.subject_kind == "organisation"),
                *(_named(one, "organisation") for one in rows),
            ]
        ),
        **groups.names_of(one.subject for one in rows if one.subject_kind == "group"),
        **accreditation.names_of(one.subject for one in rows if one.subject_kind == "standing"),
        **users.names_of(
            [
                *(one.by_person for one in ours),
                *(one.subject for one in rows),
                *(_named(one, "person") for one in rows),
            ]
        ),
        **access.names_of([one.by_client for one in ours] + [one.subject for one in rows]),
    }
    return [_line(one, called, own=caller.organisation) for one in rows]


def _named(entry: Entry, name: str) -> UUID | None:
    """Whom the values of a change name; of a list taken away they are what somebody wrote into an address."""
    try:
        return UUID(str(entry.values.get(name, "")))
    except ValueError:
        return None


def _line(entry: Entry, called: dict[UUID, str], *, own: UUID) -> Line:
    actor = entry.by_person or entry.by_client
    if entry.by_organisation != own or actor is None:
        actor = entry.by_organisation
    return Line(
        entry=entry,
        act=words.TRAIL_ACTS.get((entry.subject_kind, entry.action), entry.action),
        kind=words.TRAIL_KINDS.get(entry.subject_kind, entry.subject_kind),
        subject=called.get(entry.subject, "")
        or str(entry.values.get("name") or entry.values.get("number") or ""),
        by=gettext("The hub") if actor is None else called.get(actor, ""),
        values=_told(entry, called),
    )


def _told(entry: Entry, called: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """The values that say something to a person; references within the records do not."""
    told = []
    for name, value in entry.values.items():
        if name in _UNTOLD or value in ("", None, []):
            continue
        label = words.TRAIL_VALUES.get(name, name.replace("_", " "))
        whom = _named(entry, name) if name in ("organisation", "person") else None
        if whom is not None:
            text = called.get(whom, str(value))
        else:
            text = ", ".join(
                _value(name, str(one)) for one in (value if isinstance(value, list) else [value])
            )
        told.append((str(label), text))
    return told


def _value(name: str, value: str) -> str:
    """One value in words, where its code has some."""
    if name == "country":
        return catalogue.country(value)
    return str(_MEANINGS.get(name, {}).get(value, value))
