"""Which push channels a new delivery goes to, written in the routing transaction itself."""

from collections.abc import Sequence
from datetime import datetime

from exchange.deliveries.writing import NewDelivery


def enqueue(deliveries: Sequence[NewDelivery], *, at: datetime) -> None:
    """Queue the available deliveries for their recipients' webhook endpoints."""
