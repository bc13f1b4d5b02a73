"""What an officer should look at twice in a delivered notice."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.deliveries import selectors, services
from exchange.deliveries.asking import Reader
from exchange.disclosures.models import Disclosure
from exchange.worklist import marks
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import UUID_TEXT, Named, array, obj, one_of, text

MARK = Named("Mark", obj({"kind": one_of(*marks.Kind), "path": text(most=400), "value": text(most=100_000)}))


class Marks(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "inbox.marks",
        "Open one delivery and read what in it should be looked at twice",
        {200: obj({"items": array(MARK, most=100_000)})},
        path={"delivery": UUID_TEXT},
        refusals=(403, 404),
    )
    def get(self, request: Request, delivery: Any) -> Response:
        """Made of what is seen plainly alone; a party is first seen where no other notice that the organisation
        has opened and may read now names it. Opening is delivering."""
        with self.acting() as caller:
            row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
            services.check_may_open(row, by=caller)
            reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
            (opened,) = pipeline.open_deliveries([row], reader=reader)
            found = marks.of(opened, at=transaction_time())
        items = [{"kind": one.kind, "path": one.path, "value": one.value} for one in found]
        return Response({"items": items})


urlpatterns = [path("inbox/<uuid:delivery>/marks", Marks.as_view())]
