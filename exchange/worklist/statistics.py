"""One's own work in figures: for the person alone, and made of what is written down of it anyway."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Forbidden
from exchange.catalogue import types

# What the register says that the person opened, each delivery on the day of its first time.
_OPENED = """
SELECT (min(x.at) AT TIME ZONE %s)::date FROM disclosures_disclosure x
WHERE x.organisation_id = %s AND x.person = %s AND x.channel = 'inbox' AND x.at >= %s
GROUP BY x.version_id, x.purpose"""
# Opened by the person before anybody else: the register row and the delivery are of one moment.
_FIRST = """
SELECT extract(epoch FROM d.delivered_at - d.available_at)::float8 FROM disclosures_disclosure x
JOIN deliveries_delivery d ON d.version_id = x.version_id AND d.recipient_id = x.organisation_id
    AND d.purpose = x.purpose AND d.delivered_at = x.at
WHERE x.organisation_id = %s AND x.person = %s AND x.channel = 'inbox' AND x.at >= %s"""
_ACKNOWLEDGED = """
SELECT (d.acknowledged_at AT TIME ZONE %s)::date FROM deliveries_delivery d
WHERE d.recipient_id = %s AND d.acknowledged_by = %s AND d.acknowledged_at >= %s"""
_REPLIED = """
SELECT (v.accepted_at AT TIME ZONE %s)::date FROM notices_noticeversion v
JOIN notices_notice n ON n.id = v.notice_id
WHERE v.publisher_id = %s AND n.publisher_id = %s AND v.person = %s AND v.accepted_at >= %s
AND v.id >= hub_first_identifier(%s) AND n.type = ANY(%s)"""


@dataclass(slots=True)
class Day:
    opened: int = 0
    acknowledged: int = 0
    replied: int = 0


@dataclass(slots=True)
class Work:
    """What one person did in some days; ``first_open`` is the median wait of what the person opened first."""

    days: Mapping[date, Day]
    first_open: timedelta | None
    opened: int = field(init=False)
    acknowledged: int = field(init=False)
    replied: int = field(init=False)

    def __post_init__(self) -> None:
        self.opened = sum(one.opened for one in self.days.values())
        self.acknowledged = sum(one.acknowledged for one in self.days.values())
        self.replied = sum(one.replied for one in self.days.values())


def own_work(*, by: Caller, at: datetime, days: int, zone: ZoneInfo) -> Work:
    """The caller's own work in the last so many days, today included, by the days of a time zone."""
    if by.person is None:
        raise Forbidden("needs-person", "An API client cannot do this: sign in as a person.")
    today = at.astimezone(zone).date()
    found = {today - timedelta(days=n): Day() for n in reversed(range(days))}
    first = datetime.combine(next(iter(found)), datetime.min.time(), zone)
    who: list[Any] = [str(by.organisation), str(by.person), first]
    for one in _dates(_OPENED, [str(zone), *who]):
        found.setdefault(one, Day()).opened += 1
    for one in _dates(_ACKNOWLEDGED, [str(zone), *who]):
        found.setdefault(one, Day()).acknowledged += 1
    for one in _dates(_REPLIED, _replied(by.organisation, by.person, first, zone)):
        found.setdefault(one, Day()).replied += 1
    with acting.connection().cursor() as cursor:
        cursor.execute(_FIRST, who)
        waits = [row[0] for row in cursor.fetchall()]
    return Work(found, timedelta(seconds=median(waits)) if waits else None)


def _replied(organisation: UUID, person: UUID, first: datetime, zone: ZoneInfo) -> list[Any]:
    replying = [one.id for one in types.every() if one.is_reply or one.id == "answer"]
    month = first.replace(tzinfo=None)
    return [str(zone), str(organisation), str(organisation), str(person), first, month, replying]


def _dates(statement: str, values: list[Any]) -> list[date]:
    with acting.connection().cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
