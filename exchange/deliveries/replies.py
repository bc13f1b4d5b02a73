"""What a reply shows: everything to its addressee; to the informed its reference, type and documents only."""

from collections.abc import Mapping
from typing import Any

from exchange.catalogue import types
from exchange.deliveries.models import Delivery
from exchange.routing.projection import PLAIN, Element

# Not the text: who is informed learns of which notice something was asked, and about which documents.
SHOWN_TO_INFORMED = ("/cites", "/subjects/documents")


def elements(content: Mapping[str, Any], *, type_id: str, basis: str) -> list[Element]:
    """The visible elements of a reply, plain, without agreement grounds: its basis is the reply itself."""
    found = [
        Element(one.pointer, one.value, PLAIN, ())
        for one in types.get(type_id).elements(content)
        if basis == Delivery.Basis.ADDRESSEE or _for_informed(one.pointer)
    ]
    return sorted(found, key=lambda one: one.path)


def _for_informed(pointer: str) -> bool:
    return any(pointer == path or pointer.startswith(f"{path}/") for path in SHOWN_TO_INFORMED)
