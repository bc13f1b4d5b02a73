"""Along which corridors one's own notices go."""

from dataclasses import asdict

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.routing import corridors
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import array, integer, obj, text

CORRIDOR = obj({"dispatch": text(most=2), "destination": text(most=2), "notices": integer(1)})
TRAFFIC = obj({"corridors": array(CORRIDOR), "notices": integer(), "without": integer()})


class Corridors(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "notices.corridors",
        "Count your notices by country of dispatch and of destination",
        {200: TRAFFIC},
        query={"days": {**integer(1, 366), "default": 30}},
    )
    def get(self, request: Request) -> Response:
        """Of the current versions of your latest notices of so many days, at most 500; the busiest corridor
        first. ``without``: notices that name no dispatch or no destination."""
        days = self.query()["days"]
        with self.acting() as caller:
            found = corridors.of_own_notices(days=days, by=caller, at=transaction_time())
        return Response(
            {
                "corridors": [asdict(one) for one in found.corridors],
                "notices": found.notices,
                "without": found.without,
            }
        )
