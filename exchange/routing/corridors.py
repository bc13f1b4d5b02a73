"""Along which corridors one's own notices go: dispatch and destination, as conditions read them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.access.permissions import NOTICES_READ
from accounts.callers import Caller
from exchange.routing import types
from exchange.routing.content import Facets
from exchange.routing.previewing import own_notices

MOST = 500


@dataclass(frozen=True, slots=True)
class Corridor:
    """From one country to another: how many notices."""

    dispatch: str
    destination: str
    notices: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """The corridors of so many notices, the busiest first; ``without`` names no dispatch or no destination."""

    corridors: tuple[Corridor, ...]
    notices: int
    without: int


def of_own_notices(*, days: int, by: Caller, at: datetime) -> Traffic:
    """Of the current versions of the latest notices of so many days, at most ``MOST``; no one else's are read."""
    by.check_may(NOTICES_READ)
    known = types.every()
    going = [one.id for one in known.values() if one.facets.get("dispatch") and one.facets.get("destination")]
    found = own_notices(going, publisher=by.organisation, since=at - timedelta(days=days), at=at, most=MOST)
    counted: Counter[tuple[str, str]] = Counter()
    for notice in found:
        facets = Facets(known[notice.type].facets, notice.content)
        dispatch, destination = facets.texts("dispatch"), facets.texts("destination")
        if dispatch and destination:
            counted[dispatch[0], destination[0]] += 1
    corridors = tuple(
        Corridor(*pair, notices)
        for pair, notices in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    )
    return Traffic(corridors, len(found), len(found) - counted.total())
