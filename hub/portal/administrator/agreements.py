"""Agreements: where each stands, what waits for one's own administrator, and each version in plain words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.organisations import facts
from exchange.agreements import selectors, services
from exchange.agreements.life import Life, Period, state_of
from exchange.agreements.models import Agreement, AgreementVersion
from exchange.agreements.states import LIVE, State
from exchange.routing import changes as version_changes
from hub.portal import names, paging, words
from hub.portal.pages import act, page
from hub.portal.words import Sign

_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One version with its state. ``in_force`` is the period in which it is, was or will be."""

    version: AgreementVersion
    state: Sign
    code: str
    in_force: Period | None


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement in the list: its versions, the newest first, and what it waits for from the reader."""

    agreement: Agreement
    title: str
    purpose: Promise | str
    versions: tuple[Version, ...]
    waits_for: str


@dataclass(frozen=True, slots=True)
class Signatory:
    name: str
    signed_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Who did what, when and why."""

    at: datetime
    who: str
    act: Promise | str
    version: int | None
    concerns: str
    reason: str


@page("administrator/agreements.html", permissions.AGREEMENTS_READ)
def agreements(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The agreements that the organisation may read: those that wait for it, then all, the newest first."""
    at = acting.transaction_time()
    chosen = request.GET.get("state", "")
    state = State(chosen) if chosen in State.values else None
    found = paging.cut(request, selectors.agreements(state=state, at=at), {"number": paging.whole})
    waiting = waits(caller.organisation, at)
    pending = selectors.agreements(state=None, at=at).filter(id__in=waiting).order_by("number")
    several = {one.id: one for one in (*pending, *found.rows)}
    shown = {one.agreement.id: one for one in lines(list(several.values()), waiting=waiting, at=at)}
    return {
        "waiting": [shown[one] for one in several if one in waiting],
        "lines": [shown[one.id] for one in found.rows],
        "cut": found,
        "states": words.AGREEMENT_STATES.items(),
        "state": chosen,
    }


@page("administrator/agreement.html", permissions.AGREEMENTS_READ)
def version(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """One version as a person reads it before signing: what it says, what is new, who has consented."""
    at = acting.transaction_time()
    found = selectors.version(version)
    (line,) = lines([found.agreement], waiting=waits(caller.organisation, at), at=at)
    shown = next(one for one in line.versions if one.version.id == found.id)
    before = selectors.proposed_before(found)
    sections = selectors.in_words(found, at=at)
    changes = () if before is None else version_changes.between(before, sections, found=found, at=at)
    signatories = _signatories(found, caller=caller)
    accessions = _accessions(found)
    unsigned = any(one.mine and one.signed_at is None for one in signatories)
    acceded = any(who == caller.organisation and until is None for who, _, _, until in accessions)
    return {
        "line": line,
        "shown": shown,
        "sections": sections,
        "before": before,
        "changes": changes,
        "signatories": signatories,
        "accessions": accessions,
        "steps": _steps(found.agreement),
        "to_sign": unsigned and shown.code == State.PROPOSED,
        "to_accede": line.waits_for == "accession" and shown.code in LIVE and not acceded,
        "may_consent": caller.may(permissions.AGREEMENTS_SIGN),
    }


@act(permissions.AGREEMENTS_SIGN, then="portal:agreement")
def sign(request: HttpRequest, caller: Caller, version: UUID) -> str:
    services.sign(by=caller, at=facts.change_time(), version=version)
    return gettext("Signed for your organisation.")


@act(permissions.AGREEMENTS_SIGN, then="portal:agreement")
def accede(request: HttpRequest, caller: Caller, version: UUID) -> str:
    services.accede(by=caller, at=facts.change_time(), version=version)
    return gettext("Your organisation has acceded.")


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
    return [
        Line(
            agreement=one,
            title=next((row.title for row in versions[one.id] if row.title), ""),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            versions=tuple(_version(row, lives, suspensions[one.id], at) for row in versions[one.id]),
            waits_for=waiting.get(one.id, ""),
        )
        for one in found
    ]


def _version(
    row: AgreementVersion, lives: Mapping[UUID, Life], suspensions: Sequence[Period], at: datetime
) -> Version:
    life = lives[row.id]
    state = state_of(life, suspensions=suspensions, at=at)
    return Version(row, words.AGREEMENT_STATES[state.value], state.value, life.in_force)


def _signatories(version: AgreementVersion, *, caller: Caller) -> list[Signatory]:
    signed = dict(version.signatures.values_list("organisation_id", "signed_at"))
    called = names.of_organisations(selectors.signatories(version))
    found = [Signatory(name, signed.get(who), who == caller.organisation) for who, name in called.items()]
    return sorted(found, key=lambda one: one.name)


def _accessions(version: AgreementVersion) -> list[tuple[UUID, str, datetime, datetime | None]]:
    columns = ("organisation_id", "organisation__name", "valid_from", "valid_until")
    return list(version.accessions.order_by("valid_from").values_list(*columns))


def _steps(agreement: Agreement) -> list[Step]:
    rows = list(selectors.steps_of(agreement).order_by("-at", "-id")[:_MOST_STEPS])
    called = names.of_organisations(who for row in rows for who in (row.organisation_id, row.concerns_id))
    return [
        Step(
            at=row.at,
            who=called.get(row.organisation_id, ""),
            act=words.ACTS.get(row.act, row.act),
            version=None if row.version is None else row.version.version,
            concerns="" if row.concerns_id is None else called.get(row.concerns_id, ""),
            reason=row.reason,
        )
        for row in rows
    ]
