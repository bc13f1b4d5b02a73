"""The operator's view of single notices, of the last hour, and of those that cannot take part yet."""

from dataclasses import asdict
from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.agreements.selectors.onboarding import onboarding
from exchange.deliveries import tracing, workload
from exchange.notices.models import RoutingWork
from exchange.review import tracing as review
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import (
    BOOLEAN,
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    integer,
    nullable,
    obj,
    one_of,
    text,
)

NUMBER = text(most=24)
WORD = text(most=40, least=0)
COUNT = integer(0, 2**63 - 1)
ACCEPTED = obj(
    {
        "version_id": UUID_TEXT,
        "number": NUMBER,
        "type": text(most=40),
        "publisher": UUID_TEXT,
        "n": integer(1),
        "accepted_at": MOMENT,
        "state": one_of(*RoutingWork.State.values),
        "recipients": nullable(integer()),
    }
)
TRACED_VERSION = obj(
    {
        "n": integer(1),
        "kind": WORD,
        "late": BOOLEAN,
        "accepted_at": MOMENT,
        "state": WORD,
        "attempts": integer(),
        "due_at": MOMENT,
        "routed_at": nullable(MOMENT),
        "recipients": nullable(integer()),
        "fault": text(most=500, least=0),
    }
)
ATTEMPT = obj(
    {
        "at": MOMENT,
        "outcome": WORD,
        "status": nullable(integer()),
        "milliseconds": integer(),
        "late": BOOLEAN,
    }
)
MESSAGE = obj(
    {
        "id": UUID_TEXT,
        "host": text(most=300, least=0),
        "endpoint_state": WORD,
        "state": WORD,
        "reason": WORD,
        "next_try": MOMENT,
        "attempts": array(ATTEMPT),
    }
)
TRACED_DELIVERY = obj(
    {
        "id": UUID_TEXT,
        "n": integer(1),
        "recipient": UUID_TEXT,
        "purpose": WORD,
        "kind": WORD,
        "basis": WORD,
        "state": WORD,
        "reason": WORD,
        "decided_at": MOMENT,
        "available_at": nullable(MOMENT),
        "delivered_at": nullable(MOMENT),
        "channel": WORD,
        "acknowledged_at": nullable(MOMENT),
        "messages": array(MESSAGE),
    }
)
REPLY = obj({"number": NUMBER, "authority": UUID_TEXT, "kind": WORD, "sent_at": MOMENT})
TRACE = Named(
    "Trace",
    obj(
        {
            "id": UUID_TEXT,
            "number": NUMBER,
            "type": text(most=40),
            "publisher": UUID_TEXT,
            "current": integer(1),
            "accepted_at": MOMENT,
            "cancelled_at": nullable(MOMENT),
            "versions": array(TRACED_VERSION),
            "deliveries": array(TRACED_DELIVERY, most=100_000),
            "replies": array(REPLY),
        }
    ),
)
MINUTE = obj(
    {"at": MOMENT, "accepted": COUNT, "routed": COUNT, "delivered": COUNT, "failed": COUNT},
)
TROUBLED = obj(
    {
        "organisation": UUID_TEXT,
        "host": text(most=300, least=0),
        "state": WORD,
        "reason": WORD,
        "state_at": MOMENT,
        "failures": integer(),
        "last_success_at": nullable(MOMENT),
        "waiting": COUNT,
        "dead": COUNT,
    }
)
DEAD = obj(
    {
        "number": NUMBER,
        "n": integer(1),
        "recipient": UUID_TEXT,
        "host": text(most=300, least=0),
        "attempts": integer(),
        "reason": WORD,
        "created_at": MOMENT,
    }
)
WORKLOAD = Named(
    "Workload",
    obj(
        {
            "minutes": array(MINUTE),
            "oldest": {"type": "object", "additionalProperties": COUNT},
            "endpoints": array(TROUBLED),
            "dead_letters": array(DEAD),
        }
    ),
)
NEWCOMER = obj(
    {
        "organisation": UUID_TEXT,
        "name": text(),
        "without_administrator": BOOLEAN,
        "without_standing": BOOLEAN,
        "without_agreement": BOOLEAN,
    }
)


class Latest(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation(
        "operations.notices",
        "List the versions accepted last",
        {200: obj({"items": array(ACCEPTED, most=tracing.MOST)})},
        query={
            "before": UUID_TEXT,
            "type": text(most=40),
            "publisher": UUID_TEXT,
            "state": one_of(*RoutingWork.State.values),
        },
        refusals=(403,),
    )
    def get(self, request: Request) -> Response:
        """Without content. ``before``: the version_id after which to go on."""
        query = self.query()
        with self.acting():
            found = tracing.latest(
                before=query.get("before"),
                type_id=query.get("type", ""),
                publisher=query.get("publisher"),
                state=query.get("state", ""),
            )
        return Response({"items": [asdict(one) for one in found[: tracing.MOST]]})


class OneTrace(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation(
        "operations.trace",
        "Follow one notice through every stage and every attempt",
        {200: TRACE},
        path={"number": NUMBER},
        refusals=(403, 404),
    )
    def get(self, request: Request, number: str) -> Response:
        """Without content; of addresses the host alone."""
        with self.acting():
            found = tracing.trace(number)
            replies = review.replies(notice=found.id)
        shown: dict[str, Any] = {**asdict(found), "replies": [asdict(one) for one in replies]}
        return Response(shown)


class Load(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation(
        "operations.workload",
        "Read what passed in the last hour, and what is in trouble",
        {200: WORKLOAD},
        refusals=(403,),
    )
    def get(self, request: Request) -> Response:
        """``oldest``: the age in seconds of the oldest work of each kind that there is."""
        with self.acting():
            minutes = workload.throughput(at=transaction_time())
            oldest = workload.oldest_work()
            endpoints, letters = workload.troubled_endpoints(), workload.dead_letters()
        return Response(
            {
                "minutes": [asdict(one) for one in minutes],
                "oldest": oldest,
                "endpoints": [asdict(one) for one in endpoints],
                "dead_letters": [asdict(one) for one in letters],
            }
        )


class Onboarding(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation(
        "operations.onboarding",
        "List the members that cannot take part yet, with what each lacks",
        {200: obj({"items": array(NEWCOMER, most=500)})},
        refusals=(403,),
    )
    def get(self, request: Request) -> Response:
        """At most 500, the latest admitted first."""
        with self.acting() as caller:
            found = onboarding(by=caller, at=transaction_time())
        return Response(
            {
                "items": [
                    {
                        "organisation": one.organisation.pk,
                        "name": one.organisation.name,
                        "without_administrator": one.without_administrator,
                        "without_standing": one.without_standing,
                        "without_agreement": one.without_agreement,
                    }
                    for one in found
                ]
            }
        )


urlpatterns = [
    path("operations/notices", Latest.as_view()),
    path("operations/notices/<str:number>", OneTrace.as_view()),
    path("operations/workload", Load.as_view()),
    path("operations/onboarding", Onboarding.as_view()),
]
