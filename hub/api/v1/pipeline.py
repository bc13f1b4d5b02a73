"""The operator's view of the pipeline."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from exchange.deliveries import operations
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, integer, obj

PIPELINE = obj({**{name: integer(0, 2**63 - 1) for name in operations.COUNTS}, "quiet": BOOLEAN})


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


urlpatterns = [path("operations/pipeline", Pipeline.as_view())]
