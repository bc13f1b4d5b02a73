"""Who calls: an API client by its bearer token, or a person by session with the organisation chosen there."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from accounts import acting
from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.errors import Forbidden, Unauthenticated
from hub.chosen import chosen_organisation
from hub.limits import WINDOWS


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer`` with an access token of an API client. Never from the query or the body."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not scheme:
            return None
        caller = None
        token = token.strip()
        if scheme.lower() == "bearer" and token.isascii() and token.isprintable() and len(token) <= 4096:
            # On its own, in one round trip: the question carries all that it needs.
            caller = access.caller_for_token(token)
        if caller is None:
            WINDOWS.take("bad_token", request.META.get("REMOTE_ADDR", ""))
            raise Unauthenticated(
                "invalid-token", "The token is unknown, expired or revoked: fetch a new one."
            )
        return AnonymousUser(), caller

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="hub"'


class PersonAuthentication(BaseAuthentication):
    """A signed-in person; unsafe methods need the CSRF token, as on every page."""

    def authenticate(self, request: Request) -> tuple[object, Caller | None] | None:
        http = request._request
        user = getattr(http, "user", None)
        if user is None or not user.is_authenticated or not user.is_active:
            return None
        enforce_csrf(http)
        with acting.as_person(user.pk):
            chosen = chosen_organisation(http)
            caller = None if chosen is None else access.caller_for_session(user, chosen)
        return user, caller


def enforce_csrf(request: HttpRequest) -> None:
    """Refuse an unsafe request that does not carry the session's CSRF token."""
    check = CSRFCheck(lambda _: HttpResponse())
    check.process_request(request)
    # The plain request: REST framework's would parse the body to look for a form field.
    if check.process_view(request, lambda _: HttpResponse(), (), {}):
        raise Forbidden("csrf", "Send the CSRF token of your session in X-CSRFToken.")
