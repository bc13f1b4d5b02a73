"""Requests and orders addressed to the organisation, and their deadlines."""

from collections.abc import Iterator
from datetime import datetime, timedelta

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
    return [one for case in rows for one in _of(case, window)]


def _of(case: Case, window: Window) -> Iterator[Notification]:
    if window.covers(case.opened_at):
        yield _told(case, Kind.CASE_OPENED, case.opened_at)
    if case.due_at is None:
        return
    near = case.due_at - NEAR
    if near > case.opened_at and window.covers(near) and _open_at(case, near):
        yield _told(case, Kind.DEADLINE_NEAR, near)
    # What is asked with a due time that has passed already is overdue from its beginning.
    late = max(case.due_at, case.opened_at)
    if window.covers(late) and _open_at(case, late):
        yield _told(case, Kind.OVERDUE, late)


def _open_at(case: Case, moment: datetime) -> bool:
    """Whether nobody had answered or closed it by then."""
    return all(done is None or done > moment for done in (case.answered_at, case.closed_at))


def _told(case: Case, kind: Kind, at: datetime) -> Notification:
    return Notification(
        key=f"{kind}:{case.id}",
        kind=kind,
        at=at,
        subject=case.id,
        who=case.authority_id,
        due_at=case.due_at,
        facts={
            "case": case.kind,
            "reference": case.reference,
            "number": case.number,
            "reply": case.reply_number,
        },
    )
