"""The operator's view of the pipeline: how much is in each state, and whether anything waits."""

from typing import Any

from django.http import HttpRequest

from accounts.access import permissions
from accounts.callers import Caller
from exchange.deliveries import operations
from hub.portal import words
from hub.portal.pages import page


@page("administrator/pipeline.html", permissions.OPERATIONS_READ)
def pipeline(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Counts of one snapshot, in the order of a notice's way."""
    found = operations.counts()
    return {
        "counts": [(label, meaning, found[name]) for name, (label, meaning) in words.COUNTS.items()],
        "quiet": operations.is_quiet(found),
        "oldest": found["oldest_unrouted_seconds"],
    }
