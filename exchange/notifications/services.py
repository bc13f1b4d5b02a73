"""What a person does about notifications: reads them, and says how often mail is wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.callers import Caller
from exchange.deliveries import selectors as deliveries
from exchange.notifications import selectors
from exchange.notifications.models import MORNING, Mark, Preference
from exchange.notifications.notification import Topic
from exchange.notifications.selectors import REMEMBERED


@dataclass(frozen=True, slots=True)
class MailWish:
    """How often mail is wanted, at which hour where it is daily, and of which topics."""

    frequency: str
    hour: int = MORNING
    topics: frozenset[Topic] = frozenset(Topic)


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


def choose_mail(*, wish: MailWish, language: str, zone: str, by: Caller, at: datetime) -> Preference:
    """Say how often mail is wanted, and of what. What happened before it was wanted is not mailed."""
    person = selectors.person_of(by)
    held = selectors.preference(by)
    wants = wish.frequency != Preference.Frequency.NEVER
    begins = held is None or (wants and held.frequency == Preference.Frequency.NEVER)
    values: dict[str, Any] = {
        "frequency": wish.frequency,
        "hour": wish.hour,
        "unwanted": [topic.value for topic in Topic if topic not in wish.topics],
        "taken_up": _taken_up(held, wish, at),
        "language": language,
        "zone": zone,
        "next_at": next_time(wish.frequency, hour=wish.hour, zone=selectors.zone_for(person, zone), at=at)
        if wants
        else None,
    }
    if begins:
        values |= {"since": at, "told_position": deliveries.last_position(recipient=by.organisation)}
    kept, _ = Preference.objects.update_or_create(
        organisation_id=by.organisation, person=person, defaults=values
    )
    return kept


def next_time(frequency: str, *, hour: int, zone: str, at: datetime) -> datetime:
    """When the mail after ``at`` is due: with the next round, or when that hour comes by the person's clock.

    An hour that the clock skips comes right after the gap; one that it shows twice counts when it comes first.
    """
    if frequency == Preference.Frequency.AT_ONCE:
        return at
    here = at.astimezone(ZoneInfo(zone))
    today = datetime.combine(here.date(), time(hour), tzinfo=here.tzinfo)
    # Compared as moments: two times of one zone compare by what the clock shows, and it shows some hours twice.
    if today.astimezone(UTC) > at:
        return today
    return datetime.combine(here.date() + timedelta(days=1), time(hour), tzinfo=here.tzinfo)


def _taken_up(held: Preference | None, wish: MailWish, at: datetime) -> dict[str, str]:
    """Since when each topic is mailed again: those that were unwanted until now, and those taken up before."""
    if held is None:
        return {}
    again = {topic.value: at.isoformat() for topic in wish.topics if topic in held.unwanted}
    return {**held.taken_up, **again}
