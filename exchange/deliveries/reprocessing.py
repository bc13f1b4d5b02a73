"""Having a notice's failed work done again: the operator's act, on record with its reason."""

from dataclasses import dataclass
from datetime import datetime

from accounts.access.permissions import OPERATIONS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, NotFound
from accounts.sentences import Sentence
from accounts.trail import services as trail
from exchange.deliveries import operations, tracing
from exchange.deliveries.tracing import Trace


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """How many versions are routed again, and how many dead letters are sent again."""

    versions: int
    messages: int


def check_has_work(found: Trace) -> None:
    """Refuse unless something of the notice would be routed or sent again; who must act first is named."""
    if found.may_route_again or found.sendable:
        return
    if not found.stopped:
        raise NotFound("nothing-to-do", "Nothing of this notice is to be routed or sent again.")
    hosts = tuple(sorted({message.host for _, message in found.stopped}))
    raise Conflict(
        "webhook-not-active",
        Sentence(
            "The dead letters of this notice cannot be sent again while the webhook at %(hosts)s is disabled. An"
            " administrator of the organisation that receives them must enable it first.",
            hosts=hosts,
        ),
        recipients=sorted({str(one.recipient) for one, _ in found.stopped}),
    )


def reprocess(*, number: str, reason: str, by: Caller, at: datetime) -> Reprocessed:
    """Route what was set aside again, and send again what was given up; each is decided anew before it leaves."""
    by.check_may(OPERATIONS_WRITE)
    found = tracing.trace(number)
    check_has_work(found)
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
