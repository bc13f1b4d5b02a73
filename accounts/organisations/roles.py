"""Whose people they are: granting roles, ending them, taking a person out of an organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts import periods
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid, NotFound
from accounts.organisations import selectors
from accounts.organisations.models import Membership, Organisation, Role
from accounts.organisations.permissions import check_concerns, check_may_grant, check_may_keep_people
from accounts.trail import services as trail
from accounts.users import selectors as people
from accounts.users import services as users
from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came, whether nobody knew them before, and the initial password where one was asked for."""

    person: UUID
    is_new: bool
    initial_password: str | None


def grant_role(
    *, organisation: Organisation, person: User, role: str, by: Caller, at: datetime
) -> Membership:
    """Let a person do something for an organisation from now on."""
    check_concerns(by, organisation=organisation.pk)
    held = _held(organisation, at=at)
    check_may_grant(
        by,
        organisation=organisation.pk,
        role=role,
        has_administrator=any(membership.role == Role.ADMINISTRATOR for membership in held),
    )
    selectors.check_not_removed(organisation.pk, at=at)
    if any(m.role == role and m.person_id == person.pk for m in held):
        raise Conflict("role-held", "The person has this role already.")
    membership = make_membership(organisation=organisation, person=person, role=role, at=at)
    _record("role granted", membership, by=by, at=at)
    return membership


def bring_in(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    roles: Collection[str],
    with_password: bool,
    by: Caller,
    at: datetime,
) -> Arrival:
    """Bring a person in with these roles.

    Somebody whom another organisation brought in already keeps name and password; of them only the identifier
    is learnt.
    """
    known = people.person_with_email(email.strip())
    if known is not None:
        arrival = Arrival(known, is_new=False, initial_password=None)
    else:
        made = users.make_person(email=email, name=name, with_password=with_password, by=by, at=at)
        arrival = Arrival(made.person.pk, is_new=True, initial_password=made.initial_password)
    for role in sorted(roles):
        grant_role(organisation=organisation, person=User(pk=arrival.person), role=role, by=by, at=at)
    return arrival


def change_roles(
    *, organisation: Organisation, person: User, roles: Collection[str], by: Caller, at: datetime
) -> bool:
    """Let a person have exactly these roles from now on; answer whether that changed anything."""
    check_may_keep_people(by, organisation=organisation.pk)
    theirs = {m.role: m for m in _held(organisation, at=at) if m.person_id == person.pk}
    if not theirs:
        raise NotFound()
    if not roles:
        raise Invalid(
            "no-role",
            "Leave at least one role, or remove the person.",
            faults=[Fault("/roles", "empty", "Leave at least one role, or remove the person.")],
        )
    for role in sorted(set(roles) - theirs.keys()):
        grant_role(organisation=organisation, person=person, role=role, by=by, at=at)
    for role in sorted(theirs.keys() - set(roles)):
        end_role(membership=theirs[role], by=by, at=at)
    return set(roles) != theirs.keys()


def make_membership(*, organisation: Organisation, person: User, role: str, at: datetime) -> Membership:
    """The row of a role, without asking who may: for granting and the shell's bootstrap."""
    return Membership.objects.create(organisation=organisation, person=person, role=role, valid_from=at)


def end_role(*, membership: Membership, by: Caller, at: datetime, reason: str = "") -> None:
    """End one role; the organisation keeps at least one administrator."""
    check_may_keep_people(by, organisation=membership.organisation_id)
    held = _held(membership.organisation, at=at)
    current = next((m for m in held if m.pk == membership.pk), None)
    if current is None:
        raise Conflict("already-ended", "The person does not have this role any more.")
    _check_administrator_left(held, without=[current])
    _end(current, by=by, at=at, reason=reason)


def remove_person(
    *, person: User, organisation: Organisation, by: Caller, at: datetime, reason: str = ""
) -> None:
    """Take a person out of an organisation: all of their roles there end at once."""
    check_may_keep_people(by, organisation=organisation.pk)
    held = _held(organisation, at=at)
    theirs = [membership for membership in held if membership.person_id == person.pk]
    if not theirs:
        raise Conflict("no-member", "The person has no role in this organisation.")
    _check_administrator_left(held, without=theirs)
    for membership in theirs:
        _end(membership, by=by, at=at, reason=reason)


def remove_from_hub(*, person: User, by: Caller, at: datetime, reason: str = "") -> None:
    """Close a person's account and end every role, wherever held: the operator's act."""
    users.close_person(person=person, by=by, at=at, reason=reason)
    for membership in Membership.objects.select_for_update().filter(periods.holds(at), person=person):
        _end(membership, by=by, at=at, reason=reason)


def _held(organisation: Organisation, *, at: datetime) -> list[Membership]:
    """The roles held now, behind the organisation's lock: two that end each other's role take turns."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = Q(organisation=organisation) & periods.holds(at)
    return list(Membership.objects.filter(held).select_related("person"))


def _check_administrator_left(held: list[Membership], *, without: list[Membership]) -> None:
    def count(among: list[Membership]) -> int:
        return sum(m.role == Role.ADMINISTRATOR and m.person.is_active for m in among)

    if count(without) and count(held) == count(without):
        raise Conflict(
            "last-administrator", "This is the last administrator: make another person administrator first."
        )


def _end(membership: Membership, *, by: Caller, at: datetime, reason: str) -> None:
    membership.valid_until = at
    membership.save(update_fields=["valid_until"])
    _record("role ended", membership, by=by, at=at, reason=reason)


def _record(act: str, membership: Membership, *, by: Caller, at: datetime, reason: str = "") -> None:
    trail.record(
        action=act,
        subject_kind="person",
        subject=membership.person_id,
        organisation=membership.organisation_id,
        by=by,
        at=at,
        reason=reason,
        values={"role": membership.role, "membership": str(membership.pk)},
    )
