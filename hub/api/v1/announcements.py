"""The operator announces planned work and incidents."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.announcements import selectors, services
from accounts.announcements.models import Kind, Service
from accounts.announcements.services import Announcing, Text
from accounts.clock import transaction_time
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import MOMENT, array, obj, one_of, text
from hub.api.v1.status import ANNOUNCEMENT, TEXT, shown

_TITLE = obj({"en": text(), "fr": text()})
NEW = obj(
    {
        "kind": one_of(*Kind.values),
        "affects": array(one_of(*Service.values), least=1, most=len(Service.values), uniqueItems=True),
        "title": _TITLE,
        "text": TEXT,
    },
    starts_at={**MOMENT, "description": "Of planned work; an incident began now where it is left out."},
    ends_at={**MOMENT, "description": "Of planned work. An incident ends when it is resolved."},
)
SAID = obj({"text": TEXT})
_EXAMPLE = {"text": {"en": "A spare part is being fitted.", "fr": "Une pièce est en cours de remplacement."}}
_TAKING_ONE = ("announcements.read", "announcements.update", "announcements.end")


class Announcements(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ, "POST": permissions.OPERATIONS_WRITE}

    @operation(
        "announcements.list",
        "List every announcement, the latest first",
        {200: paging.page_schema(ANNOUNCEMENT)},
        query=paging.QUERY,
        refusals=(403,),
    )
    def get(self, request: Request) -> Response:
        """What the public reads of the last 90 days is at /api/v1/status."""
        place = paging.position(self.query(), UUID)
        with self.acting():
            at = transaction_time()
            rows = paging.cut(selectors.with_updates(), place, "id", descending=True)
        return paging.page(
            request,
            rows,
            place,
            key=lambda row: [row.pk],
            show=lambda row: shown(selectors.announced(row, at=at)),
        )

    @operation(
        "announcements.announce",
        "Announce planned work or an incident",
        {201: ANNOUNCEMENT},
        body=NEW,
        refusals=(403,),
        example={
            "kind": "incident",
            "affects": ["webhooks"],
            "title": {"en": "Webhooks are late", "fr": "Les webhooks ont du retard"},
            "text": {"en": "We are looking into it.", "fr": "Nous cherchons la cause."},
        },
        links=[Link(name, {"announcement": "$response.body#/id"}) for name in _TAKING_ONE],
    )
    def post(self, request: Request) -> Response:
        """The operator's act. Everybody reads it at once."""
        form = self.form()
        wanted = Announcing(**{**form, "title": Text(**form["title"]), "text": Text(**form["text"])})
        with self.acting() as caller:
            at = transaction_time()
            made = services.announce(wanted=wanted, by=caller, at=at)
            return Response(shown(selectors.announcement(made.pk, at=at)), status=201)


class OneAnnouncement(HubView):
    permissions = {"GET": permissions.OPERATIONS_READ}

    @operation("announcements.read", "Read one announcement", {200: ANNOUNCEMENT}, refusals=(403,))
    def get(self, request: Request, announcement: UUID) -> Response:
        with self.acting():
            return Response(shown(selectors.announcement(announcement, at=transaction_time())))


class _Said(HubView):
    """Something is said about an announcement."""

    permissions = {"POST": permissions.OPERATIONS_WRITE}

    def _say(self, announcement: UUID, act: Callable[..., Any]) -> Response:
        said = Text(**self.form()["text"])
        with self.acting() as caller:
            at = transaction_time()
            found = selectors.announcement(announcement, at=at).announcement
            act(announcement=found, text=said, by=caller, at=at)
            return Response(shown(selectors.announcement(announcement, at=at)))


class Updates(_Said):
    @operation(
        "announcements.update",
        "Tell how it goes",
        {200: ANNOUNCEMENT},
        body=SAID,
        refusals=(403,),
        example=_EXAMPLE,
    )
    def post(self, request: Request, announcement: UUID) -> Response:
        """Also after its end. What was said is never altered."""
        return self._say(announcement, services.add_update)


class End(_Said):
    @operation(
        "announcements.end",
        "Resolve an incident, end work that goes on, or call planned work off",
        {200: ANNOUNCEMENT},
        body=SAID,
        refusals=(403, 409),
        example=_EXAMPLE,
    )
    def post(self, request: Request, announcement: UUID) -> Response:
        """With what is to be said about it."""
        return self._say(announcement, services.end)


_ONE = "operations/announcements/<uuid:announcement>"
urlpatterns = [
    path("operations/announcements", Announcements.as_view()),
    path(_ONE, OneAnnouncement.as_view()),
    path(f"{_ONE}/updates", Updates.as_view()),
    path(f"{_ONE}/end", End.as_view()),
]
