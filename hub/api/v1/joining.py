"""Requests to join: asked by strangers, confirmed and answered by whoever reads the mail, decided by the operator."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from accounts.errors import Unavailable
from accounts.joining import door, selectors, services
from accounts.joining.models import KINDS, JoinMessage, JoinRequest
from accounts.joining.services import Wanted
from accounts.organisations import facts
from accounts.organisations.models import Region
from accounts.organisations.services import NewIdentifier
from hub.api.v1 import paging
from hub.api.v1.base import ANYONE, HubView
from hub.api.v1.identifiers import NEW_IDENTIFIER
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, nullable, obj, one_of, text
from hub.notifying import joining as letters
from hub.signin.links import send_password_link

_COUNTRY = text(most=2, least=2, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
_LINK = text(most=100, description="The last part of the link that was mailed.")
_STATES = ("waiting", "asked", "admitted", "refused")
WANTED = obj(
    {
        "name": text(),
        "kind": one_of(*KINDS),
        "country": _COUNTRY,
        "contact_name": text(),
        "contact_email": text(most=254),
        "reason": text(most=2000),
        "consent": {
            "type": "boolean",
            "const": True,
            "description": "That the operator keeps this to decide.",
        },
    },
    contact_phone=text(most=40, least=0),
    identifiers=array(NEW_IDENTIFIER, most=20),
    language=one_of("en", "fr", "es", description="Of the letters; English unless told."),
)
JOIN_REQUEST = Named(
    "JoinRequest",
    obj(
        {
            "id": UUID_TEXT,
            "state": one_of(*_STATES),
            "name": text(),
            "kind": one_of(*KINDS),
            "country": _COUNTRY,
            "identifiers": array(NEW_IDENTIFIER),
            "contact_name": text(),
            "contact_email": text(most=254),
            "contact_phone": text(least=0),
            "reason": text(most=2000),
            "confirmed_at": MOMENT,
            "decided_at": nullable(MOMENT),
            "decision": text(least=0, most=4000),
            "organisation": nullable(UUID_TEXT),
            "messages": array(
                obj({"at": MOMENT, "by": one_of("operator", "applicant"), "text": text(most=4000)})
            ),
        }
    ),
)
_DONE = obj({"done": BOOLEAN})
_ONE = "joining-requests/<uuid:join_request>"
_TAKING_ONE = ("joining.read", "joining.admit", "joining.ask_back", "joining.refuse")


class JoinRequests(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": ANYONE}
    limits = {"POST": "join"}

    @operation(
        "joining.list",
        "List the requests to join whose address was confirmed",
        {200: paging.page_schema(JOIN_REQUEST)},
        query={**paging.QUERY, "state": one_of(*_STATES)},
        refusals=(403,),
        links=[Link(name, {"join_request": "$response.body#/items/0/id"}) for name in _TAKING_ONE],
    )
    def get(self, request: Request) -> Response:
        """The operator's queue and what became of earlier ones, the latest first."""
        query = self.query()
        place = paging.position(query, UUID)
        narrowed = {"state": query["state"]} if "state" in query else {}
        with self.acting() as caller:
            found = selectors.requests(by=caller).filter(**narrowed).prefetch_related("messages")
            rows = paging.cut(found, place, "id", descending=True)
            said = {row.pk: list(row.messages.all()) for row in rows}
        return paging.page(
            request, rows, place, key=lambda row: [row.pk], show=lambda row: _shown(row, said[row.pk])
        )

    @operation(
        "joining.ask",
        "Ask to become a member",
        {202: _DONE},
        body=WANTED,
        refusals=(503,),
        example={
            "name": "Example Lines",
            "kind": "trader",
            "country": "DE",
            "contact_name": "Ada",
            "contact_email": "ada@example.com",
            "reason": "We carry sea freight to the Union and want to send advance data once.",
            "consent": True,
        },
    )
    def post(self, request: Request) -> Response:
        """For everybody, without signing in. A link to confirm goes to the address; only then does the operator see
        the request. The answer is the same whoever is a member and whichever address is known."""
        form = self.form()
        form.pop("consent")
        numbers = [NewIdentifier(**number) for number in form.pop("identifiers", [])]
        wanted = Wanted(**{"language": "en", **form}, identifiers=numbers)
        with door.by_address(wanted.contact_email.strip().lower()):
            letter = services.ask(wanted, at=transaction_time())
        if letter is not None and not letters.asked(letter):
            raise Unavailable(
                "mail-not-sent", "The mail could not be sent. Send the request again in a while."
            )
        return Response({"done": True}, status=202)


