"""What others replied, as it was delivered: answers to an authority, and what is told to those whom it concerns.

A request or order to the organisation itself is told by ``cases``, with its deadline.
"""

from collections.abc import Iterator

from accounts.access.permissions import INBOX_READ
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window
from exchange.review import selectors, states
from exchange.review.models import Case

_LIFTING = {states.RELEASE: Kind.RELEASED, states.COMPLETE: Kind.ASSESSED}


def found(window: Window) -> list[Notification]:
    """Replies that reached the inbox, whatever their addressee's part in them."""
    if not window.caller.may(INBOX_READ):
        return []
    rows = deliveries.replies(
        recipient=window.caller.organisation, since=window.since, until=window.at, limit=window.most
    )
    answers = [row for row in rows if row.type == states.ANSWER]
    answered = selectors.answered_by([row.number for row in answers]) if answers else {}
    told = (_answer(row, answered.get(row.number)) for row in answers)
    return [*(one for one in told if one), *(one for row in rows for one in _reply(row))]


def _answer(row: Delivery, step: tuple[Case, str] | None) -> Notification | None:
    """An answer is told by the request that it answers: an authority knows it by its own reference."""
    if step is None or row.available_at is None:
        return None
    case, outcome = step
    return Notification(
        key=f"answered:{row.number}",
        kind=Kind.ANSWERED,
        at=row.available_at,
        subject=case.id,
        who=row.publisher_id,
        facts={
            "case": case.kind,
            "outcome": outcome,
            "reference": case.reference,
            "number": case.number,
            "reply": row.number,
        },
    )


def _reply(row: Delivery) -> Iterator[Notification]:
    kind = _LIFTING.get(row.type)
    if kind is None and row.basis == Delivery.Basis.INFORMED and row.type in Case.Kind.values:
        kind = Kind.INFORMED
    if kind is None or row.available_at is None:
        return
    yield Notification(
        key=f"reply:{row.number}",
        kind=kind,
        at=row.available_at,
        subject=row.id,
        who=row.publisher_id,
        facts={"case": row.type, "reference": row.reference, "reply": row.number},
    )
