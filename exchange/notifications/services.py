"""What a person does about notifications: reads them, and says how often mail is wanted."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.callers import Caller
from exchange.deliveries import selectors as deliveries
from exchange.notifications import selectors
from exchange.notifications.models import Mark, Preference
from exchange.notifications.selectors import REMEMBERED

# When a daily mail is made, by the person's own clock: before work begins.
MORNING = time(6, 30)


def mark_read(*, keys: Iterable[str] | None = None, by: Caller, at: datetime) -> int:
    """Note that this person has read these, or all there are; answer how many were unread."""
    person = selectors.person_of(by)
    unread = {one.key for one in selectors.notifications(by) if not one.read}
    chosen = unread if keys is None else unread & set(keys)
    Mark.objects.filter(organisation_id=by.organisation, person=person, at__lt=at - REMEMBERED).delete()
    Mark.objects.bulk_create(
        [Mark(organisation_id=by.organisation, person=person, key=key, at=at) for key in sorted(chosen)],
        ignore_conflicts=True,
    )
    return len(chosen)


def choose_frequency(*, frequency: str, language: str, zone: str, by: Caller, at: datetime) -> Preference:
    """Say how often mail is wanted. What happened before mail was wanted is not mailed."""
    person = selectors.person_of(by)
    held = selectors.preference(by)
    wants = frequency != Preference.Frequency.NEVER
    begins = held is None or (wants and held.frequency == Preference.Frequency.NEVER)
    values: dict[str, Any] = {
        "frequency": frequency,
        "language": language,
        "zone": zone,
        "next_at": next_time(frequency, zone=zone, at=at) if wants else None,
    }
    if begins:
        values |= {"since": at, "told_position": deliveries.last_position(recipient=by.organisation)}
    kept, _ = Preference.objects.update_or_create(
        organisation_id=by.organisation, person=person, defaults=values
    )
    return kept


def next_time(frequency: str, *, zone: str, at: datetime) -> datetime:
    """When the mail after ``at`` is due: with the next round, or tomorrow morning by the person's clock."""
    if frequency == Preference.Frequency.AT_ONCE:
        return at
    here = at.astimezone(ZoneInfo(zone))
    morning = datetime.combine(here.date(), MORNING, tzinfo=here.tzinfo)
    return (
        morning
        if morning > here
        else datetime.combine(here.date() + timedelta(days=1), MORNING, tzinfo=here.tzinfo)
    )
