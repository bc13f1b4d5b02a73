"""Agreements: where each stands, what waits for one's own administrator, and each version in plain words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.users import selectors as users
from exchange.agreements import selectors
from exchange.agreements.life import Life, Period, covers, state_of
from exchange.agreements.models import Agreement, AgreementVersion, Role
from exchange.agreements.states import LIVE, Act, State
from hub.portal import names, paging, words
from hub.portal.administrator import differences, examples
from hub.portal.pages import page
from hub.portal.words import Sign

_MOST_STEPS = 100
_MOST_NAMED = 3
# The picture and the tone of each act in the history.
ACT_SIGNS: dict[str, tuple[str, str]] = {
    "drafted": ("pen", "quiet"),
    "edited": ("pencil", "quiet"),
    "withdrawn": ("x-circle", "quiet"),
    "proposed": ("send", "wait"),
    "signed": ("check2", "good"),
    "acceded": ("person-plus", "good"),
    "left": ("box-arrow-right", "quiet"),
    "excluded": ("slash-circle", "stop"),
    "readmitted": ("arrow-counterclockwise", "good"),
    "suspended": ("pause-circle", "stop"),
    "resumed": ("play-circle", "good"),
    "terminated": ("stop-circle", "stop"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version with its state. ``in_force`` is the period in which it is, was or will be, suspensions included.

    ``suspended_at``: since when it is suspended, if it is.
    """

    version: AgreementVersion
    state: Sign
    code: str
    in_force: Period | None
    suspended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement in the list: its versions, the newest first, and what it waits for from the reader.

    ``providers`` and ``recipients`` are those that the current version names.
    """

    agreement: Agreement
    title: str
    purpose: Promise | str
    versions: tuple[Version, ...]
    waits_for: str
    providers: str
    recipients: str

    @property
    def current(self) -> Version:
        """The version in force or suspended; else the newest that is not put away."""
        ranks = {State.IN_FORCE: 0, State.SUSPENDED: 0, State.PROPOSED: 1, State.WITHDRAWN: 3}
        return min(self.versions, key=lambda one: ranks.get(State(one.code), 2))

    @property
    def awaited(self) -> Version:
        """The version that waits: the newest one proposed, or the one in force that may be acceded to."""
        return next((one for one in self.versions if one.code == State.PROPOSED), self.current)


@dataclass(frozen=True, slots=True)
class Signatory:
    name: str
    signed_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Who did what, when and why. ``person`` is told to that person's own organisation alone."""

    at: datetime
    who: str
    person: str
    by_machine: bool
    drafting: bool
    act: Promise | str
    sign: tuple[str, str]
    version: int | None
    concerns: str
    reason: str


