"""Deliveries as lines of a list: their envelopes in words, nothing of their content."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from exchange.deliveries import selectors
from exchange.deliveries.models import Delivery
from hub.portal import names, words
from hub.portal.words import Sign


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery in a list: its envelope in words, nothing of its content."""

    delivery: Delivery
    type: str
    publisher: str
    kind: Promise | str
    purpose: Promise | str
    state: Sign
    current: bool


def lines(deliveries: Sequence[Delivery]) -> list[Line]:
    """The deliveries with names and words, in two queries however many they are."""
    old = selectors.superseded(deliveries)
    publishers = names.of_organisations(one.publisher_id for one in deliveries)
    types = names.of_types()
    return [
        Line(
            delivery=one,
            type=types.get(one.type, one.type),
            publisher=publishers.get(one.publisher_id, ""),
            kind=words.DELIVERY_KINDS.get(one.kind, one.kind),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            state=words.DELIVERY_STATES["acknowledged" if one.acknowledged_at else one.state],
            current=one.id not in old,
        )
        for one in deliveries
    ]
