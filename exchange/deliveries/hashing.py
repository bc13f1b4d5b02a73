"""Hashes worked out by the database, which alone knows the agreements' keys, for a whole answer at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from exchange.agreements.selectors import hash_elements
from exchange.routing.projection import Element, Unhashed


def hashed(several: Sequence[list[Element]], *, agreements: Mapping[int, UUID]) -> list[list[Element]]:
    """The lists of elements with every hash filled in; one call for each agreement (ids by number)."""
    waiting: dict[int, dict[str, str]] = defaultdict(dict)
    for elements in several:
        for one in elements:
            if isinstance(one.value, Unhashed):
                waiting[one.grounds[0].agreement][one.value.text] = ""
    if not waiting:
        return list(several)
    for number, texts in waiting.items():
        found = hash_elements(agreements[number], list(texts))
        texts.update(zip(list(texts), found, strict=True))
    return [[_filled_in(one, waiting) for one in elements] for elements in several]


def _filled_in(element: Element, hashes: Mapping[int, Mapping[str, str]]) -> Element:
    if not isinstance(element.value, Unhashed):
        return element
    return element._replace(value="hmac-sha256:" + hashes[element.grounds[0].agreement][element.value.text])
