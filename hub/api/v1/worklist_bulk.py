"""Many deliveries of the worklist at once: opened, acknowledged."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.deliveries import services as delivering
from exchange.deliveries.asking import Reader
from exchange.disclosures.models import Disclosure
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import obj
from hub.api.v1.worklist import CHOICE, EXAMPLE, IDS, chosen


class Acknowledgements(HubView):
    permissions = {"POST": permissions.INBOX_ACKNOWLEDGE}

    @operation(
        "worklist.acknowledge",
        "Acknowledge many deliveries at once",
        {200: obj({"acknowledged": IDS, "before": IDS, "unopened": IDS})},
        body=CHOICE,
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        """What nobody has opened or fetched yet is passed over, and named in ``unopened``."""
        form = self.form()
        with self.acting() as caller:
            rows = chosen(form, caller)
            told = delivering.acknowledge_all(rows, at=transaction_time(), person=caller.person)
        names = {"acknowledged": told.now, "before": told.before, "unopened": told.unopened}
        return Response({name: sorted(map(str, ids)) for name, ids in names.items()})


class Openings(HubView):
    permissions = {"POST": permissions.INBOX_OPEN}

    @operation(
        "worklist.open",
        "Open many deliveries at once",
        {200: obj({"opened": IDS, "not_shown": IDS})},
        body=CHOICE,
        example=EXAMPLE,
        refusals=(403,),
    )
    def post(self, request: Request) -> Response:
        """Opening is delivering: the publishers' receipts say so, and what is opened can be acknowledged. What
        cannot be shown now is named in ``not_shown``; open it by itself to read why."""
        form = self.form()
        with self.acting() as caller:
            reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
            told = pipeline.open_deliveries(chosen(form, caller), reader=reader)
        opened = sorted(str(one.delivery.id) for one in told if one.shown)
        not_shown = sorted(str(one.delivery.id) for one in told if not one.shown)
        return Response({"opened": opened, "not_shown": not_shown})


urlpatterns = [
    path("worklist/openings", Openings.as_view()),
    path("worklist/acknowledgements", Acknowledgements.as_view()),
]
