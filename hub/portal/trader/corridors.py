"""The corridors of one's own notices on a map, with the figures as a table beside it."""

from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any

from django.http import HttpRequest

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.catalogue import selectors as catalogue
from exchange.routing import corridors as routing
from exchange.routing.corridors import Corridor
from hub.portal import worldmap
from hub.portal.pages import page

DAYS = (7, 30, 90)
# More would cover each other; the table has them all.
_MOST_DRAWN = 40
_THICKEST, _THINNEST = 7.0, 1.5


@dataclass(frozen=True, slots=True)
class Way:
    """One corridor as it is drawn: a bow from dispatch to destination, the thicker the more notices."""

    path: str
    width: float
    end: tuple[float, float]
    says: str


@page("trader/corridors.html", permissions.NOTICES_READ)
def corridors(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Of the latest notices of some days."""
    written = request.GET.get("days", "")
    days = int(written) if written in {str(one) for one in DAYS} else 30
    found = routing.of_own_notices(days=days, by=caller, at=acting.transaction_time())
    codes = {code for one in found.corridors for code in (one.dispatch, one.destination)}
    called = catalogue.labels("countries", codes)
    rows = [
        (called.get(one.dispatch, one.dispatch), called.get(one.destination, one.destination), one.notices)
        for one in found.corridors
    ]
    most = max((one.notices for one in found.corridors), default=1)
    ways = [_way(one, row, most) for one, row in zip(found.corridors, rows, strict=True)]
    drawn = [one for one in ways if one is not None]
    return {
        "days": days,
        "choices": DAYS,
        "rows": rows,
        "traffic": found,
        "most": routing.MOST,
        "ways": drawn[:_MOST_DRAWN][::-1],
        "undrawn": len(rows) - len(drawn[:_MOST_DRAWN]),
        "width": worldmap.WIDTH,
        "height": worldmap.HEIGHT,
    }


def _way(one: Corridor, row: tuple[str, str, int], most: int) -> Way | None:
    """The bow of a corridor; None for one whose countries are not on the map."""
    places = worldmap.places()
    if one.dispatch not in places or one.destination not in places:
        return None
    (ax, ay), (bx, by) = places[one.dispatch], places[one.destination]
    length = hypot(bx - ax, by - ay)
    # Bowed upwards, and a short one a little more, so that neighbours are told apart.
    cx, cy = (ax + bx) / 2, (ay + by) / 2 - 0.22 * length - 6
    return Way(
        path=f"M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}",
        width=round(_THINNEST + (_THICKEST - _THINNEST) * sqrt(one.notices / most), 1),
        end=(round(bx, 1), round(by, 1)),
        says=f"{row[0]} → {row[1]}: {row[2]}",
    )
