"""What in a notice an officer should look at twice: small, each with its reason. Marks judge nobody.

They are made of what the reader sees plainly alone. A party is *first seen* where no other notice that the
organisation has opened and may read now names it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from accounts import acting
from exchange.catalogue import types
from exchange.catalogue.rules.goods import is_vague
from exchange.catalogue.types import NoticeType
from exchange.deliveries import finding
from exchange.deliveries.asking import Opened
from exchange.routing.projection import PLAIN, Element

_POSITION = re.compile(r"/\d+(?=/|$)")
_LOADING = ("/loading_place/country", "/loading_place/unlocode")
_OF_A_COUNTRY = 2
# As *may read* would answer of each other notice that names the party.
_MET = f"""
SELECT u.party FROM unnest(%(parties)s::text[]) AS u (party) WHERE EXISTS (
    SELECT 1 FROM deliveries_shownterm t
    JOIN deliveries_shown s ON s.recipient_id = %(me)s AND s.position = t.position
    JOIN deliveries_delivery d ON d.version_id = s.version_id AND d.recipient_id = %(me)s AND d.purpose = s.purpose
    WHERE t.recipient_id = %(me)s AND t.term = '{finding.PARTY}:' || u.party AND s.notice_id <> %(notice)s
    AND {finding.still_shown("d", "s")}
)"""


class Kind(StrEnum):
    """Why something is marked."""

    VAGUE = "vague_description"
    FIRST_SEEN = "first_seen"
    NET_ABOVE_GROSS = "net_mass_above_gross"
    OFF_ROUTE = "loaded_off_route"


@dataclass(frozen=True, slots=True)
class Mark:
    """One reason, the element that gives it, and what that says."""

    kind: Kind
    path: str
    value: str


def of(opened: Opened, *, at: datetime) -> list[Mark]:
    """The marks of a delivery that has just been opened."""
    if not opened.shown or not opened.elements:
        return []
    seen = {one.path: one for one in opened.elements if one.form == PLAIN}
    notice_type = types.get(opened.delivery.type)
    by_facet = _by_facet(seen.values(), notice_type)
    return [
        *(
            Mark(Kind.VAGUE, one.path, str(one.value))
            for one in by_facet["item_description"]
            if is_vague(str(one.value))
        ),
        *_too_heavy(seen),
        *_off_route(seen, by_facet),
        *_first_seen(_in_order(by_facet["party"], notice_type), opened, at),
    ]


def _by_facet(seen: Iterable[Element], notice_type: NoticeType) -> Mapping[str, list[Element]]:
    wanted = ("item_description", "party", "dispatch", "destination", "transit")
    names = {pattern: name for name in wanted for pattern in notice_type.facets.get(name, ())}
    found: dict[str, list[Element]] = defaultdict(list)
    for one in seen:
        if name := names.get(_POSITION.sub("/*", one.path)):
            found[name].append(one)
    return found


def _in_order(parties: Sequence[Element], notice_type: NoticeType) -> Sequence[Element]:
    """As the type names them: one that has several roles is told by the first."""
    order = {pattern: place for place, pattern in enumerate(notice_type.facets.get("party", ()))}
    return sorted(parties, key=lambda one: order[_POSITION.sub("/*", one.path)])


def _too_heavy(seen: Mapping[str, Element]) -> Iterator[Mark]:
    for path, net in seen.items():
        gross = (
            seen.get(f"{path.removesuffix('/net_mass')}/gross_mass") if path.endswith("/net_mass") else None
        )
        if gross is not None and Decimal(str(net.value)) > Decimal(str(gross.value)):
            yield Mark(Kind.NET_ABOVE_GROSS, path, str(net.value))


def _off_route(seen: Mapping[str, Element], by_facet: Mapping[str, Sequence[Element]]) -> Iterator[Mark]:
    """Loaded in a country through which the goods are not said to come; asked only where a way is told."""
    way = {str(one.value) for name in ("dispatch", "transit") for one in by_facet[name]}
    place = next((seen[path] for path in _LOADING if path in seen), None)
    if place is not None and by_facet["dispatch"] and by_facet["transit"]:
        country = str(place.value)[:_OF_A_COUNTRY]
        if country not in way:
            yield Mark(Kind.OFF_ROUTE, place.path, country)


def _first_seen(parties: Sequence[Element], opened: Opened, at: datetime) -> Iterator[Mark]:
    named: dict[str, Element] = {}
    for one in parties:
        named.setdefault(finding.term("", str(one.value))[1:], one)
    if named:
        met = _met(named, opened.delivery.recipient_id, opened.delivery.notice_id, at)
        for party, one in named.items():
            if party not in met:
                yield Mark(Kind.FIRST_SEEN, one.path, str(one.value))


def _met(parties: Iterable[str], recipient: UUID, notice: UUID, at: datetime) -> set[str]:
    lapsed = [str(one) for one in finding.lapsed(recipient=recipient, at=at)]
    values: dict[str, Any] = {
        "parties": list(parties),
        "me": str(recipient),
        "notice": str(notice),
        "at": at,
        "lapsed": lapsed,
    }
    with acting.connection().cursor() as cursor:
        cursor.execute(_MET, values)
        return {row[0] for row in cursor.fetchall()}
