"""Agreements as they are shown: plain values from what the selectors read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.callers import Caller
from accounts.errors import Fault
from exchange.agreements import document, rules, selectors, wording
from exchange.agreements.life import Life, Period, covers, state_of
from exchange.agreements.models import Agreement, AgreementStep, AgreementVersion
from exchange.agreements.selectors import setting
from exchange.agreements.states import State
from exchange.routing import changes as version_changes
from hub.api.v1 import etags

Shown = dict[str, Any]


def agreements(found: Sequence[Agreement], *, at: datetime) -> list[Shown]:
    """A page of agreements with their readable versions."""
    wanted = [agreement.id for agreement in found]
    versions: dict[UUID, list[AgreementVersion]] = defaultdict(list)
    for version in AgreementVersion.objects.filter(agreement__in=wanted).order_by("version", "id"):
        versions[version.agreement_id].append(version)
    lives = selectors.lives_of(wanted)
    suspensions = selectors.suspensions_of(wanted)
    ends = selectors.terminations_of(wanted)
    return [
        _agreement(
            agreement, versions[agreement.id], lives, suspensions[agreement.id], ends.get(agreement.id), at
        )
        for agreement in found
    ]


def whole_agreement(agreement: Agreement, *, at: datetime) -> Shown:
    """One agreement with its exclusions."""
    (shown,) = agreements([agreement], at=at)
    exclusions = agreement.exclusions.order_by("valid_from").values_list(
        "provider_id", "recipient_id", "valid_from", "valid_until"
    )
    shown["exclusions"] = [
        {"provider": provider, "recipient": recipient, "from": since, "until": until}
        for provider, recipient, since, until in exclusions
    ]
    return shown


def version(found: AgreementVersion, *, by: Caller, at: datetime) -> Shown:
    """One version with its terms and who has consented to it."""
    life = selectors.lives_of([found.agreement_id])[found.id]
    suspensions = selectors.suspensions_of([found.agreement_id])[found.agreement_id]
    terms = selectors.terms_of(found)
    signed = dict(found.signatures.order_by("signed_at").values_list("organisation_id", "signed_at"))
    shown = _line(found, life, suspensions, at)
    draft = shown["state"] == State.DRAFT
    agreement = found.agreement
    faults = rules.proposal_faults(terms, setting.of(terms, by=by, at=at)) if draft else []
    return shown | {
        "agreement": {"id": agreement.id, "number": agreement.number, "purpose": agreement.purpose},
        "revision": found.revision,
        "terms": document.to_document(terms),
        "statement": found.statement,
        "signatures": [{"organisation": who, "signed_at": when} for who, when in signed.items()],
        "unsigned": sorted(selectors.signatories(found) - signed.keys()),
        "accessions": [
            {"organisation": who, "from": since, "until": until}
            for who, since, until in found.accessions.order_by("valid_from").values_list(
                "organisation_id", "valid_from", "valid_until"
            )
        ],
        "departures": [
            {"organisation": who, "left_at": when}
            for who, when in found.departures.order_by("left_at").values_list("organisation_id", "left_at")
        ],
        "before_proposal": [_fault(fault) for fault in faults],
    }


def etag(found: AgreementVersion) -> str:
    """The tag that an edit of the draft has to name."""
    return etags.tag(found.id, found.revision, found.proposed_at, found.withdrawn_at)


def step(found: AgreementStep, *, reader: UUID) -> Shown:
    """One step; who exactly acted is told to that organisation alone."""
    own = found.organisation_id == reader
    return {
        "id": found.id,
        "act": found.act,
        "at": found.at,
        "version": None if found.version is None else found.version.version,
        "version_id": found.version_id,
        "organisation": found.organisation_id,
        "person": found.person_id if own else None,
        "client": found.client_id if own else None,
        "concerns": found.concerns_id,
        "reason": found.reason,
    }


def summary(found: AgreementVersion, before: AgreementVersion | None, *, at: datetime) -> Shown:
    """The version in plain words, and what it says otherwise than the one before."""
    sections = selectors.in_words(found, at=at)
    changes: Iterable[wording.Change] = ()
    if before is not None:
        changes = version_changes.between(before, sections, found=found, at=at)
    return {
        "sections": [{"title": section.title, "lines": list(section.lines)} for section in sections],
        "text": wording.as_text(sections),
        "compared_with": None if before is None else before.version,
        "changes": [
            {"title": change.title, "removed": list(change.removed), "added": list(change.added)}
            for change in changes
        ],
    }


def _agreement(
    found: Agreement,
    versions: Sequence[AgreementVersion],
    lives: Mapping[UUID, Life],
    suspensions: Sequence[Period],
    terminated_at: datetime | None,
    at: datetime,
) -> Shown:
    open_since = [period[0] for period in suspensions if covers(period, at)]
    return {
        "id": found.id,
        "number": found.number,
        "purpose": found.purpose,
        "created_by": found.created_by_id,
        "created_at": found.created_at,
        "suspended_since": open_since[0] if open_since else None,
        "terminated_at": terminated_at,
        "versions": [_line(version, lives[version.id], suspensions, at) for version in versions],
    }


def _line(found: AgreementVersion, life: Life, suspensions: Sequence[Period], at: datetime) -> Shown:
    in_force = life.in_force
    return {
        "id": found.id,
        "version": found.version,
        "title": found.title,
        "state": state_of(life, suspensions=suspensions, at=at).value,
        "drafted_by": found.drafted_by_id,
        "proposed_at": found.proposed_at,
        "in_force": None if in_force is None else {"from": in_force[0], "until": in_force[1]},
    }


def _fault(fault: Fault) -> Shown:
    return {"pointer": fault.place, "code": fault.code, "detail": fault.message}
