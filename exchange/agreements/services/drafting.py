"""From the first draft to a proposal, after which no word changes."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.access.permissions import AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, Invalid
from exchange.agreements import rules
from exchange.agreements.models import (
    STATEMENT,
    Agreement,
    AgreementVersion,
    Direction,
    OnwardGroup,
    Party,
    Role,
    ScopeClause,
)
from exchange.agreements.selectors import parties, setting, versions
from exchange.agreements.services import steps
from exchange.agreements.states import Act, check_may
from exchange.agreements.terms import LegalBasis, Side, Terms


def draft(*, by: Caller, at: datetime, terms: Terms) -> AgreementVersion:
    """Open an agreement with its first draft, which only the drafter's organisation can see."""
    by.check_may(AGREEMENTS_WRITE)
    _refuse_faults(terms, by=by, at=at)
    agreement = Agreement.objects.create(purpose=terms.purpose, created_by_id=by.organisation, created_at=at)
    return _begin(agreement, terms, by=by, at=at)


def new_version(*, by: Caller, at: datetime, agreement: UUID) -> AgreementVersion:
    """Begin a successor: a draft with the terms of the version in force (else of the last one proposed).

    Its effective period and back-fill begin empty: the old ones speak of the past.
    """
    by.check_may(AGREEMENTS_WRITE)
    found = versions.agreement(agreement)
    current = parties.current_version(found, at=at)
    parties.check_signatory(current.version, by.organisation, at=at)
    check_may(Act.DRAFTED, current.state)
    terms = replace(
        versions.terms_of(current.version), effective_from=None, effective_until=None, back_fill_from=None
    )
    return _begin(found, terms, by=by, at=at)


def edit(
    *, by: Caller, at: datetime, version: UUID, terms: Terms, revision: int | None = None
) -> AgreementVersion:
    """Replace the terms of a draft. ``revision``: the one that the editor read, to overwrite no other's edit."""
    by.check_may(AGREEMENTS_WRITE)
    found = _own_draft(version, Act.EDITED, by=by, at=at)
    if revision is not None and revision != found.revision:
        raise Conflict("draft-changed", "Someone has edited the draft since you read it: read it again.")
    _refuse_faults(terms, by=by, at=at)
    agreement = found.agreement
    if agreement.purpose != terms.purpose:
        if agreement.versions.exclude(proposed_at=None).exists():
            raise Conflict(
                "purpose-is-fixed",
                "All versions of an agreement have one purpose: open a new agreement for another.",
            )
        agreement.purpose = terms.purpose
        agreement.save(update_fields=["purpose"])
    found.revision += 1
    _write(found, terms)
    steps.record(act=Act.EDITED, agreement=agreement, version=found, by=by, at=at)
    return found


def withdraw(*, by: Caller, at: datetime, version: UUID) -> AgreementVersion:
    """Put a draft away for good. It stays readable to its drafter's organisation."""
    by.check_may(AGREEMENTS_WRITE)
    found = _own_draft(version, Act.WITHDRAWN, by=by, at=at)
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    steps.record(act=Act.WITHDRAWN, agreement=found.agreement, version=found, by=by, at=at)
    return found


def propose(*, by: Caller, at: datetime, version: UUID) -> AgreementVersion:
    """Fix the terms and show them to all parties: from here on the signatories may sign."""
    by.check_may(AGREEMENTS_WRITE)
    found = _own_draft(version, Act.PROPOSED, by=by, at=at)
    terms = versions.terms_of(found)
    faults = rules.proposal_faults(terms, setting.of(terms, by=by, at=at))
    if faults:
        raise Invalid("not-proposable", "Edit the draft as listed, then propose it again.", faults=faults)
    found.version = versions.next_number(found.agreement)
    found.proposed_at = at
    found.effective_from = found.effective_from or at
    found.save(update_fields=["version", "proposed_at", "effective_from"])
    digest = versions.terms_digest(found)
    steps.record(
        act=Act.PROPOSED, agreement=found.agreement, version=found, by=by, at=at, terms_digest=digest
    )
    return found


