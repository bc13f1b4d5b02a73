"""Sessions of people: signing in and out, and choosing the organisation that one acts for."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from accounts.errors import NotFound
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Kind, Membership, Role
from accounts.users import preferences
from accounts.users import selectors as users
from accounts.users.models import User
from hub.api.v1.base import ANYONE, SIGNED_IN, HubView
from hub.api.v1.callers import enforce_csrf
from hub.api.v1.operations import operation
from hub.api.v1.shapes import UUID_TEXT, Named, array, nullable, obj, one_of, text
from hub.chosen import choose_organisation, chosen_organisation
from hub.signin import sessions

SESSION = Named(
    "Session",
    obj(
        {
            "csrf_token": text(description="Send it back in X-CSRFToken with every unsafe request."),
            "person": {
                "type": ["object", "null"],
                "properties": {"id": UUID_TEXT, "email": text(), "name": text()},
                "required": ["id", "email", "name"],
            },
            "organisation": nullable(UUID_TEXT),
            "organisations": array(
                obj(
                    {
                        "id": UUID_TEXT,
                        "name": text(),
                        "kind": one_of(*Kind.values),
                        "roles": array(one_of(*Role.values)),
                    }
                )
            ),
        }
    ),
)
_LANGUAGE = text(most=12, least=0, description="Empty: as the browser says.")
_ZONE = text(most=64, least=0, description="A time zone's name; empty: as the browser says.")
PREFERENCES = Named("Preferences", obj({"language": _LANGUAGE, "zone": _ZONE}))
CREDENTIALS = obj(
    {"email": text(most=254), "password": text(most=4096)},
    code=text(most=32, description="Of the authenticator, where the person has a second factor."),
)


class Session(HubView):
    permissions = {"GET": ANYONE, "POST": ANYONE, "DELETE": SIGNED_IN}

    @operation("session.read", "Who is signed in, and for which organisations", {200: SESSION})
    def get(self, request: Request) -> Response:
        """Open to all: it also hands out the CSRF token that signing in needs."""
        return Response(_session(request._request))

    @operation(
        "session.sign_in",
        "Sign in as a person",
        {200: SESSION},
        body=CREDENTIALS,
        example={"email": "administrator@hub.example", "password": "the password"},
    )
    def post(self, request: Request) -> Response:
        """Needs the CSRF token of ``GET /api/v1/session``. Whoever belongs to one organisation alone acts
        for it at once; others choose."""
        form = self.form()
        enforce_csrf(request._request)
        request._request.user = sessions.sign_in(
            request._request, email=form["email"], password=form["password"], code=form.get("code", "")
        )
        return Response(_session(request._request))

    @operation("session.sign_out", "Sign out", {204: None})
    def delete(self, request: Request) -> Response:
        with self.acting_as_person():
            sessions.sign_out(request._request)
        return Response(status=204)


class Choice(HubView):
    permissions = {"PUT": SIGNED_IN}

    @operation(
        "session.choose",
        "Choose the organisation to act for",
        {200: SESSION},
        body=obj({"organisation": nullable(UUID_TEXT)}),
        example={"organisation": None},
    )
    def put(self, request: Request) -> Response:
        chosen = self.form()["organisation"]
        with self.acting_as_person() as person:
            roles = organisations.active_roles(person=person, at=acting.transaction_time())
            if chosen is not None and not roles.filter(organisation=chosen).exists():
                raise NotFound()
        choose_organisation(request._request, chosen)
        return Response(_session(request._request))


class Preferences(HubView):
    permissions = {"GET": SIGNED_IN, "PUT": SIGNED_IN}

    @operation("preferences.read", "How the person reads: language and time zone", {200: PREFERENCES})
    def get(self, request: Request) -> Response:
        with self.acting_as_person() as person:
            return Response(_preferences(users.person(person)))

    @operation(
        "preferences.keep",
        "Choose the language and the time zone of the portal's pages",
        {200: PREFERENCES},
        body=PREFERENCES,
        example={"language": "en", "zone": "Europe/Brussels"},
    )
    def put(self, request: Request) -> Response:
        """The API itself speaks English, and tells times in UTC, whatever is chosen."""
        form = self.form()
        with self.acting_as_person() as person:
            kept = preferences.keep(person=users.person(person), **form, languages=dict(settings.LANGUAGES))
        return Response(_preferences(kept))


def _preferences(person: User) -> dict[str, Any]:
    return {"language": person.language, "zone": person.zone}


def _session(request: HttpRequest) -> dict[str, Any]:
    user: User | AnonymousUser = request.user
    shown: dict[str, Any] = {
        "csrf_token": get_token(request),
        "person": None,
        "organisation": None,
        "organisations": [],
    }
    if not isinstance(user, AnonymousUser):
        with acting.as_person(user.pk):
            roles = list(organisations.active_roles(person=user.pk, at=acting.transaction_time()))
        belongs_to = _organisations(roles)
        chosen = str(chosen_organisation(request))
        shown["person"] = {"id": str(user.pk), "email": user.email, "name": user.name}
        shown["organisations"] = belongs_to
        shown["organisation"] = next((one["id"] for one in belongs_to if one["id"] == chosen), None)
    return shown


def _organisations(roles: list[Membership]) -> list[dict[str, Any]]:
    gathered: dict[str, dict[str, Any]] = {}
    for membership in roles:
        organisation = membership.organisation
        entry = gathered.setdefault(
            str(organisation.pk),
            {
                "id": str(organisation.pk),
                "name": organisation.name,
                "kind": organisation.kind,
                "roles": [],
            },
        )
        entry["roles"].append(membership.role)
    return list(gathered.values())


urlpatterns = [
    path("session", Session.as_view()),
    path("session/organisation", Choice.as_view()),
    path("session/preferences", Preferences.as_view()),
]
