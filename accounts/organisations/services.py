"""Keeping the members of the hub: admission, suspension, removal, identifiers, contact details."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from accounts import clock, lifecycle, periods
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Forbidden, Invalid
from accounts.naming import faults_in_name
from accounts.organisations import identifiers, selectors, states
from accounts.organisations.models import Activity, Identifier, Kind, Membership, Organisation
from accounts.organisations.permissions import WRITE, check_may_keep_members
from accounts.trail import services as trail


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """An identifier as it is asked for: the scheme, and the value as people write it."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a member when it is admitted. All but the contact details stand for good."""

    name: str
    kind: str
    country: str
    region: str
    contact_email: str = ""
    contact_phone: str = ""
    identifiers: Sequence[NewIdentifier] = ()


def admit(*, particulars: Particulars, by: Caller, at: datetime) -> Organisation:
    """Make a member, active from now on."""
    check_may_keep_members(by)
    faults = faults_in(particulars, at=at)
    if particulars.kind == Kind.OPERATOR:
        faults.append(Fault("/kind", "not-listed", "A hub has one operator, made by the bootstrap command."))
    if faults:
        raise Invalid("invalid-organisation", "Mend what is listed and send it again.", faults=faults)
    organisation = make(particulars, at=at)
    for wanted in particulars.identifiers:
        _give(organisation, wanted, at=at)
    _record("admitted", organisation, by=by, at=at, values=_values(particulars))
    return organisation


def make(particulars: Particulars, *, at: datetime, identifier: UUID | None = None) -> Organisation:
    """The rows of a member, without asking who may: for admission and the shell's bootstrap."""
    organisation = Organisation.objects.create(
        pk=identifier or clock.uuid7(),
        name=particulars.name.strip(),
        kind=particulars.kind,
        country=particulars.country,
        region=particulars.region,
        contact_email=particulars.contact_email,
        contact_phone=particulars.contact_phone.strip(),
        created_at=at,
    )
    Activity.objects.create(organisation=organisation, state=Activity.State.ACTIVE, valid_from=at)
    return organisation


def faults_in(particulars: Particulars, *, at: datetime) -> list[Fault]:
    """Everything wrong with a member's particulars, each with its place."""
    faults = faults_in_name(particulars.name, Fault("/name", "empty", "Give the organisation's name."))
    if not identifiers.is_country(particulars.country):
        faults.append(Fault("/country", "no-country", "Give an ISO 3166-1 alpha-2 code in capitals."))
    faults += _contact_faults(particulars.contact_email)
    seen: set[tuple[str, str]] = set()
    for index, wanted in enumerate(particulars.identifiers):
        place = f"/identifiers/{index}"
        faults += _identifier_faults(wanted, place=f"{place}/value", country=particulars.country, at=at)
        pair = (wanted.scheme, identifiers.clean(wanted.value))
        if pair in seen:
            faults.append(Fault(place, "repeated", "No identifier twice."))
        seen.add(pair)
    return faults


def suspend(*, organisation: Organisation, reason: str, by: Caller, at: datetime) -> None:
    """Stop a member for a time: its people, clients and tokens stop with it, nothing reaches it."""
    check_may_keep_members(by)
    _check_not_operator(organisation)
    _move(organisation, "suspended", reason=reason, by=by, at=at)


def resume(*, organisation: Organisation, reason: str, by: Caller, at: datetime) -> None:
    """Let a suspended member go on."""
    check_may_keep_members(by)
    _move(organisation, "resumed", reason=reason, by=by, at=at)


def remove(*, organisation: Organisation, reason: str, by: Caller, at: datetime) -> None:
    """End a member for good: its identifiers are free again, its people's roles end, its past stays known."""
    check_may_keep_members(by)
    _check_not_operator(organisation)
    _move(organisation, "removed", reason=reason, by=by, at=at)
    open_at = Q(organisation=organisation) & periods.holds(at)
    Identifier.objects.filter(open_at).update(valid_until=at)
    Membership.objects.filter(open_at).update(valid_until=at)


