"""The members of the hub, as everybody knows them; and, for the operator, those that cannot take part yet."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.access import permissions
from accounts.accreditation import selectors as accreditation
from accounts.accreditation.models import Standing
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.groups import selectors as groups
from accounts.joining import selectors as join_requests
from accounts.organisations import selectors
from accounts.organisations.models import Activity, Identifier, Kind, Organisation, Role
from accounts.organisations.permissions import may_keep_members
from accounts.trail import selectors as trail
from exchange.agreements.selectors import onboarding as joining
from hub.portal import names, paging, words
from hub.portal.members.words import (
    LACKS,
    MEMBER_STATES,
    REQUEST_STATES,
    SCHEMES,
    STANDING_KINDS,
    STANDING_STATES,
)
from hub.portal.pages import page
from hub.portal.settings.words import TRAIL_ACTS
from hub.portal.words import Sign

_MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One member in the list."""

    organisation: Organisation
    state: Sign
    identifiers: list[Identifier]


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant of standing in a list."""

    standing: Standing
    kind: Promise
    state: Sign
    holder: str
    granted_by: str


@page("members/members.html", permissions.ACCOUNTS_READ)
def members(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The directory, the latest admitted first; by kind, state and by name or number."""
    at = transaction_time()
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    sought = request.GET.get("q", "").strip().replace("\x00", "")
    rows = selectors.directory(at=at)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if state in Activity.State.values:
        current = Activity.objects.filter(valid_until=None, state=state)
        rows = rows.filter(pk__in=current.values("organisation"))
    if sought:
        held = Identifier.objects.filter(value=sought.upper(), valid_until=None).values("organisation")
        rows = rows.filter(Q(name__icontains=sought) | Q(pk__in=held))
    found = paging.cut(request, rows, {"id": UUID})
    identifiers = selectors.identifiers_of([one.pk for one in found.rows], at=at)
    return {
        "lines": [Line(one, MEMBER_STATES[_state(one)], identifiers.get(one.pk, [])) for one in found.rows],
        "cut": found,
        "kinds": words.ORGANISATION_KINDS.items(),
        "kind": kind,
        "states": MEMBER_STATES.items(),
        "state": state,
        "sought": sought,
        "may_admit": may_keep_members(caller),
        "joining": join_requests.waiting(by=caller).count() if may_keep_members(caller) else 0,
    }


@page("members/member.html", permissions.ACCOUNTS_READ)
def member(request: HttpRequest, caller: Caller, organisation: UUID) -> dict[str, Any]:
    """One member: who it is, by which numbers it is known, its standing, its groups and its states."""
    at = transaction_time()
    found = selectors.organisation(organisation)
    state = selectors.state_at(organisation, at) or ""
    keeps = may_keep_members(caller) and found.kind != Kind.OPERATOR
    led = (
        not keeps
        or selectors.memberships(organisation=organisation, at=at).filter(role=Role.ADMINISTRATOR).exists()
    )
    return {
        "one": found,
        "state": MEMBER_STATES.get(state),
        "code": state,
        "kind": words.ORGANISATION_KINDS[found.kind],
        "identifiers": [
            (SCHEMES[one.scheme], one)
            for one in selectors.identifiers_of([organisation], at=at).get(organisation, [])
        ],
        "standing": grants(accreditation.held_by(organisation, at=at)),
        "groups": groups.of_member(found, at=at),
        "history": [(MEMBER_STATES[one.state], one) for one in selectors.history(organisation)],
        "entries": [
            (one, TRAIL_ACTS.get((one.subject_kind, one.action), one.action))
            for one in (trail.entries(subject=organisation)[:_MOST_ENTRIES] if keeps else ())
        ],
        "may_keep": keeps,
        "to_appoint": keeps and not led,
    }


@page("members/onboarding.html", permissions.OPERATIONS_READ)
def onboarding(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Who asks to become a member; and who was admitted and cannot take part yet, with what each lacks."""
    found = joining.onboarding(by=caller, at=transaction_time())
    return {
        "requests": [
            (one, words.ORGANISATION_KINDS[one.kind], REQUEST_STATES[one.state])
            for one in join_requests.open_requests(by=caller)
        ],
        "lines": [
            (
                one.organisation,
                words.ORGANISATION_KINDS[one.organisation.kind],
                one.without_administrator,
                [LACKS[name] for name, lacks in _lacking(one).items() if lacks],
            )
            for one in found
        ],
    }


def grants(found: list[Standing]) -> list[Grant]:
    """Grants with their states and whom they concern, in one query for all the names."""
    called = names.of_organisations(who for one in found for who in (one.holder_id, one.granted_by_id))
    return [
        Grant(
            one,
            STANDING_KINDS[one.kind],
            STANDING_STATES[getattr(one, "state", None) or "expired"],
            called.get(one.holder_id, ""),
            called.get(one.granted_by_id, ""),
        )
        for one in found
    ]


def _state(organisation: Organisation) -> str:
    return getattr(organisation, "state", None) or "active"


def _lacking(one: joining.Newcomer) -> dict[str, bool]:
    return {
        "administrator": one.without_administrator,
        "standing": one.without_standing,
        "agreement": one.without_agreement,
    }
