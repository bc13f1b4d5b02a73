"""The operator's view of the pipeline: how much is in each state, whether anything waits, what was set aside."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts.access import permissions
from accounts.callers import Caller
from exchange import pipeline
from exchange.deliveries import operations
from hub.portal import names, words
from hub.portal.pages import act, page


@page("operator/pipeline.html", permissions.OPERATIONS_READ)
def counts(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Counts of one snapshot, in the order of a notice's way; and the versions that could not be routed."""
    found = operations.counts()
    set_aside = operations.quarantined() if found["quarantined"] else []
    publishers = names.of_organisations(one.publisher for one in set_aside)
    types = names.of_types()
    return {
        "counts": [(label, meaning, found[name]) for name, (label, meaning) in words.COUNTS.items()],
        "quiet": operations.is_quiet(found),
        "oldest": found["oldest_unrouted_seconds"],
        "set_aside": [
            (one, publishers.get(one.publisher, ""), types.get(one.type, one.type)) for one in set_aside
        ],
        "may_route_again": caller.may(permissions.OPERATIONS_WRITE),
    }


@act(permissions.OPERATIONS_WRITE, then="portal:pipeline", there=False)
def route_again(request: HttpRequest, caller: Caller, number: str) -> str:
    versions = pipeline.reprocess(number=number)
    return ngettext(
        "%(count)s version is routed again.", "%(count)s versions are routed again.", versions
    ) % {"count": versions}
