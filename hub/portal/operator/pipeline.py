"""The operator's view of the pipeline: how much is in each state, whether anything waits, what was set aside."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from accounts.access import permissions
from accounts.callers import Caller
from exchange.deliveries import operations, workload
from hub.portal import names, words
from hub.portal.operator.health import LATE_SECONDS
from hub.portal.pages import page


@dataclass(frozen=True, slots=True)
class Row:
    """One state: what it is called, how much is in it, and where one sees what is. ``wrong``: somebody must act."""

    label: Promise
    meaning: Promise
    count: int
    address: str
    wrong: bool


@page("operator/pipeline.html", permissions.OPERATIONS_READ)
def counts(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Counts of one snapshot, in the order of a notice's way; and the versions that could not be routed."""
    found, oldest = operations.counts(), workload.oldest_work()
    set_aside = operations.quarantined() if found["quarantined"] else []
    publishers = names.of_organisations(one.publisher for one in set_aside)
    types = names.of_types()
    late = max((oldest.get(name, 0) for name in ("unrouted", "due")), default=0)
    return {
        "counts": [
            Row(label, meaning, found[name], _address(name), _is_wrong(name, found[name], oldest))
            for name, (label, meaning) in words.COUNTS.items()
        ],
        "quiet": operations.is_quiet(found),
        "wrong": bool(set_aside or found["dead"] or late > LATE_SECONDS),
        "late": late if late > LATE_SECONDS else 0,
        "set_aside": [
            (one, publishers.get(one.publisher, ""), types.get(one.type, one.type)) for one in set_aside
        ],
        "may_route_again": caller.may(permissions.OPERATIONS_WRITE),
    }


def _is_wrong(name: str, count: int, oldest: dict[str, int]) -> bool:
    aged = "due" if name == "retrying" else name  # the age of what is sent counts both
    return bool(count) and (name in ("quarantined", "dead") or oldest.get(aged, 0) > LATE_SECONDS)


def _address(name: str) -> str:
    """Where the single ones are looked at."""
    listed = {"accepted": "", "unrouted": "pending", "quarantined": "quarantined"}
    if name in listed:
        state = listed[name]
        return reverse("portal:messages") + (f"?state={state}" if state else "")
    if name in ("due", "leased", "retrying", "dead"):
        return reverse("portal:health") + ("#dead-letters" if name == "dead" else "#endpoints")
    return ""
