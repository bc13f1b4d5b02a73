"""Views of the worklist that people keep, and one's own work in figures."""

from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.worklist import selectors, services, statistics
from exchange.worklist.models import SavedView
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, text
from hub.api.v1.worklist import FILTERS, read_filters

VIEW = Named(
    "WorklistView",
    obj(
        {
            "id": UUID_TEXT,
            "name": text(most=60),
            "person": UUID_TEXT,
            "shared": BOOLEAN,
            "filters": obj(**FILTERS),
            "changed_at": MOMENT,
        }
    ),
)
_DAY = obj({"day": text(most=10), "opened": integer(), "acknowledged": integer(), "replied": integer()})


class Views(HubView):
    permissions = {"GET": permissions.INBOX_READ, "POST": permissions.INBOX_READ}

    @operation(
        "worklist.views",
        "List one's own views and those that colleagues share",
        {200: obj({"items": array(VIEW, most=1000)})},
    )
    def get(self, request: Request) -> Response:
        """A client sees the shared ones."""
        with self.acting() as caller:
            kept = selectors.views(by=caller)
        return Response({"items": [_shown(one) for one in kept]})

    @operation(
        "worklist.keep_view",
        "Keep filters under a name",
        {201: VIEW},
        body=Named(
            "NewWorklistView", obj({"name": text(most=60), "shared": BOOLEAN, "filters": obj(**FILTERS)})
        ),
        refusals=(403, 409, 422),
        example={"name": "Rotterdam by sea", "shared": True, "filters": {"office": "NL000511", "mode": "1"}},
    )
    def post(self, request: Request) -> Response:
        """A person's; one of the same name is replaced."""
        form = self.form()
        with self.acting() as caller:
            kept = services.keep_view(
                name=form["name"],
                query=read_filters(form["filters"]),
                shared=form["shared"],
                by=caller,
                at=transaction_time(),
            )
        return Response(_shown(kept), status=201)


class OneView(HubView):
    permissions = {"DELETE": permissions.INBOX_READ}

    @operation(
        "worklist.drop_view",
        "Forget a view of one's own",
        {204: None},
        path={"view": UUID_TEXT},
        refusals=(403, 404),
    )
    def delete(self, request: Request, view: Any) -> Response:
        """Others' shared views are theirs to drop."""
        with self.acting() as caller:
            services.drop_view(view, by=caller)
        return Response(status=204)


class OwnWork(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "worklist.own_work",
        "Read one's own work, day by day",
        {
            200: obj(
                {
                    "days": array(_DAY, most=62),
                    "median_first_open_seconds": nullable(integer()),
                }
            )
        },
        query={"days": integer(1, 60, default=14, description="By UTC days, today included.")},
        refusals=(403,),
    )
    def get(self, request: Request) -> Response:
        """For the person who asks, and for nobody else."""
        days = self.query()["days"]
        with self.acting() as caller:
            work = statistics.own_work(by=caller, at=transaction_time(), days=days, zone=ZoneInfo("UTC"))
        found = [
            {
                "day": day.isoformat(),
                "opened": one.opened,
                "acknowledged": one.acknowledged,
                "replied": one.replied,
            }
            for day, one in work.days.items()
        ]
        wait = None if work.first_open is None else int(work.first_open.total_seconds())
        return Response({"days": found, "median_first_open_seconds": wait})


def _shown(view: SavedView) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "name": view.name,
        "person": str(view.person_id),
        "shared": view.shared,
        "filters": dict(parse_qsl(view.query)),
        "changed_at": view.changed_at.isoformat(),
    }


urlpatterns = [
    path("worklist/views", Views.as_view()),
    path("worklist/views/<uuid:view>", OneView.as_view()),
    path("worklist/own-work", OwnWork.as_view()),
]
