"""Asking to join, confirming the address, and what the operator does with a request.

Nothing here tells a stranger who is a member: the numbers of the request are checked by their own rules alone, and
whatever is known of an address is told to nobody but its reader, by mail.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import acting, lifecycle
from accounts.callers import Caller
from accounts.errors import Fault, Invalid
from accounts.joining import door, selectors, states
from accounts.joining.models import KINDS, OPEN, JoinMessage, JoinRequest
from accounts.organisations import identifiers, roles
from accounts.organisations import services as organisations
from accounts.organisations.models import Organisation
from accounts.organisations.permissions import check_may_keep_members
from accounts.organisations.roles import Arrival
from accounts.organisations.services import NewIdentifier, Particulars
from accounts.trail import services as trail

CONFIRMED_WITHIN = timedelta(days=3)
ANSWERED_WITHIN = timedelta(days=30)
# A refused request is kept so long, for whoever asks why.
REFUSED_KEPT = timedelta(days=90)
_MOST_LETTERS = 3
_A_DAY = timedelta(days=1)
_FORGET = (
    "WITH over AS (SELECT id FROM joining_joinrequest WHERE (state = 'unconfirmed' AND link_until <= %s)"
    " OR (state = 'refused' AND decided_at <= %s)),"
    " said AS (DELETE FROM joining_joinmessage WHERE request_id IN (SELECT id FROM over))"
    " DELETE FROM joining_joinrequest WHERE id IN (SELECT id FROM over)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a stranger says, with the consent that it is kept."""

    name: str
    kind: str
    country: str
    contact_name: str
    contact_email: str
    reason: str
    language: str
    contact_phone: str = ""
    identifiers: Sequence[NewIdentifier] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be mailed about a request; ``secret`` is its link's, None where it is with the operator already."""

    request: JoinRequest
    secret: str | None


def ask(wanted: Wanted, *, at: datetime) -> Letter | None:
    """Keep a stranger's request until its address is confirmed, inside ``door.by_address``.

    Asked again, an unconfirmed one is replaced; one that is with the operator stays. None: the address has been
    mailed often enough today.
    """
    _check(wanted)
    email = wanted.contact_email.strip().lower()
    held = JoinRequest.objects.select_for_update().filter(contact_email=email, state__in=OPEN).first()
    one = held or JoinRequest(contact_email=email, letters_since=at)
    if at - one.letters_since >= _A_DAY:
        one.letters, one.letters_since = 0, at
    if one.letters >= _MOST_LETTERS:
        return None
    one.letters += 1
    if one.state != "unconfirmed":
        one.save(update_fields=["letters", "letters_since"])
        return Letter(one, None)
    for name in ("name", "contact_name", "contact_phone", "reason"):
        setattr(one, name, getattr(wanted, name).strip())
    one.kind, one.country, one.language = wanted.kind, wanted.country, wanted.language
    one.identifiers = [
        {"scheme": number.scheme, "value": identifiers.clean(number.value)} for number in wanted.identifiers
    ]
    one.made_at = one.consented_at = at
    secret = _linked(one, until=at + CONFIRMED_WITHIN)
    one.save()
    return Letter(one, secret)


def confirm(secret: str, *, at: datetime) -> bool:
    """Let a request enter the operator's queue, inside ``door.by_link``. False: it had entered before."""
    one = _by_link(secret, at=at)
    if one.state != "unconfirmed":
        return False
    _move(one, "confirmed")
    one.confirmed_at = at
    one.save(update_fields=["state", "confirmed_at"])
    return True


def answer(secret: str, text: str, *, at: datetime) -> bool:
    """Answer what the operator asked back, inside ``door.by_link``. False: that was answered before."""
    one = _by_link(secret, at=at)
    if one.state != "asked":
        return False
    _check_said("/text", text)
    JoinMessage.objects.create(request=one, at=at, by_operator=False, text=text.strip())
    _move(one, "answered")
    one.save(update_fields=["state"])
    return True


def ask_back(*, request: JoinRequest, text: str, by: Caller, at: datetime) -> Letter:
    """Ask the applicant something; the answer comes by a link."""
    one = _locked(request, by=by)
    _check_said("/text", text)
    _move(one, "asked back")
    secret = _linked(one, until=at + ANSWERED_WITHIN)
    one.save(update_fields=["state", "link", "link_until"])
    JoinMessage.objects.create(request=one, at=at, by_operator=True, text=text.strip())
    _record("asked back", one, by=by, at=at)
    return Letter(one, secret)


