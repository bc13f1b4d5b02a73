"""Requests and orders addressed to the organisation, and their deadlines; and its own that nobody answered in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.access.permissions import INBOX_READ
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window
from exchange.review.models import Case

# How long before its time a deadline is called near; whoever got less time than this knows it from the start.
NEAR = timedelta(hours=24)


def found(window: Window) -> list[Notification]:
    """What was asked or ordered, and what of it is due soon or overdue."""
    if not window.caller.may(INBOX_READ):
        return []
    mine = Case.objects.filter(addressee_id=window.caller.organisation)
    recent = mine.filter(Q(opened_at__gt=window.since) | Q(closed_at=None, due_at__gt=window.since))
    rows = recent.order_by("-opened_at")[: window.most]
    return [*(one for case in rows for one in _of(case, window)), *_unanswered(window)]


def _unanswered(window: Window) -> Iterator[Notification]:
    """What the organisation itself asked or ordered, from the moment its answer is late until there is one."""
    asked = Case.objects.filter(
        authority_id=window.caller.organisation,
        closed_at=None,
        answered_at=None,
        due_at__gt=window.since,
        due_at__lte=window.at,
    )
    for case in asked.order_by("-due_at")[: window.most]:
        late = _late(case)
        if window.covers(late):
            yield _told(case, Kind.ANSWER_OVERDUE, late, who=case.addressee_id)


def _of(case: Case, window: Window) -> Iterator[Notification]:
    if window.covers(case.opened_at):
        yield _told(case, Kind.CASE_OPENED, case.opened_at)
    if case.due_at is None:
        return
    near = case.due_at - NEAR
    if near > case.opened_at and window.covers(near) and _open_at(case, near):
        yield _told(case, Kind.DEADLINE_NEAR, near)
    late = _late(case)
    if window.covers(late) and _open_at(case, late):
        yield _told(case, Kind.OVERDUE, late)


def _late(case: Case) -> datetime:
    """When it became overdue: what is asked with a due time that has passed already is so from its beginning."""
    return max(case.due_at or case.opened_at, case.opened_at)


def _open_at(case: Case, moment: datetime) -> bool:
    """Whether nobody had answered or closed it by then."""
    return all(done is None or done > moment for done in (case.answered_at, case.closed_at))


def _told(case: Case, kind: Kind, at: datetime, *, who: UUID | None = None) -> Notification:
    return Notification(
        key=f"{kind}:{case.id}",
        kind=kind,
        at=at,
        subject=case.id,
        who=who or case.authority_id,
        due_at=case.due_at,
        facts={
            "case": case.kind,
            "reference": case.reference,
            "number": case.number,
            "reply": case.reply_number,
        },
    )