def add_identifier(
    *, organisation: Organisation, wanted: NewIdentifier, by: Caller, at: datetime
) -> Identifier:
    """Give a member one more number, unless another holds it."""
    check_may_keep_members(by)
    selectors.check_not_removed(organisation.pk, at=at)
    faults = _identifier_faults(wanted, place="/value", country=organisation.country, at=at)
    if faults:
        raise Invalid("invalid-identifier", "Mend what is listed and send it again.", faults=faults)
    identifier = _give(organisation, wanted, at=at)
    values = {"scheme": identifier.scheme, "value": identifier.value}
    _record("identified", organisation, by=by, at=at, values=values)
    return identifier


def end_identifier(*, identifier: Identifier, by: Caller, at: datetime) -> None:
    """Take a number away: from now on another member may hold it."""
    check_may_keep_members(by)
    locked = Identifier.objects.select_for_update().get(pk=identifier.pk)
    if locked.valid_until is not None:
        raise Conflict("already-ended", "The organisation does not hold this identifier any more.")
    locked.valid_until = at
    locked.save(update_fields=["valid_until"])
    values = {"scheme": locked.scheme, "value": locked.value}
    _record("identifier ended", locked.organisation, by=by, at=at, values=values)


def change_contact(
    *, organisation: Organisation, email: str, phone: str, by: Caller, at: datetime
) -> Organisation:
    """Keep the contact details: the organisation's own administrators, or the operator."""
    if by.organisation != organisation.pk and not by.is_operator:
        raise Forbidden(
            "not-yours", "Only the organisation itself or the operator changes its contact details."
        )
    by.check_may(WRITE)
    faults = _contact_faults(email)
    if faults:
        raise Invalid("invalid-contact", "Mend what is listed and send it again.", faults=faults)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    locked.contact_email, locked.contact_phone = email, phone.strip()
    locked.save(update_fields=["contact_email", "contact_phone"])
    values = {"contact_email": email, "contact_phone": locked.contact_phone}
    _record("contact changed", locked, by=by, at=at, values=values)
    return locked


def _move(organisation: Organisation, act: str, *, reason: str, by: Caller, at: datetime) -> None:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    current = locked.activity.get(periods.holds(at))
    target = lifecycle.target_of(states.TRANSITIONS, source=current.state, act=act, wording=states.WORDING)
    current.valid_until = at
    current.save(update_fields=["valid_until"])
    Activity.objects.create(organisation=locked, state=target, valid_from=at)
    _record(act, locked, by=by, at=at, reason=reason)


def _check_not_operator(organisation: Organisation) -> None:
    if organisation.kind == Kind.OPERATOR:
        raise Conflict("is-operator", "The operator cannot be suspended or removed: the hub would stop.")


def _give(organisation: Organisation, wanted: NewIdentifier, *, at: datetime) -> Identifier:
    return Identifier.objects.create(
        organisation=organisation,
        scheme=wanted.scheme,
        country=_issuing_country(wanted.scheme, organisation.country),
        value=identifiers.clean(wanted.value),
        valid_from=at,
    )


def _identifier_faults(wanted: NewIdentifier, *, place: str, country: str, at: datetime) -> list[Fault]:
    value = identifiers.clean(wanted.value)
    message = identifiers.fault_in(wanted.scheme, value)
    if message is not None:
        return [Fault(place, f"bad-{wanted.scheme}", message)]
    held = Identifier.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=at),
        scheme=wanted.scheme,
        country=_issuing_country(wanted.scheme, country),
        value=value,
    )
    if held.exists():
        return [Fault(place, "taken", "A member of the hub holds this identifier already.")]
    return []


def _issuing_country(scheme: str, country: str) -> str:
    return country if scheme == Identifier.Scheme.TIN else ""


def _contact_faults(email: str) -> list[Fault]:
    if email:
        try:
            validate_email(email)
        except ValidationError:
            return [Fault("/contact_email", "bad-email", "This is no e-mail address.")]
    return []


def _values(particulars: Particulars) -> dict[str, str]:
    return {name: getattr(particulars, name) for name in ("name", "kind", "country", "region")}


def _record(
    act: str,
    organisation: Organisation,
    *,
    by: Caller,
    at: datetime,
    reason: str = "",
    values: dict[str, str] | None = None,
) -> None:
    trail.record(
        action=act,
        subject_kind="organisation",
        subject=organisation.pk,
        organisation=organisation.pk,
        by=by,
        at=at,
        reason=reason,
        values=values,
    )
