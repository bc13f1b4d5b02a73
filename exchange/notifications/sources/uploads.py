"""Uploads of which the hub refused something: the whole file, or some of its rows."""

from accounts.access.permissions import NOTICES_PUBLISH
from exchange.intake import selectors, states
from exchange.intake.models import Upload
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window

# Where an upload comes to rest with rows that somebody has to mend.
_AT_REST = (states.CHECKED, states.PUBLISHED, states.STOPPED, states.REFUSED)


def found(window: Window) -> list[Notification]:
    """Those of one's organisation; of every rest an upload comes to, the last one is told."""
    if not window.caller.may(NOTICES_PUBLISH):
        return []
    rows = selectors.uploads(organisation=window.caller.organisation).filter(
        state__in=_AT_REST, moved_at__gt=window.since, moved_at__lte=window.at
    )
    uploads = list(rows.defer("header", "sample", "mapping").order_by("-id")[: window.most])
    counts = selectors.every_sum(uploads)
    refused = {one.id: counts[one.id].faulty + counts[one.id].refused for one in uploads}
    return [_told(one, refused[one.id]) for one in uploads if refused[one.id] or one.state == states.REFUSED]


def _told(upload: Upload, refused: int) -> Notification:
    return Notification(
        key=f"upload:{upload.id}:{upload.state}",
        kind=Kind.ROWS_REFUSED,
        at=upload.moved_at,
        subject=upload.id,
        facts={"name": upload.name, "state": upload.state, "refused": str(refused)},
    )
