"""Where notifications come from: each source derives them from rows that are there for their own sake.

Nothing is written when something happens, so nothing can be lost or doubled; what tells one apart is its key. A new
source is a function of ``Window`` in a module of its own, named here.
"""

from collections.abc import Callable

from exchange.notifications.notification import Notification
from exchange.notifications.sources import (
    agreements,
    cases,
    expiring,
    prepared,
    replies,
    standing,
    uploads,
    webhooks,
)
from exchange.notifications.sources.window import Window

Source = Callable[[Window], list[Notification]]

EVERY: tuple[Source, ...] = (
    cases.found,
    replies.found,
    prepared.found,
    agreements.found,
    expiring.found,
    webhooks.found,
    standing.found,
    uploads.found,
)
