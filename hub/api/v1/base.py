"""The door of the API: every view stands on ``HubView`` and says what it takes, answers and permits."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import acting
from accounts.callers import Caller
from accounts.clock import uuid7
from accounts.errors import Forbidden, NotFound, Unauthenticated
from hub.api import problems
from hub.api.rendering import JSONRenderer
from hub.api.v1 import parsing
from hub.api.v1.callers import BearerAuthentication, PersonAuthentication
from hub.api.v1.operations import Operation
from hub.limits import WINDOWS, Standing

METHODS = ("get", "post", "put", "patch", "delete")
# Instead of a permission: no sign-in at all; or any caller, even a person who has chosen no organisation.
ANYONE = "anyone"
SIGNED_IN = "signed-in"


class _Handler(Protocol):
    operation: Operation


class HubView(APIView):
    """One address of the API.

    ``permissions`` names, per method, the permission that the caller needs; a method without one, or
    without a declared operation, keeps the class from being made. ``limits`` names the share counted
    against, where it is not the usual one.
    """

    permissions: ClassVar[Mapping[str, str]] = {}
    limits: ClassVar[Mapping[str, str]] = {}
    authentication_classes = (BearerAuthentication, PersonAuthentication)
    renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer,)
    parser_classes = ()
    metadata_class = None
    http_method_names = [*METHODS, "head"]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for method in METHODS:
            handler = getattr(cls, method, None)
            if handler is None:
                continue
            if not cls.permissions.get(method.upper()):
                raise ImproperlyConfigured(f"{cls.__name__}.{method} declares no permission")
            if getattr(handler, "operation", None) is None:
                raise ImproperlyConfigured(f"{cls.__name__}.{method} declares no operation")

    # --- what handlers use ---------------------------------------------------------------------------

    @property
    def caller(self) -> Caller:
        """Who calls, for which organisation; 401 when nobody does, 403 when no organisation is chosen."""
        caller = self.request.auth
        if isinstance(caller, Caller):
            return caller
        self._signed_in()
        raise Forbidden("no-organisation", "Choose the organisation that you act for.")

    @contextmanager
    def acting(self) -> Iterator[Caller]:
        """Enter the database as the caller's organisation, in one transaction."""
        caller = self.caller
        with acting.as_organisation(caller.organisation, person=caller.person):
            yield caller

    @contextmanager
    def acting_as_person(self) -> Iterator[UUID]:
        """Enter the database as the signed-in person, whatever organisation is chosen."""
        person = self._signed_in()
        if person is None:
            raise Forbidden("needs-person", "An API client cannot do this: sign in as a person.")
        with acting.as_person(person):
            yield person

    def form(self) -> Any:
        """The JSON body, checked against the operation's schema; identifiers and times parsed.

        Empty where there is none, and none is needed.
        """
        if not self.operation.body_required and not parsing.has_body(self.request):
            return {}
        return self.operation.body_shape.read(parsing.read_json_body(self.request))

    def query(self) -> dict[str, Any]:
        """The query, checked against the operation's declaration; defaults filled in."""
        return self.operation.read_query(self.request)

    @property
    def operation(self) -> Operation:
        handler: _Handler = getattr(self, self._method())
        return handler.operation

    # --- the way in ----------------------------------------------------------------------------------

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if not hasattr(request, "request_id"):
            request.request_id = str(uuid7())  # type: ignore[attr-defined]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Everything that is checked before a handler runs, the cheapest first."""
        if "\x00" in request.path:
            raise NotFound()
        if self._method() not in METHODS or getattr(self, self._method(), None) is None:
            self.http_method_not_allowed(request)
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self._admit(request)
        if not self.operation.query:
            self.query()

    def _admit(self, request: Request) -> None:
        needed = self.permissions[self._method().upper()]
        if needed == ANYONE:
            self._standing = self._count(request.META.get("REMOTE_ADDR", ""))
            return
        self.perform_authentication(request)
        person = self._signed_in()
        self._standing = self._count(str(person or self.caller.client))
        if needed != SIGNED_IN:
            self.caller.check_may(needed)

    def _signed_in(self) -> UUID | None:
        """The person who is signed in, ``None`` for an API client; 401 for nobody."""
        if self.request.auth is None and not self.request.user.is_authenticated:
            raise Unauthenticated("unauthenticated", "Send a bearer token, or sign in.")
        person: UUID | None = self.request.user.pk
        return person

    def _count(self, key: str) -> Standing:
        usual = "read" if self._method() == "get" else "write"
        return WINDOWS.take(self.limits.get(self._method().upper(), usual), key)

    def _method(self) -> str:
        method = (self.request.method or "").lower()
        return "get" if method == "head" else method

    # --- the way out ---------------------------------------------------------------------------------

    def get_exception_handler(self) -> Any:
        return problems.handle

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]
        answer = problems.handle(exc, self.get_exception_handler_context())
        answer.exception = True  # type: ignore[attr-defined]
        return answer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        standing: Standing | None = getattr(self, "_standing", None)
        if standing is not None:
            standing.write(answer)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("X-Request-ID", request._request.request_id)  # type: ignore[attr-defined]
        return answer


class NoSuchAddress(APIView):
    """Every address under the API that is none: a problem, like everything else that is refused here."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return problems.response(
            NotFound("no-such-address", "See /api/openapi.json for what there is."), request
        )
