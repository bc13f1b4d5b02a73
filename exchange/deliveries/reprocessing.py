"""Having a notice's failed work done again: the operator's act, on record with its reason."""

from dataclasses import dataclass
from datetime import datetime

from accounts.access.permissions import OPERATIONS_WRITE
from accounts.callers import Caller
from accounts.errors import NotFound
from accounts.trail import services as trail
from exchange.deliveries import operations, tracing


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """How many versions are routed again, and how many dead letters are sent again."""

    versions: int
    messages: int


def reprocess(*, number: str, reason: str, by: Caller, at: datetime) -> Reprocessed:
    """Route what was set aside again, and send again what was given up; each is decided anew before it leaves."""
    by.check_may(OPERATIONS_WRITE)
    found = tracing.trace(number)
    again = Reprocessed(operations.reprocess(number=number), tracing.resend_dead(number=number))
    if not again.versions and not again.messages:
        raise NotFound
    trail.record(
        action="reprocessed",
        subject_kind="notice",
        subject=found.id,
        organisation=by.organisation,
        by=by,
        at=at,
        reason=reason,
        values={"number": number, "versions": again.versions, "messages": again.messages},
    )
    return again
