"""That a notice was replied to, for the operator's message browser: by whom, with what kind and when, no more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import acting


@dataclass(frozen=True, slots=True)
class TracedReply:
    """One reply; it is a notice of its own, with a number of its own."""

    number: str
    authority: UUID
    kind: str
    sent_at: datetime


def replies(*, notice: UUID) -> list[TracedReply]:
    """The replies to a notice, in order; the database refuses whoever is not the operator."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_replies_traced(%s)", [notice])
        return [TracedReply(*row) for row in cursor.fetchall()]
