"""For every operation a request that must succeed, and the state in which it does."""

from tests.contract.ready import (
    accounts,
    agreements,
    deliveries,
    notifications,
    open_to_all,
    publishing,
    replying,
    understanding,
    uploads,
    webhooks,
    worklist,
)
from tests.contract.ready.requests import MAKERS, Maker, Ready

__all__ = ["MAKERS", "Maker", "Ready"]

# Named so that reading this package registers all of them.
ROOMS = (
    accounts,
    agreements,
    deliveries,
    notifications,
    open_to_all,
    publishing,
    replying,
    understanding,
    uploads,
    webhooks,
    worklist,
)