def refuse(*, request: JoinRequest, reason: str, by: Caller, at: datetime) -> JoinRequest:
    """Refuse for a reason, which the applicant is told."""
    one = _locked(request, by=by)
    _check_said("/reason", reason)
    _move(one, "refused")
    one.decided_at, one.decision = at, reason.strip()
    one.save(update_fields=["state", "decided_at", "decision"])
    _record("refused", one, by=by, at=at, reason=reason)
    return one


def admit(
    *, request: JoinRequest, region: str, administrator: str, email: str, by: Caller, at: datetime
) -> tuple[Organisation, Arrival]:
    """Make the organisation a member, and the person its first administrator."""
    one = _locked(request, by=by)
    _move(one, "admitted")
    particulars = Particulars(
        name=one.name,
        kind=one.kind,
        country=one.country,
        region=region,
        contact_email=one.contact_email,
        contact_phone=one.contact_phone,
        identifiers=[NewIdentifier(**number) for number in one.identifiers],
    )
    made = organisations.admit(particulars=particulars, by=by, at=at)
    arrival = roles.bring_in(
        organisation=made,
        email=email,
        name=administrator,
        roles=["administrator"],
        with_password=False,
        by=by,
        at=at,
    )
    one.decided_at, one.organisation = at, made.pk
    one.save(update_fields=["state", "decided_at", "organisation"])
    _record("admitted", one, by=by, at=at)
    return made, arrival


def forget(*, at: datetime) -> int:
    """Erase what was never confirmed in time, and what was refused long ago."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_FORGET, [at, at - REFUSED_KEPT])
        return int(cursor.rowcount)


def _check(wanted: Wanted) -> None:
    faults = [
        Fault(f"/{name}", "empty", "This is needed.")
        for name in ("name", "contact_name", "reason")
        if not getattr(wanted, name).strip()
    ]
    if wanted.kind not in KINDS:
        faults.append(Fault("/kind", "not-listed", "Choose what the organisation is."))
    if not identifiers.is_country(wanted.country):
        faults.append(Fault("/country", "no-country", "Give an ISO 3166-1 alpha-2 code in capitals."))
    faults += _email_faults(wanted.contact_email)
    for index, number in enumerate(wanted.identifiers):
        message = identifiers.fault_in(number.scheme, identifiers.clean(number.value))
        if message is not None:
            faults.append(Fault(f"/identifiers/{index}/value", f"bad-{number.scheme}", message))
    if faults:
        raise Invalid("invalid-join-request", "Mend what is listed and send it again.", faults=faults)


def _email_faults(email: str) -> list[Fault]:
    try:
        validate_email(email.strip())
    except ValidationError:
        return [Fault("/contact_email", "bad-email", "This is no e-mail address.")]
    if not email.isascii():
        return [Fault("/contact_email", "bad-email", "Write international domains in their xn-- form.")]
    return []


def _check_said(place: str, text: str) -> None:
    if not text.strip():
        faults = [Fault(place, "empty", "This is needed.")]
        raise Invalid("invalid-join-request", "Mend what is listed and send it again.", faults=faults)


def _linked(one: JoinRequest, *, until: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    one.link, one.link_until = door.digest(secret), until
    return secret


def _by_link(secret: str, *, at: datetime) -> JoinRequest:
    found = selectors.by_link(secret, at=at)
    return JoinRequest.objects.select_for_update().get(pk=found.pk)


def _locked(request: JoinRequest, *, by: Caller) -> JoinRequest:
    check_may_keep_members(by)
    return JoinRequest.objects.select_for_update().get(pk=request.pk)


def _move(one: JoinRequest, act: str) -> None:
    one.state = lifecycle.target_of(states.TRANSITIONS, source=one.state, act=act, wording=states.WORDING)


def _record(act: str, one: JoinRequest, *, by: Caller, at: datetime, reason: str = "") -> None:
    values: dict[str, Any] = {"name": one.name, "kind": one.kind, "country": one.country}
    trail.record(
        action=act,
        subject_kind="join_request",
        subject=one.pk,
        organisation=by.organisation,
        by=by,
        at=at,
        reason=reason,
        values=values,
    )
