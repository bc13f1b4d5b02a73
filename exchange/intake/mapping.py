"""Which column of a file is which element: suggested by name, chosen by a person, remembered by header."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from accounts.errors import Fault, Invalid
from accounts.sentences import Sentence
from exchange.intake import columns
from exchange.intake.columns import REFERENCE, Need

_WORD = re.compile(r"[^\W_]+")
_CLOSE = 0.86
_FAULT = "fault"
# What other tables call things, beside the element's own name and path.
_KNOWN_AS = {
    REFERENCE: ("lrn", "our ref", "our reference", "own reference", "shipment reference", "shipment id",
                "declaration id", "local reference number", "consignment reference", "ref"),
    "/items/*/hs_code": ("hs", "hs6 code", "commodity code", "tariff code", "taric", "hs code", "hscode"),
    "/items/*/description": ("description", "goods", "goods description", "description of goods", "commodity"),
    "/items/*/sequence": ("item", "item no", "item number", "line", "line number", "position"),
    "/items/*/gross_mass": ("gross weight", "gross weight kg", "gross mass", "weight", "gross kg"),
    "/items/*/net_mass": ("net weight", "net weight kg", "net mass", "net mass kg", "net kg"),
    "/items/*/origin_country": ("origin", "country of origin", "coo"),
    "/items/*/value/amount": ("value", "amount", "invoice value", "customs value", "item value"),
    "/items/*/value/currency": ("currency", "ccy"),
    "/items/*/packages/*/type": ("package type", "packaging", "kind of packages"),
    "/items/*/packages/*/count": ("packages", "number of packages", "pieces", "qty packages"),
    "/dispatch_country": ("country of departure", "departure country", "dispatch country", "export country"),
    "/destination_country": ("destination", "destination country", "import country"),
    "/transport/mode": ("mode", "mode of transport", "transport mode"),
    "/transport/conveyance_reference": ("voyage", "flight", "voyage number", "flight number"),
    "/consignor/name": ("consignor", "shipper", "sender", "shipper name", "sender name"),
    "/consignee/name": ("consignee", "receiver", "recipient", "consignee name", "receiver name"),
    "/declarant/identifier": ("declarant", "declarant id", "declarant eori"),
    "/carrier/identifier": ("carrier", "carrier id", "carrier eori"),
    "/seller/identifier": ("seller id", "seller eori"),
    "/tracking_number": ("tracking", "tracking number", "parcel", "parcel number", "barcode"),
    "/loading_place/unlocode": ("port of loading", "pol", "loading port", "place of loading"),
    "/discharge_place/unlocode": ("port of discharge", "pod", "discharge port", "place of discharge"),
    "/estimated_departure": ("etd",),
    "/estimated_arrival": ("eta",),
    "/equipment/*/identifier": ("container", "container no", "container number"),
}  # fmt: skip


def header_digest(header: Sequence[str]) -> bytes:
    """By which a header is known again: its names in their order, whatever their capitals and spaces.

    The column that a workbook of faults has besides counts for nothing.
    """
    names = [_spoken(name) for name in header]
    return hashlib.sha256("\n".join(name for name in names if name != _FAULT).encode()).digest()


def from_template(header: Sequence[str], *, type_id: str) -> dict[str, int] | None:
    """The mapping of a header whose every name is a column's own; ``None`` for any other."""
    named = {_spoken(name): path for name, path in columns.named(type_id).items()}
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        path = named.get(_spoken(name))
        if _spoken(name) == _FAULT or not name:
            continue
        if path is None or path in found:
            return None
        found[path] = position
    return found if REFERENCE in found else None


def suggested(header: Sequence[str], *, type_id: str) -> dict[str, int]:
    """For each element the column that is most probably it; elements without a likely one are left out."""
    spoken = _names(type_id)
    found: dict[str, int] = {}
    rated = sorted(
        ((_best(_spoken(name), spoken), position) for position, name in enumerate(header) if name),
        key=lambda one: -one[0][0],
    )
    for (likeness, path), position in rated:
        if likeness >= _CLOSE and path not in found:
            found[path] = position
    return found


def checked(mapping: Mapping[str, int], *, header: Sequence[str], type_id: str) -> dict[str, int]:
    """The mapping as it can be used; ``Invalid`` with what is wrong with it."""
    known = columns.by_path(type_id)
    faults = [
        Fault(f"/{path}", "unknown-element", "This notice type has no such column.")
        for path in mapping
        if path not in known
    ]
    faults += [
        Fault(
            f"/{path}",
            "no-such-column",
            Sentence("The file has no column %(position)s.", position=position + 1),
        )
        for path, position in mapping.items()
        if not 0 <= position < len(header)
    ]
    if REFERENCE not in mapping:
        faults.append(
            Fault(f"/{REFERENCE}", "missing", "Say which column holds your reference for each notice.")
        )
    if faults:
        raise Invalid("invalid-mapping", "Mend the choice of columns.", faults=faults)
    return dict(mapping)


def missing(held: Iterable[str], *, type_id: str) -> list[Need]:
    """What every notice of the type needs, and is not among the elements that are held by columns or constants."""
    given = set(held)
    return [need for need in columns.needs_of(type_id) if not given & set(need.any_of)]


def _best(name: str, names: Mapping[str, str]) -> tuple[float, str]:
    if name in names:
        return 1.0, names[name]
    matcher = SequenceMatcher(b=name, autojunk=False)
    best, path = 0.0, ""
    for known, known_path in names.items():
        matcher.set_seq1(known)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, path = matcher.ratio(), known_path
    return best, path


@lru_cache(maxsize=64)
def _names(type_id: str) -> Mapping[str, str]:
    """Every name that a column may go by, with its element; the element's own name comes first."""
    known = columns.columns_of(type_id)
    names = {_spoken(name): path for name, path in columns.named(type_id).items()}
    for column in known:
        for other in (column.path.replace("/*", ""), *_KNOWN_AS.get(column.path, ())):
            names.setdefault(_spoken(other), column.path)
    return names


def _spoken(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))
