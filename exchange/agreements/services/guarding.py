"""Guarding what flows: a provider excludes, a signatory suspends, resumes or terminates; in all versions."""

from datetime import datetime
from uuid import UUID

from accounts import periods
from accounts.access.permissions import AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from exchange.agreements.models import Agreement, Exclusion, Suspension, Termination
from exchange.agreements.selectors import parties, versions
from exchange.agreements.services import steps
from exchange.agreements.states import Act, check_may


def exclude(*, by: Caller, at: datetime, agreement: UUID, recipient: UUID, reason: str = "") -> Exclusion:
    """Keep a recipient from one's own data, at once. Nothing that others provide is touched."""
    found = _as_provider(agreement, Act.EXCLUDED, by=by, at=at)
    if recipient == by.organisation or not parties.exists(recipient):
        fault = Fault("/recipient", "unknown-organisation", "No other member of the hub has this id.")
        raise Invalid("unknown-recipient", "Name a member of the hub other than yourself.", faults=[fault])
    if _open_exclusion(found, by, recipient, at) is not None:
        raise Conflict("already-excluded", "You have excluded this recipient already.")
    exclusion = Exclusion.objects.create(
        agreement=found, provider_id=by.organisation, recipient_id=recipient, valid_from=at
    )
    steps.record(act=Act.EXCLUDED, agreement=found, by=by, at=at, concerns=recipient, reason=reason)
    return exclusion


def readmit(*, by: Caller, at: datetime, agreement: UUID, recipient: UUID, reason: str = "") -> Exclusion:
    """End one's exclusion of a recipient: what is accepted from now on may reach it again."""
    found = _as_provider(agreement, Act.READMITTED, by=by, at=at)
    exclusion = _open_exclusion(found, by, recipient, at)
    if exclusion is None:
        raise Conflict("not-excluded", "You have not excluded this recipient: there is nothing to end.")
    exclusion.valid_until = at
    exclusion.save(update_fields=["valid_until"])
    steps.record(act=Act.READMITTED, agreement=found, by=by, at=at, concerns=recipient, reason=reason)
    return exclusion


def suspend(*, by: Caller, at: datetime, agreement: UUID, reason: str) -> Suspension:
    """Stop everything that flows under the agreement, and close what was delivered, until it is resumed."""
    found = _as_signatory(agreement, Act.SUSPENDED, by=by, at=at)
    suspension = Suspension.objects.create(agreement=found, suspended_by_id=by.organisation, valid_from=at)
    steps.record(act=Act.SUSPENDED, agreement=found, by=by, at=at, reason=reason)
    return suspension


def resume(*, by: Caller, at: datetime, agreement: UUID, reason: str) -> Suspension:
    """End the suspension; refused once the agreement has ended, for what was suspended then stays closed."""
    found = _as_signatory(agreement, Act.RESUMED, by=by, at=at)
    suspension = Suspension.objects.get(periods.holds(at), agreement=found)
    suspension.valid_until = at
    suspension.resumed_by_id = by.organisation
    suspension.save(update_fields=["valid_until", "resumed_by"])
    steps.record(act=Act.RESUMED, agreement=found, by=by, at=at, reason=reason)
    return suspension


def terminate(*, by: Caller, at: datetime, agreement: UUID, reason: str) -> Termination:
    """End the agreement in all its versions, for good. What was delivered stays readable while retained."""
    found = _as_signatory(agreement, Act.TERMINATED, by=by, at=at)
    termination = Termination.objects.create(
        agreement=found, terminated_by_id=by.organisation, terminated_at=at
    )
    steps.record(act=Act.TERMINATED, agreement=found, by=by, at=at, reason=reason)
    return termination


def _as_signatory(agreement: UUID, act: Act, *, by: Caller, at: datetime) -> Agreement:
    by.check_may(AGREEMENTS_WRITE)
    found = versions.agreement(agreement)
    current = parties.current_version(found, at=at)
    parties.check_signatory(current.version, by.organisation, at=at)
    check_may(act, current.state)
    return found


def _as_provider(agreement: UUID, act: Act, *, by: Caller, at: datetime) -> Agreement:
    by.check_may(AGREEMENTS_WRITE)
    found = versions.agreement(agreement)
    parties.check_provider(found, by.organisation, act, at=at)
    return found


def _open_exclusion(agreement: Agreement, by: Caller, recipient: UUID, at: datetime) -> Exclusion | None:
    return Exclusion.objects.filter(
        periods.holds(at), agreement=agreement, provider=by.organisation, recipient=recipient
    ).first()
