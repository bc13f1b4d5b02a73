"""What filters of the settings' lists read out of an address; what cannot be read filters nothing."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone


def identifier(request: HttpRequest, name: str) -> UUID | None:
    """An identifier that the address names."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def day(request: HttpRequest, name: str, *, end: bool = False) -> datetime | None:
    """The beginning of a day in the reader's zone, or of the day after it."""
    try:
        found = parse_date(request.GET.get(name, ""))
        if found is None:
            return None
        if end:
            found += timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(found, time(), tzinfo=get_current_timezone())
