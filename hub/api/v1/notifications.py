"""Notifications: what happened and concerns the person who asks, and how often that person wants mail."""

from typing import Any

from django.urls import path
from django.utils.translation import override
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from accounts.users.preferences import zones
from exchange.notifications import selectors, services
from exchange.notifications.models import MORNING, Preference
from exchange.notifications.notification import Kind, Notification, Topic
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import (
    BOOLEAN,
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    described,
    integer,
    nullable,
    obj,
    one_of,
    text,
)
from hub.notifying import words

NOTIFICATION = Named(
    "Notification",
    obj(
        {
            "key": text(most=100),
            "kind": one_of(*Kind),
            "at": MOMENT,
            "sentence": text(most=500, description="What happened, in English."),
            "subject": described(
                UUID_TEXT,
                "The case, delivery, prepared reply, agreement version, webhook, grant of standing or upload that"
                " it is about.",
            ),
            "who": described(nullable(UUID_TEXT), "The organisation behind it."),
            "due_at": nullable(MOMENT),
            "read": BOOLEAN,
        }
    ),
)
_HOUR = integer(0, 23, description="At which hour a daily mail is made, by your own clock.")
_TOPICS = array(one_of(*Topic), most=len(Topic), uniqueItems=True, description="Of what you are mailed.")
MAIL = Named(
    "MailPreference",
    obj({"frequency": one_of(*Preference.Frequency.values), "hour": _HOUR, "topics": _TOPICS}),
)


class Notifications(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "notifications.list",
        "List what happened lately and concerns you, the latest first",
        {200: obj({"items": array(NOTIFICATION, most=selectors.MOST), "unread": integer()})},
    )
    def get(self, request: Request) -> Response:
        """Of the last 60 days, and at most the 300 latest. Each person has read for themselves: it takes one."""
        with self.acting() as caller:
            found = selectors.notifications(caller)
        unread = sum(not one.read for one in found)
        with override("en"):
            return Response({"items": [_shown(one) for one in found], "unread": unread})


class Reading(HubView):
    permissions = {"POST": permissions.AGREEMENTS_READ}

    @operation(
        "notifications.read",
        "Mark notifications as read",
        {200: obj({"marked": integer(description="How many were not read before.")})},
        body=obj(keys=array(text(most=100), most=selectors.MOST, description="These; without them all.")),
        example={},
    )
    def post(self, request: Request) -> Response:
        keys = self.form().get("keys")
        with self.acting() as caller:
            marked = services.mark_read(keys=keys, by=caller, at=transaction_time())
        return Response({"marked": marked})


class Mail(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ, "PUT": permissions.AGREEMENTS_READ}

    @operation("notifications.mail", "How often you want mail about the organisation", {200: MAIL})
    def get(self, request: Request) -> Response:
        with self.acting() as caller:
            return Response(_mail(selectors.preference(caller)))

    @operation(
        "notifications.choose_mail",
        "Say how often you want mail about the organisation",
        {200: MAIL},
        body=obj(
            {"frequency": one_of(*Preference.Frequency.values)},
            hour=_HOUR,
            topics=described(_TOPICS, "Of what you are mailed; everything unless told."),
            zone=text(most=64, description="Your time zone, while your preferences name none; else UTC."),
        ),
        example={"frequency": "daily", "hour": 7, "topics": ["cases", "answers"], "zone": "Europe/Paris"},
    )
    def put(self, request: Request) -> Response:
        """What happened before is not mailed. A mail tells that something is there, never what it says.

        Deliveries are mailed as subscriptions by the channel ``digest`` ask, whatever the topics.
        """
        form = self.form()
        zone = form.get("zone", "UTC")
        wish = services.MailWish(
            form["frequency"], form.get("hour", MORNING), frozenset(map(Topic, form.get("topics", Topic)))
        )
        with self.acting() as caller:
            kept = services.choose_mail(
                wish=wish,
                language="en",
                zone=zone if zone in zones() else "UTC",
                by=caller,
                at=transaction_time(),
            )
            return Response(_mail(kept))


def _mail(held: Preference | None) -> dict[str, Any]:
    if held is None:
        return {"frequency": Preference.Frequency.NEVER.value, "hour": MORNING, "topics": list(Topic)}
    topics = [topic for topic in Topic if topic not in held.unwanted]
    return {"frequency": held.frequency, "hour": held.hour, "topics": topics}


def _shown(one: Notification) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind.value,
        "at": one.at,
        "sentence": words.sentence(one),
        "subject": one.subject,
        "who": one.who,
        "due_at": one.due_at,
        "read": one.read,
    }


urlpatterns = [
    path("notifications", Notifications.as_view()),
    path("notifications/read", Reading.as_view()),
    path("notifications/mail", Mail.as_view()),
]
