"""Consent: nobody's data flows, and nobody takes on duties, without its own administrator's act."""

from datetime import datetime
from uuid import UUID

from accounts import periods
from accounts.access.permissions import AGREEMENTS_SIGN, AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden
from exchange.agreements.models import Accession, AgreementVersion, Departure, Signature
from exchange.agreements.selectors import parties, versions
from exchange.agreements.services import steps
from exchange.agreements.states import Act, State, check_may


def sign(*, by: Caller, at: datetime, version: UUID) -> AgreementVersion:
    """Sign for one's organisation. With the last signatory's, the version comes into force when it takes effect."""
    person = _in_person(by)
    found = versions.version(version)
    parties.check_signatory(found, by.organisation, at=at)
    if found.signatures.filter(organisation=by.organisation).exists():
        raise Conflict("already-signed", "Your organisation has signed this version; there is no more to do.")
    check_may(Act.SIGNED, _state(found, at))
    _check_only_for_one(found, person, by.organisation)
    Signature.objects.create(version=found, organisation_id=by.organisation, person_id=person, signed_at=at)
    digest = versions.terms_digest(found)
    steps.record(act=Act.SIGNED, agreement=found.agreement, version=found, by=by, at=at, terms_digest=digest)
    return found


def accede(*, by: Caller, at: datetime, version: UUID) -> AgreementVersion:
    """Be bound by one version as a member of a group that it names, as provider and as recipient."""
    person = _in_person(by)
    found = versions.version(version)
    check_may(Act.ACCEDED, _state(found, at))
    if parties.is_named(found, by.organisation, at=at):
        raise Conflict("named", "Your organisation is named in this version: it signs, and need not accede.")
    if not parties.group_roles(found, by.organisation, at=at):
        raise Forbidden(
            "not-a-member",
            "Only a member of a group that this version names may accede: ask the group's keeper.",
        )
    if found.accessions.filter(periods.holds(at), organisation=by.organisation).exists():
        raise Conflict("already-acceded", "Your organisation has acceded to this version already.")
    _check_only_for_one(found, person, by.organisation)
    Accession.objects.create(version=found, organisation_id=by.organisation, person_id=person, valid_from=at)
    digest = versions.terms_digest(found)
    steps.record(act=Act.ACCEDED, agreement=found.agreement, version=found, by=by, at=at, terms_digest=digest)
    return found


def leave(*, by: Caller, at: datetime, version: UUID, reason: str = "") -> AgreementVersion:
    """Be a party of this version no more. For one that is named this is for good; a member may accede again."""
    by.check_may(AGREEMENTS_WRITE)
    found = versions.version(version)
    check_may(Act.LEFT, _state(found, at))
    ended = found.accessions.filter(periods.holds(at), organisation=by.organisation).update(valid_until=at)
    if parties.is_named(found, by.organisation, at=at):
        if not found.signatures.filter(organisation=by.organisation).exists():
            raise Conflict(
                "not-bound", "Your organisation has not signed: it is not bound, and need not leave."
            )
        Departure.objects.create(version=found, organisation_id=by.organisation, left_at=at)
    elif not ended:
        raise Conflict(
            "not-bound",
            "Your organisation is neither named nor has it acceded: there is nothing to leave. "
            "The keeper of a group may suspend or terminate the agreement.",
        )
    steps.record(act=Act.LEFT, agreement=found.agreement, version=found, by=by, at=at, reason=reason)
    return found


def _in_person(by: Caller) -> UUID:
    if by.person is None:
        raise Forbidden(
            "person-required",
            "An API client can neither sign nor accede: an administrator of the organisation does it in person.",
        )
    by.check_may(AGREEMENTS_SIGN)
    return by.person


def _check_only_for_one(version: AgreementVersion, person: UUID, organisation: UUID) -> None:
    signed = version.signatures.filter(person=person).exclude(organisation=organisation)
    acceded = version.accessions.filter(person=person, valid_until=None).exclude(organisation=organisation)
    if signed.exists() or acceded.exists():
        raise Conflict(
            "one-person-for-two",
            "You have signed or acceded for another organisation: another administrator has to do it for this one.",
        )


def _state(version: AgreementVersion, at: datetime) -> State:
    return versions.state_at(version, at)
