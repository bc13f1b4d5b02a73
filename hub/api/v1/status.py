"""How the hub is doing, for everybody: the same as on the public page."""

from dataclasses import asdict
from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.announcements.models import Kind, Service
from accounts.announcements.selectors import Announced
from hub.api.v1.base import ANYONE, HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import DAY, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text
from hub.health import availability, status

STATE = one_of(*status.STATES)
TEXT = obj({"en": text(most=4000), "fr": text(most=4000)})
ANNOUNCEMENT = Named(
    "Announcement",
    obj(
        {
            "id": UUID_TEXT,
            "kind": one_of(*Kind.values),
            "state": one_of("planned", "under_way", "over", "cancelled", "open", "resolved"),
            "affects": array(one_of(*Service.values)),
            "title": TEXT,
            "starts_at": MOMENT,
            "ends_at": nullable(MOMENT),
            "cancelled_at": nullable(MOMENT),
            "updates": array(obj({"id": UUID_TEXT, "at": MOMENT, "text": TEXT})),
        }
    ),
)
STATUS = obj(
    {
        "at": MOMENT,
        "state": STATE,
        "parts": array(obj({"name": text(most=40), "state": STATE})),
        "announcements": {
            **nullable(array(ANNOUNCEMENT)),
            "description": "Going on, coming, and of the last 90 days. Null while they cannot be read.",
        },
        "availability": {
            **nullable({"type": "number", "minimum": 0, "maximum": 100}),
            "description": "Percent of the minutes measured in 90 days that saw a job through; null: none measured.",
        },
        "days": array(obj({"day": DAY, "measured": integer(0, 1440), "worked": integer(0, 1440)})),
    }
)


class Status(HubView):
    permissions = {"GET": ANYONE}

    @operation("status.read", "Read how the hub is doing", {200: STATUS})
    def get(self, request: Request) -> Response:
        """For everybody, without signing in: its parts, planned work and incidents, and how much it worked."""
        found = status.status()
        board = found.board
        return Response(
            {
                "at": found.at,
                "state": found.state,
                "parts": [{"name": name, "state": state} for name, state in found.parts.items()],
                "announcements": None if board is None else [shown(one) for one in board.every()],
                "availability": availability.share(found.days),
                "days": [asdict(one) for one in found.days if one.measured],
            }
        )


def shown(one: Announced) -> dict[str, Any]:
    """An announcement as the API tells of it."""
    about = one.announcement
    return {
        "id": about.pk,
        "kind": about.kind,
        "state": one.state,
        "affects": about.affects,
        "title": {"en": about.title_en, "fr": about.title_fr},
        "starts_at": about.starts_at,
        "ends_at": about.ends_at,
        "cancelled_at": about.cancelled_at,
        "updates": [
            {"id": said.pk, "at": said.at, "text": {"en": said.text_en, "fr": said.text_fr}}
            for said in one.updates
        ],
    }


urlpatterns = [path("status", Status.as_view())]
