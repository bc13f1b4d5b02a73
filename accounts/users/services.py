"""Making and closing people's accounts."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Forbidden, Invalid
from accounts.naming import faults_in_name
from accounts.trail import services as trail
from accounts.users import selectors
from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person just made, and the initial password where one was asked for: shown once, kept by nobody."""

    person: User
    initial_password: str | None


def make_person(*, email: str, name: str, with_password: bool, by: Caller, at: datetime) -> NewPerson:
    """Make a person who can sign in: with an initial password, or once a password is set through a link.

    ``by`` gives the new person no role; that is for the organisation's administrator to do.
    """
    email, name = email.strip().lower(), name.strip()
    _check(email=email, name=name)
    if selectors.person_with_email(email) is not None:
        raise Conflict("person-exists", "There is a person with this e-mail address already.")
    password = secrets.token_urlsafe(18) if with_password else None
    person = User.objects.create_user(email=email, name=name, password=password, created_at=at)
    trail.record(
        action="made",
        subject_kind="person",
        subject=person.pk,
        organisation=by.organisation,
        by=by,
        at=at,
        values={"email": email, "name": name},
    )
    return NewPerson(person, password)


def close_person(*, person: User, by: Caller, at: datetime, reason: str = "") -> None:
    """End a person's sign-in for good: every session of theirs is dead from now on."""
    if not by.is_operator:
        raise Forbidden("operator-only", "Only the operator of the hub closes a person's account.")
    by.check_may("accounts:write")
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.is_active:
        raise Conflict("already-closed", "This person's account is closed already.")
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    trail.record(
        action="closed",
        subject_kind="person",
        subject=person.pk,
        organisation=by.organisation,
        by=by,
        at=at,
        reason=reason,
    )


def _check(*, email: str, name: str) -> None:
    faults = []
    try:
        validate_email(email)
    except ValidationError:
        faults.append(Fault("/email", "bad-email", "This is no e-mail address."))
    if not email.isascii():
        faults.append(Fault("/email", "bad-email", "Write international domains in their xn-- form."))
    faults += faults_in_name(name, Fault("/name", "empty", "Give the person's name."))
    if faults:
        raise Invalid("invalid-person", "Mend what is listed and send it again.", faults=faults)
