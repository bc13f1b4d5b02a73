"""How a person reads: the language and the time zone of the pages. Empty means as the browser says."""

from collections.abc import Container
from functools import cache
from zoneinfo import available_timezones

from accounts.errors import Fault, Invalid
from accounts.users.models import User


def keep(*, person: User, language: str, zone: str, languages: Container[str]) -> User:
    """Keep what the person has chosen for themselves; ``languages`` are those that the pages speak."""
    faults = []
    if language and language not in languages:
        faults.append(Fault("/language", "unknown-language", "The pages do not speak this language."))
    if zone and zone not in zones():
        faults.append(Fault("/zone", "unknown-zone", "Give a time zone's name, as in Europe/Brussels."))
    if faults:
        raise Invalid("invalid-preferences", "Mend what is listed and send it again.", faults=faults)
    person.language, person.zone = language, zone
    person.save(update_fields=["language", "zone"])
    return person


@cache
def zones() -> frozenset[str]:
    """The names of all time zones that are places, and UTC. Finding them takes longer than a page may."""
    return frozenset(name for name in available_timezones() if _is_place(name)) | {"UTC"}


def _is_place(name: str) -> bool:
    return "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
