"""Rules about the journey: times that follow one another, places that fit, parties that differ."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from exchange.catalogue import pointers
from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.rules.identifiers import awb_fits
from exchange.catalogue.rules.rule import document_rule
from exchange.catalogue.types import NoticeType

Document = dict[str, Any]

_AIR_WAYBILLS = frozenset({"740", "741", "N740", "N741"})
# Mode at the border: the function that a place of loading or discharge has (UN/LOCODE: 1 port, 4 airport).
_FUNCTION_BY_MODE = {"1": "1", "4": "4"}


@document_rule()
def arrival_before_departure(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The arrival must not be before the departure."""
    yield from _before(notice_type, document, "arrival", "departure")


@document_rule()
def due_before_issue(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """What is due or expires must do so after the notice was issued."""
    issued = _moment(document.get("authority", {}).get("issued_at"))
    for facet in ("due", "expires"):
        place, moment = _first_moment(notice_type, document, facet)
        if issued is not None and moment is not None and moment <= issued:
            yield place


@document_rule()
def recorded_before_it_happened(
    notice_type: NoticeType, document: Document, lists: CodeLists
) -> Iterator[str]:
    """An actual event must be recorded when it happens or later."""
    if document.get("timing") == "actual":
        happened, recorded = _moment(document.get("occurs_at")), _moment(document.get("recorded_at"))
        if happened is not None and recorded is not None and recorded < happened:
            yield "/recorded_at"


@document_rule()
def place_in_another_country(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The country of a place must be that of its UN/LOCODE."""
    for pattern in _parents(notice_type, "unlocode"):
        for pointer, place in pointers.values(document, pattern):
            if "unlocode" in place and "country" in place and place["unlocode"][:2] != place["country"]:
                yield f"{pointer}/country"


@document_rule(warns=True)
def place_lacks_function(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The UN/LOCODE is not that of a port, for carriage by sea, or of an airport, for carriage by air."""
    needed = _FUNCTION_BY_MODE.get(document.get("transport", {}).get("mode", ""))
    if needed is None:
        return
    for name in ("loading_place", "discharge_place"):
        functions = lists["unlocode"].codes.get(document.get(name, {}).get("unlocode", ""))
        if functions is not None and needed not in functions:
            yield f"/{name}/unlocode"


@document_rule()
def bad_air_waybill(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """An air waybill number must have 11 digits, the last of which is the remainder of the 7 before it by 7."""
    for pattern in _parents(notice_type, "transport_documents"):
        for pointer, transport_document in pointers.values(document, pattern):
            if transport_document.get("type") in _AIR_WAYBILLS and not awb_fits(transport_document["number"]):
                yield f"{pointer}/number"


@document_rule()
def representative_is_declarant(
    notice_type: NoticeType, document: Document, lists: CodeLists
) -> Iterator[str]:
    """The representative must be another than the declarant."""
    representative = document.get("representative", {}).get("identifier")
    if representative is not None and representative == document.get("declarant", {}).get("identifier"):
        yield "/representative/identifier"


@document_rule()
def to_order_without_notify_party(
    notice_type: NoticeType, document: Document, lists: CodeLists
) -> Iterator[str]:
    """Goods consigned to order need a notify party."""
    if document.get("to_order") is True and "notify_party" not in document:
        yield "/notify_party"


@document_rule()
def to_order_with_consignee(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Goods consigned to order must have no consignee yet."""
    if document.get("to_order") is True and "consignee" in document:
        yield "/consignee"


@lru_cache(maxsize=256)
def _parents(notice_type: NoticeType, codelist: str) -> tuple[str, ...]:
    """The patterns of the objects of which some leaf has this code list."""
    found = (
        leaf.pattern.rpartition("/")[0] for leaf in notice_type.leaves.values() if leaf.codelist == codelist
    )
    return tuple(dict.fromkeys(found))


def _before(notice_type: NoticeType, document: Document, later: str, earlier: str) -> Iterator[str]:
    place, last = _first_moment(notice_type, document, later)
    _, start = _first_moment(notice_type, document, earlier)
    if last is not None and start is not None and last < start:
        yield place


def _first_moment(notice_type: NoticeType, document: Document, facet: str) -> tuple[str, datetime | None]:
    for pattern in notice_type.facets.get(facet, ()):
        for pointer, value in pointers.values(document, pattern):
            return pointer, _moment(value)
    return "", None


def _moment(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


RULES = (
    arrival_before_departure, due_before_issue, recorded_before_it_happened, place_in_another_country,
    place_lacks_function, bad_air_waybill, representative_is_declarant, to_order_without_notify_party,
    to_order_with_consignee,
)  # fmt: skip
