"""Replies that a colleague has prepared, and that wait for a second officer."""

from accounts.access.permissions import REPLIES_SEND
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window
from exchange.review import seconding
from exchange.review.models import PreparedReply


def found(window: Window) -> list[Notification]:
    """Those that the caller may release: not what one has prepared oneself, and only while they wait."""
    if not window.caller.may(REPLIES_SEND):
        return []
    rows = seconding.prepared().filter(
        state=PreparedReply.State.WAITING, prepared_at__gt=window.since, prepared_at__lte=window.at
    )
    return [
        Notification(
            key=f"release-waited-for:{one.id}",
            kind=Kind.RELEASE_WAITED_FOR,
            at=one.prepared_at,
            subject=one.id,
            facts={"type": one.type, "reference": one.reference, "number": one.number},
        )
        for one in rows.defer("document")[: window.most]
        if one.person is None or one.person != window.caller.person
    ]
