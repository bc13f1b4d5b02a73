"""Who announces: the operator. Each question is a pair: one refuses, the other answers."""

from accounts.callers import Caller
from accounts.errors import Forbidden

WRITE = "operations:write"


def may_announce(by: Caller) -> bool:
    return by.is_operator and by.may(WRITE)


def check_may_announce(by: Caller) -> None:
    """Announce work and incidents, tell how they go, and end them."""
    if not by.is_operator:
        raise Forbidden("operator-only", "Only the operator of the hub announces work and incidents.")
    by.check_may(WRITE)
