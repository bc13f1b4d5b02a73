"""Writing the trail: one call beside every change of the accounts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.callers import Caller
from accounts.trail.models import Entry


def record(
    *,
    action: str,
    subject_kind: str,
    subject: UUID,
    organisation: UUID | None,
    by: Caller,
    at: datetime,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Write one entry in the change's own transaction. ``values`` are plain JSON; secrets never go in."""
    Entry.objects.create(
        at=at,
        organisation=organisation,
        by_organisation=by.organisation,
        by_person=by.person,
        by_client=by.client,
        action=action,
        subject_kind=subject_kind,
        subject=subject,
        reason=reason,
        values=values or {},
    )
