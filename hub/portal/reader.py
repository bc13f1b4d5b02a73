"""Each page in its reader's language and time zone: as chosen, else as the browser says."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.users import preferences
from accounts.users.models import User

# ``zone.js`` writes it: browsers do not send where they are.
ZONE_COOKIE = "hub_zone"
# The API says the same to everybody: programs read it.
_MACHINES = ("/api/", "/oauth/")


class ReaderMiddleware:
    """Stands behind the session, and behind Django's own choice of a language, which strangers keep."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_MACHINES):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        language, zone = _chosen(request)
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = zone or request.COOKIES.get(ZONE_COOKIE, "")
        with timezone.override(ZoneInfo(zone) if zone in preferences.zones() else None):
            return self.get_response(request)


def _chosen(request: HttpRequest) -> tuple[str, str]:
    """What a signed-in person has chosen. Nobody is looked up for a request without a session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return "", ""
    person = request.user
    return (person.language, person.zone) if isinstance(person, User) else ("", "")
