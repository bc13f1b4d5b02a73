"""Granting standing and keeping it; recognising what another authority granted."""

from datetime import datetime

from django.db.models import Q

from accounts import lifecycle, periods
from accounts.accreditation import selectors, states
from accounts.accreditation.models import Recognition, Standing, StandingPeriod
from accounts.accreditation.permissions import check_may_grant, check_may_keep
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Kind, Organisation
from accounts.sentences import Sentence
from accounts.trail import services as trail


def grant(
    *,
    holder: Organisation,
    kind: str,
    by: Caller,
    at: datetime,
    programme: str = "",
    number: str = "",
    valid_until: datetime | None = None,
) -> Standing:
    """Give a trader standing from now on, until ``valid_until`` (not included) or until it is revoked."""
    check_may_grant(by)
    programme, number = programme.strip(), number.strip()
    _check_grant(holder, kind=kind, programme=programme, number=number, valid_until=valid_until, at=at)
    # One grant of a kind and programme at a time: two would have to be revoked one by one.
    same = Q(holder=holder, granted_by=by.organisation, kind=kind, programme=programme)
    for earlier in Standing.objects.filter(same):
        if selectors.state_at(earlier, at) in ("granted", "suspended"):
            raise Conflict("standing-held", "The holder has this standing already.", standing=str(earlier.pk))
    standing = Standing.objects.create(
        holder=holder,
        granted_by_id=by.organisation,
        kind=kind,
        programme=programme,
        number=number,
        granted_at=at,
        expires_at=valid_until,
    )
    StandingPeriod.objects.create(
        standing=standing, state=StandingPeriod.State.GRANTED, valid_from=at, valid_until=valid_until
    )
    values = {"kind": kind, "programme": programme, "number": number}
    _record("granted", standing, by=by, at=at, values=values)
    return standing


def suspend(*, standing: Standing, reason: str, by: Caller, at: datetime) -> None:
    """Let a grant not count until it is resumed."""
    _move(standing, "suspended", reason=reason, by=by, at=at)


def resume(*, standing: Standing, reason: str, by: Caller, at: datetime) -> None:
    """Let a suspended grant count again, until it expires."""
    _move(standing, "resumed", reason=reason, by=by, at=at)


def revoke(*, standing: Standing, reason: str, by: Caller, at: datetime) -> None:
    """End a grant for good."""
    _move(standing, "revoked", reason=reason, by=by, at=at)


def recognise(
    *, standing: Standing, by: Caller, at: datetime, valid_until: datetime | None = None
) -> Recognition:
    """Accept another authority's accreditation as far as an agreement says that this counts."""
    check_may_grant(by)
    if standing.granted_by_id == by.organisation:
        raise Conflict("own-grant", "An authority need not recognise what it granted itself.")
    if standing.kind != Standing.Kind.ACCREDITED:
        raise Conflict("not-accredited", "Mutual recognition is of accredited traders, not of enrolled ones.")
    _check_end(valid_until, at=at)
    state = selectors.state_at(standing, at)
    if state not in ("granted", "suspended"):
        raise Conflict(
            "wrong-state",
            Sentence(
                "%(state)s %(act)s",
                state=Sentence(states.WORDING.states[state]),
                act=Sentence("There is nothing to recognise."),
            ),
            state=state,
        )
    held = Recognition.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=at), standing=standing, recognised_by=by.organisation
    )
    if held.exists():
        raise Conflict("recognised", "You recognise this standing already.")
    recognition = Recognition.objects.create(
        standing=standing, recognised_by_id=by.organisation, valid_from=at, valid_until=valid_until
    )
    _record("recognised", standing, by=by, at=at)
    return recognition


def end_recognition(*, standing: Standing, reason: str, by: Caller, at: datetime) -> None:
    """Stop accepting another authority's accreditation."""
    check_may_grant(by)
    held = Recognition.objects.select_for_update().filter(
        periods.holds(at), standing=standing, recognised_by=by.organisation
    )
    recognition = held.first()
    if recognition is None:
        raise Conflict("not-recognised", "You do not recognise this standing.")
    recognition.valid_until = at
    recognition.save(update_fields=["valid_until"])
    _record("recognition ended", standing, by=by, at=at, reason=reason)


def _move(standing: Standing, act: str, *, reason: str, by: Caller, at: datetime) -> None:
    check_may_keep(by, granted_by=standing.granted_by_id)
    current = standing.periods.select_for_update().filter(periods.holds(at)).first()
    source = current.state if current is not None else "expired"
    target = lifecycle.target_of(states.TRANSITIONS, source=source, act=act, wording=states.WORDING)
    if current is not None:
        current.valid_until = at
        current.save(update_fields=["valid_until"])
    StandingPeriod.objects.create(
        standing=standing,
        state=target,
        valid_from=at,
        # What is revoked stays so; otherwise the grant ends when it was to end.
        valid_until=None if target == StandingPeriod.State.REVOKED else standing.expires_at,
    )
    _record(act, standing, by=by, at=at, reason=reason)


def _check_grant(
    holder: Organisation,
    *,
    kind: str,
    programme: str,
    number: str,
    valid_until: datetime | None,
    at: datetime,
) -> None:
    faults = []
    if holder.kind != Kind.TRADER:
        faults.append(Fault("/holder", "not-a-trader", "Standing is for traders."))
    elif not organisations.is_active(holder.pk, at=at):
        faults.append(Fault("/holder", "not-active", "The holder is not an active member of the hub."))
    if kind == Standing.Kind.ACCREDITED:
        if not programme:
            faults.append(Fault("/programme", "missing", "Name the programme type, for example AEOF."))
        if not number:
            faults.append(Fault("/number", "missing", "Give the number of the authorisation."))
    if faults:
        raise Invalid("invalid-standing", "Mend what is listed and send it again.", faults=faults)
    _check_end(valid_until, at=at)


def _check_end(valid_until: datetime | None, *, at: datetime) -> None:
    if valid_until is not None and valid_until <= at:
        fault = Fault("/valid_until", "in-the-past", "The end must lie in the future.")
        raise Invalid("invalid-standing", "Mend what is listed and send it again.", faults=[fault])


def _record(
    act: str,
    standing: Standing,
    *,
    by: Caller,
    at: datetime,
    reason: str = "",
    values: dict[str, str] | None = None,
) -> None:
    trail.record(
        action=act,
        subject_kind="standing",
        subject=standing.pk,
        organisation=standing.holder_id,
        by=by,
        at=at,
        reason=reason,
        values=values,
    )