@page("administrator/agreements.html", permissions.AGREEMENTS_READ)
def agreements(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The agreements that the organisation may read: those that wait for it or end soon, then all, newest first."""
    at = acting.transaction_time()
    asked = _asked(request)
    listed = selectors.agreements(state=asked["state"], at=at)
    if asked["text"]:
        listed = listed.filter(selectors.containing(asked["text"]))
    if asked["purpose"]:
        listed = listed.filter(purpose=asked["purpose"])
    found = paging.cut(request, listed, {"number": paging.whole})
    waiting = waits(caller.organisation, at)
    pending = selectors.agreements(state=None, at=at).filter(id__in=waiting).order_by("number")
    ending = selectors.ending(at=at).order_by("number")
    several = {one.id: one for one in (*pending, *ending, *found.rows)}
    shown = {one.agreement.id: one for one in lines(list(several.values()), waiting=waiting, at=at)}
    return {
        "waiting": [shown[one] for one in several if one in waiting],
        "ending": [shown[one.id] for one in ending],
        "lines": [shown[one.id] for one in found.rows],
        "cut": found,
        "states": words.AGREEMENT_STATES.items(),
        "purposes": words.PURPOSES.items(),
        "asked": asked,
        "may_write": caller.may(permissions.AGREEMENTS_WRITE),
    }


@page("administrator/agreement.html", permissions.AGREEMENTS_READ)
def version(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """One version as a person reads it before signing: what it says, what is new, who has consented."""
    at = acting.transaction_time()
    found = selectors.version(version)
    (line,) = lines([found.agreement], waiting=waits(caller.organisation, at), at=at)
    shown = next(one for one in line.versions if one.version.id == found.id)
    sections = selectors.in_words(found, at=at)
    told = differences.shown(selectors.proposed_before(found), found, sections, at=at)
    signatories = _signatories(found, caller=caller)
    possible = selectors.possible(found, by=caller, at=at)
    own_draft = next((one for one in line.versions if one.code == State.DRAFT), None)
    return told | {
        "line": line,
        "shown": shown,
        "sections": sections,
        "signatories": signatories,
        "accessions": _accessions(found),
        "exclusions": selectors.exclusions(found.agreement, at=at),
        "steps": _steps(found.agreement, caller=caller),
        "unsigned": shown.code == State.PROPOSED
        and any(one.mine and one.signed_at is None for one in signatories),
        "to_accede": line.waits_for == "accession" and shown.code in LIVE,
        "may": {act.value for act in possible},
        "own_draft": own_draft,
        "is_draft": shown.code == State.DRAFT,
        "examples": examples.tally(version),
    }


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the list is narrowed by; what makes no sense narrows nothing."""
    state, purpose = request.GET.get("state", ""), request.GET.get("purpose", "")
    return {
        "text": request.GET.get("q", "").replace("\x00", "").strip()[:200],
        "state": State(state) if state in State.values else None,
        "purpose": purpose if purpose in words.PURPOSES else "",
    }


def waits(organisation: UUID, at: datetime) -> dict[UUID, str]:
    """What agreements wait for from this organisation: a signature comes before an accession."""
    accession = selectors.waiting_for_accession(organisation=organisation, at=at)
    signature = selectors.waiting_for_signature(organisation=organisation, at=at)
    waiting = dict.fromkeys(accession.values_list("id", flat=True), "accession")
    return waiting | dict.fromkeys(signature.values_list("id", flat=True), "signature")


def lines(found: Sequence[Agreement], *, waiting: Mapping[UUID, str], at: datetime) -> list[Line]:
    """Agreements with their versions' states, in as many queries for one as for a hundred."""
    wanted = [one.id for one in found]
    versions: dict[UUID, list[AgreementVersion]] = defaultdict(list)
    for row in AgreementVersion.objects.filter(agreement__in=wanted).order_by("-drafted_at", "-id"):
        versions[row.agreement_id].append(row)
    lives = selectors.lives_of(wanted)
    suspensions = selectors.suspensions_of(wanted)
    parties = selectors.party_names(row.id for rows in versions.values() for row in rows)
    found_lines = [
        Line(
            agreement=one,
            title=next((row.title for row in versions[one.id] if row.title), ""),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            versions=tuple(_version(row, lives, suspensions[one.id], at) for row in versions[one.id]),
            waits_for=waiting.get(one.id, ""),
            providers="",
            recipients="",
        )
        for one in found
    ]
    return [_with_parties(line, parties) for line in found_lines]


def _with_parties(line: Line, parties: Mapping[UUID, Mapping[str, list[str]]]) -> Line:
    named = parties.get(line.current.version.id, {})
    told = {role: _listed(named.get(role, [])) for role in Role.values}
    return replace(line, providers=told[Role.PROVIDER], recipients=told[Role.RECIPIENT])


def _listed(several: Sequence[str]) -> str:
    if len(several) <= _MOST_NAMED:
        return ", ".join(several)
    return _("%(names)s and %(count)s more") % {
        "names": ", ".join(several[:_MOST_NAMED]),
        "count": len(several) - _MOST_NAMED,
    }


def _version(
    row: AgreementVersion, lives: Mapping[UUID, Life], suspensions: Sequence[Period], at: datetime
) -> Version:
    life = lives[row.id]
    state = state_of(life, suspensions=suspensions, at=at)
    since = next((period[0] for period in suspensions if covers(period, at)), None)
    return Version(
        version=row,
        state=words.AGREEMENT_STATES[state.value],
        code=state.value,
        in_force=life.in_force,
        suspended_at=since if state == State.SUSPENDED else None,
    )


def _signatories(version: AgreementVersion, *, caller: Caller) -> list[Signatory]:
    signed = dict(version.signatures.values_list("organisation_id", "signed_at"))
    called = names.of_organisations(selectors.signatories(version))
    found = [Signatory(name, signed.get(who), who == caller.organisation) for who, name in called.items()]
    return sorted(found, key=lambda one: one.name)


def _accessions(version: AgreementVersion) -> list[tuple[UUID, str, datetime, datetime | None]]:
    columns = ("organisation_id", "organisation__name", "valid_from", "valid_until")
    return list(version.accessions.order_by("valid_from").values_list(*columns))


def _steps(agreement: Agreement, *, caller: Caller) -> list[Step]:
    """What has happened, the newest first. Who in person did it is told to that organisation alone."""
    rows = list(selectors.steps_of(agreement).order_by("-at", "-id")[:_MOST_STEPS])
    called = names.of_organisations(who for row in rows for who in (row.organisation_id, row.concerns_id))
    people = users.names_of(row.person_id for row in rows if row.organisation_id == caller.organisation)
    return [
        Step(
            at=row.at,
            who=called.get(row.organisation_id, ""),
            person="" if row.person_id is None else people.get(row.person_id, ""),
            by_machine=row.client_id is not None,
            drafting=row.act in (Act.DRAFTED, Act.EDITED, Act.WITHDRAWN),
            act=words.ACTS.get(row.act, row.act),
            sign=ACT_SIGNS.get(row.act, ACT_SIGNS["edited"]),
            version=None if row.version is None else row.version.version,
            concerns="" if row.concerns_id is None else called.get(row.concerns_id, ""),
            reason=row.reason,
        )
        for row in rows
    ]