class Confirmation(HubView):
    permissions = {"POST": ANYONE}
    limits = {"POST": "join"}

    @operation(
        "joining.confirm",
        "Confirm the address of a request to join",
        {200: _DONE},
        body=obj({"link": _LINK}),
        refusals=(410,),
        example={"link": "the-last-part-of-the-link"},
    )
    def post(self, request: Request) -> Response:
        """With the link that was mailed. ``done`` is false where that had been done before."""
        secret = self.form()["link"]
        with door.by_link(secret):
            return Response({"done": services.confirm(secret, at=transaction_time())})


class Answer(HubView):
    permissions = {"POST": ANYONE}
    limits = {"POST": "join"}

    @operation(
        "joining.answer",
        "Answer what the operator asked back",
        {200: _DONE},
        body=obj({"link": _LINK, "text": text(most=4000)}),
        refusals=(410,),
        example={"link": "the-last-part-of-the-link", "text": "We carry containers alone."},
    )
    def post(self, request: Request) -> Response:
        """With the link that was mailed. ``done`` is false where that had been answered before."""
        form = self.form()
        with door.by_link(form["link"]):
            return Response({"done": services.answer(form["link"], form["text"], at=transaction_time())})


class OneJoinRequest(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ}

    @operation("joining.read", "Read one request to join", {200: JOIN_REQUEST}, refusals=(403,))
    def get(self, request: Request, join_request: UUID) -> Response:
        with self.acting() as caller:
            found = selectors.request(join_request, by=caller)
            return Response(_shown(found, selectors.messages(found)))


class Admission(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "joining.admit",
        "Admit the organisation that asks to join",
        {200: obj({"organisation": UUID_TEXT, "administrator": UUID_TEXT, "link_sent": BOOLEAN})},
        body=obj({"region": one_of(*Region.values), "administrator": text(), "email": text(most=254)}),
        refusals=(403, 409),
        example={"region": "EUR", "administrator": "Ada", "email": "ada@example.com"},
    )
    def post(self, request: Request, join_request: UUID) -> Response:
        """The operator's act. ``administrator`` and ``email``: who is to lead it, and is sent a link."""
        form = self.form()
        with self.acting() as caller:
            found = selectors.request(join_request, by=caller)
            made, arrival = services.admit(request=found, **form, by=caller, at=facts.change_time())
        sent = arrival.is_new and send_password_link(request._request, email=form["email"].strip().lower())
        letters.admitted(found)
        return Response({"organisation": made.pk, "administrator": arrival.person, "link_sent": sent})


class Question(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "joining.ask_back",
        "Ask an applicant back",
        {200: obj({"letter_sent": BOOLEAN})},
        body=obj({"text": text(most=4000)}),
        refusals=(403, 409),
        example={"text": "Which goods do you carry?"},
    )
    def post(self, request: Request, join_request: UUID) -> Response:
        """The operator's act. It is mailed, with a link to answer by."""
        said = self.form()["text"]
        with self.acting() as caller:
            found = selectors.request(join_request, by=caller)
            letter = services.ask_back(request=found, text=said, by=caller, at=transaction_time())
        return Response({"letter_sent": letters.asked_back(letter, said)})


class Refusal(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "joining.refuse",
        "Refuse a request to join",
        {200: obj({"letter_sent": BOOLEAN})},
        body=obj({"reason": text(most=2000)}),
        refusals=(403, 409),
        example={"reason": "The hub is for customs matters alone."},
    )
    def post(self, request: Request, join_request: UUID) -> Response:
        """The operator's act. The reason is mailed."""
        reason = self.form()["reason"]
        with self.acting() as caller:
            found = selectors.request(join_request, by=caller)
            decided = services.refuse(request=found, reason=reason, by=caller, at=transaction_time())
        return Response({"letter_sent": letters.refused(decided)})


def _shown(one: JoinRequest, said: list[JoinMessage]) -> dict[str, Any]:
    plain = (
        "state",
        "name",
        "kind",
        "country",
        "identifiers",
        "contact_name",
        "contact_email",
        "contact_phone",
    )
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in plain},
        "reason": one.reason,
        "confirmed_at": one.confirmed_at,
        "decided_at": one.decided_at,
        "decision": one.decision,
        "organisation": one.organisation,
        "messages": [
            {"at": each.at, "by": "operator" if each.by_operator else "applicant", "text": each.text}
            for each in said
        ],
    }


urlpatterns = [
    path("joining-requests", JoinRequests.as_view()),
    path("joining-requests/confirmation", Confirmation.as_view()),
    path("joining-requests/answer", Answer.as_view()),
    path(_ONE, OneJoinRequest.as_view()),
    path(f"{_ONE}/admit", Admission.as_view()),
    path(f"{_ONE}/ask", Question.as_view()),
    path(f"{_ONE}/refuse", Refusal.as_view()),
]
