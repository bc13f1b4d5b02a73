"""Deliveries as lines of a list: their envelopes in words, nothing of their content."""

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.deliveries import selectors
from exchange.deliveries.models import Delivery
from exchange.routing.reasons import Reason
from hub.portal import names, words
from hub.portal.words import Sign

_KEPT_BACK = frozenset({Delivery.State.WITHHELD, Delivery.State.CLOSED})


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery in a list: its envelope in words, nothing of its content.

    ``cancelled``: its notice was cancelled before anybody opened it, so nothing of it is to come.
    """

    delivery: Delivery
    type: str
    publisher: str
    kind: str
    purpose: str
    state: Sign
    current: bool
    cancelled: bool

    @property
    def stands(self) -> bool:
        """Whether it is what is known of the notice now: what is kept back may be old, and nobody here can tell."""
        return self.current and self.delivery.state not in _KEPT_BACK


def lines(deliveries: Sequence[Delivery]) -> list[Line]:
    """The deliveries with names and words, in two queries however many they are."""
    old = selectors.superseded(deliveries)
    publishers = names.of_organisations(one.publisher_id for one in deliveries)
    types = names.of_types()
    # Each word is put into the reader's language once, and not in every line.
    kinds = {kind: str(words.DELIVERY_KINDS.get(kind, kind)) for kind in {one.kind for one in deliveries}}
    purposes = {
        purpose: str(words.PURPOSES.get(purpose, purpose)) for purpose in {one.purpose for one in deliveries}
    }
    states = {state: _in_words(words.DELIVERY_STATES[state]) for state in {_state(one) for one in deliveries}}
    return [
        Line(
            delivery=one,
            type=types.get(one.type, one.type),
            publisher=publishers.get(one.publisher_id, ""),
            kind=kinds[one.kind],
            purpose=purposes[one.purpose],
            state=states[_state(one)],
            current=one.id not in old and not _is_cancelled(one),
            cancelled=_is_cancelled(one),
        )
        for one in deliveries
    ]


def _in_words(sign: Sign) -> Sign:
    return sign._replace(label=str(sign.label))


def _state(one: Delivery) -> str:
    if one.acknowledged_at:
        return "acknowledged"
    return "cancelled" if _is_cancelled(one) else one.state


def _is_cancelled(one: Delivery) -> bool:
    return one.state == Delivery.State.CLOSED and one.reason == Reason.CANCELLED.code
