"""The lives of a message to an endpoint and of an endpoint, each as one table."""

from dataclasses import dataclass

from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint

State = Dispatch.State
# Still to be sent: what stands before a message of the same key while it is in one of these.
OPEN = (State.DUE, State.LEASED, State.RETRYING)
# What may be sent anew on request.
REPLAYABLE = (State.DEAD, State.WITHHELD)


@dataclass(frozen=True, slots=True)
class Transition:
    """``source`` becomes ``target`` through ``act``; ``by`` says who brings it about."""

    source: str
    act: str
    target: str
    by: str


DISPATCH = (
    Transition("", "routed", State.DUE, "the router"),
    Transition(State.DUE, "taken", State.LEASED, "a worker"),
    Transition(State.RETRYING, "taken when its time has come", State.LEASED, "a worker"),
    Transition(State.LEASED, "taken over when the lease has run out", State.LEASED, "another worker"),
    Transition(State.LEASED, "answered 2xx", State.SENT, "the receiver"),
    Transition(State.LEASED, "failed", State.RETRYING, "the receiver"),
    Transition(State.LEASED, "failed for the last time, or for good", State.DEAD, "the receiver"),
    Transition(State.LEASED, "may not be sent now", State.WITHHELD, "the decision before sending"),
    Transition(State.LEASED, "may never be sent", State.CANCELLED, "the decision before sending"),
    Transition(State.LEASED, "endpoint stands still", State.DUE, "a worker"),
    Transition(State.WITHHELD, "may be sent again", State.DUE, "resumption or replay"),
    Transition(State.DEAD, "replayed", State.DUE, "the recipient"),
    *(Transition(state, "endpoint removed", State.CANCELLED, "the recipient") for state in OPEN),
)

ENDPOINT = (
    Transition("", "registered", Endpoint.State.ACTIVE, "the organisation"),
    Transition(Endpoint.State.ACTIVE, "disabled", Endpoint.State.DISABLED, "the organisation, or the hub"),
    Transition(Endpoint.State.DISABLED, "enabled", Endpoint.State.ACTIVE, "the organisation"),
    Transition(Endpoint.State.ACTIVE, "removed", Endpoint.State.REMOVED, "the organisation"),
    Transition(Endpoint.State.DISABLED, "removed", Endpoint.State.REMOVED, "the organisation"),
)


def may_become(table: tuple[Transition, ...], source: str, target: str) -> bool:
    """Whether any act leads from one state to the other."""
    return any(t.source == source and t.target == target for t in table)