def _begin(agreement: Agreement, terms: Terms, *, by: Caller, at: datetime) -> AgreementVersion:
    open_draft = agreement.versions.filter(
        drafted_by=by.organisation, proposed_at=None, withdrawn_at=None
    ).first()
    if open_draft is not None:
        raise Conflict(
            "draft-exists",
            "You have a draft of this agreement already: edit, propose or withdraw that one.",
            version=str(open_draft.id),
        )
    version = AgreementVersion.objects.create(
        agreement=agreement, drafted_by_id=by.organisation, drafted_at=at, statement=STATEMENT
    )
    _write(version, terms)
    steps.record(act=Act.DRAFTED, agreement=agreement, version=version, by=by, at=at)
    return version


def _own_draft(version: UUID, act: Act, *, by: Caller, at: datetime) -> AgreementVersion:
    # The lock comes first: it keeps edits and the proposal apart.
    locked = AgreementVersion.objects.select_for_update(of=("self",)).select_related("agreement")
    mine = locked.filter(id=version, drafted_by=by.organisation).first()
    if mine is None:
        versions.version(version)
        raise Forbidden(
            "not-the-drafter",
            "Only the organisation that drafted a version edits, proposes or withdraws it: draft a successor.",
        )
    check_may(act, versions.state_at(mine, at))
    return mine


def _refuse_faults(terms: Terms, *, by: Caller, at: datetime) -> None:
    faults = rules.draft_faults(terms, setting.of(terms, by=by, at=at))
    if faults:
        raise Invalid("invalid-terms", "Mend what is listed and send the terms again.", faults=faults)


def _write(version: AgreementVersion, terms: Terms) -> None:
    version.title = terms.title
    version.types = list(terms.types)
    version.conditions = list(terms.conditions)
    version.items = terms.items
    version.standing = list(terms.standing)
    version.recognised = terms.recognised
    version.objection_days = terms.objection_days
    version.follow_up = terms.follow_up
    version.back_fill_from = terms.back_fill_from
    version.retention_days = None if terms.retention is None else terms.retention.days
    version.retention_from = None if terms.retention is None else terms.retention.start
    version.onward_sharing = terms.onward_sharing
    version.receipts_opened = terms.receipts_opened
    version.second_person = list(terms.second_person)
    version.effective_from = terms.effective_from
    version.effective_until = terms.effective_until
    version.save()
    version.parties.all().delete()
    version.scope.all().delete()
    version.onward_groups.all().delete()
    bases = {(basis.direction, basis.party): basis for basis in terms.legal_basis}
    named = [
        *_parties(version, Role.PROVIDER, terms.providers, bases),
        *_parties(version, Role.RECIPIENT, terms.recipients, bases),
    ]
    for position, party in enumerate(named):
        party.position = position
    Party.objects.bulk_create(named)
    ScopeClause.objects.bulk_create(
        ScopeClause(version=version, clause=number, path=clause.path, form=clause.form)
        for number, clause in enumerate(terms.scope, start=1)
    )
    OnwardGroup.objects.bulk_create(
        OnwardGroup(version=version, position=position, group_id=group)
        for position, group in enumerate(terms.onward_groups)
    )


def _parties(
    version: AgreementVersion, role: Role, side: Side, bases: dict[tuple[Direction, UUID], LegalBasis]
) -> list[Party]:
    direction = Direction.GIVES if role == Role.PROVIDER else Direction.RECEIVES
    rows = [(party, Party(version=version, role=role, organisation_id=party)) for party in side.organisations]
    rows += [(party, Party(version=version, role=role, group_id=party)) for party in side.groups]
    for party, row in rows:
        basis = bases.get((direction, party))
        if basis is not None:
            row.law, row.article = basis.law, basis.article
            row.responsibility = basis.responsibility
            row.transfer_mechanism = basis.transfer_mechanism
    return [row for _, row in rows]
