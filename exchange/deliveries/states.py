"""The life of a delivery as one table."""

from dataclasses import dataclass

from exchange.deliveries.models import Delivery

State = Delivery.State


@dataclass(frozen=True, slots=True)
class Transition:
    """``source`` becomes ``target`` through ``act``; ``by`` says who brings it about."""

    source: str
    act: str
    target: str
    by: str


TRANSITIONS = (
    Transition("", "routed", State.AVAILABLE, "the router"),
    Transition("", "routed while an agreement is suspended", State.WITHHELD, "the router"),
    Transition(State.AVAILABLE, "content left", State.DELIVERED, "the recipient, or a channel"),
    Transition(State.AVAILABLE, "may not be sent now", State.WITHHELD, "the decision before sending"),
    Transition(State.AVAILABLE, "may never be sent", State.CLOSED, "the decision before sending"),
    Transition(State.WITHHELD, "may be sent again", State.AVAILABLE, "resumption or replay"),
    Transition(State.WITHHELD, "may never be sent", State.CLOSED, "resumption or replay"),
)


def may_become(source: str, target: str) -> bool:
    """Whether any act leads from one state to the other."""
    return any(t.source == source and t.target == target for t in TRANSITIONS)
