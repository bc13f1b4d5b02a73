"""The operator's view of the pipeline."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.deliveries import operations
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, array, integer, obj, text

PIPELINE = obj({**{name: integer(0, 2**63 - 1) for name in operations.COUNTS}, "quiet": BOOLEAN})


QUARANTINED = obj(
    {
        "notice": text(most=24),
        "version": integer(1),
        "publisher": UUID_TEXT,
        "type": text(most=40),
        "accepted_at": MOMENT,
        "attempts": integer(),
        "fault": text(
            most=500,
            least=0,
            description="The kind of failure and where in the code; never its text, which may quote the notice.",
        ),
    }
)


class Pipeline(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation(
        "operations.pipeline", "Count what is in each state of the pipeline", {200: PIPELINE}, refusals=(403,)
    )
    def get(self, request: Request) -> Response:
        """From one snapshot. ``quiet``: nothing is waiting to be routed, decided or sent."""
        with self.acting():
            found = operations.counts()
        return Response({**found, "quiet": operations.is_quiet(found)})


class Quarantine(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation(
        "operations.quarantine",
        "List the versions that could not be routed",
        {200: obj({"items": array(QUARANTINED, most=500)})},
        refusals=(403,),
    )
    def get(self, request: Request) -> Response:
        """Without content: that stays with its publisher. At most 500, the oldest first."""
        with self.acting():
            found = operations.quarantined()
        return Response({"items": [_quarantined(one) for one in found]})


class Reprocessing(HubView):
    permissions = {"POST": permissions.OPERATIONS_WRITE}

    @operation(
        "operations.reprocess",
        "Route a notice's quarantined versions again, and send its dead letters again",
        {202: obj({"notice": text(most=24), "versions": integer(), "messages": integer()})},
        body=obj(reason=text(most=1000)),
        path={"number": text(most=24)},
        refusals=(403, 404, 409),
        example={"reason": "The receiver is well again."},
    )
    def post(self, request: Request, number: str) -> Response:
        """Each is decided anew before it leaves. The reason stands in the trail."""
        reason = self.form().get("reason", "")
        with self.acting() as caller:
            again = pipeline.reprocess(number=number, reason=reason, by=caller, at=transaction_time())
        return Response(
            {"notice": number, "versions": again.versions, "messages": again.messages}, status=202
        )


def _quarantined(one: operations.Quarantined) -> dict[str, Any]:
    return {
        "notice": one.number,
        "version": one.n,
        "publisher": str(one.publisher),
        "type": one.type,
        "accepted_at": one.accepted_at.isoformat(),
        "attempts": one.attempts,
        "fault": one.fault,
    }


urlpatterns = [
    path("operations/pipeline", Pipeline.as_view()),
    path("operations/quarantine", Quarantine.as_view()),
    path("operations/quarantine/<str:number>/reprocess", Reprocessing.as_view()),
]
