"""What every template knows."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hub.portal.navigation import groups
from hub.portal.visits import visit_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """Who is here, and where they may go. Worked out when a template first asks, and kept for the next time."""
    return {
        "visit": lambda: visit_of(request),
        "areas": cache(lambda: groups(request)),
        "languages": settings.LANGUAGES,
    }
