"""Every refusal as an RFC 9457 problem: what happened, where, and what to do about it."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions as rest
from rest_framework.request import Request

from accounts.errors import (
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    Refusal,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from hub.api.rendering import encode

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 5
# Nobody mends more at once, and the answer must not outgrow the question.
MOST_FAULTS = 1000
# PostgreSQL's codes for a row that collides with one already there (unique, exclusion).
_COLLISIONS = frozenset({"23505", "23P01"})
_log = logging.getLogger("hub.api")
# What broke may have broken while it answered: nobody can say that nothing was kept.
_BROKE = (
    "It is not known whether the request was kept. Send it again under the same reference: what was accepted already is"
    " recognised. Tell the operator the request id."
)


class MethodNotAllowed(Refusal):
    """The address exists, but not for this method; the Allow header names those that work."""

    status = 405
    title = "Method not allowed"


class NotAcceptable(Refusal):
    """The Accept header rules out everything the hub can answer here."""

    status = 406
    title = "Not acceptable"


class LengthRequired(Refusal):
    """The request says neither how long it is nor where it ends."""

    status = 411
    title = "Length required"


class PreconditionFailed(Refusal):
    """The thing has changed since the caller last read it."""

    status = 412
    title = "Changed meanwhile"


class UnsupportedMediaType(Refusal):
    """The body is not in a format that is read here."""

    status = 415
    title = "Unsupported media type"


class PreconditionRequired(Refusal):
    """A change must name the state it was decided on (If-Match)."""

    status = 428
    title = "If-Match required"


class Failure(Refusal):
    """The hub broke. The request id finds the trace in the operator's log; the answer shows none."""

    status = 500
    title = "The hub failed"


def refusal_of(error: Exception) -> Refusal:
    """Translate any exception into the refusal that the caller is told."""
    match error:
        case Refusal():
            return error
        case Http404() | rest.NotFound():
            return NotFound()
        case rest.APIException():
            return _of_framework(error)
        case PermissionDenied():
            return Forbidden("forbidden", str(error) or "You may not do this.")
        case RequestDataTooBig():
            return TooLarge("body-too-large", "The body is larger than one request may be.")
        case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            return Malformed("unreadable-request", "The request could not be read to its end.")
        case OperationalError() | InterfaceError():
            return Unavailable(
                "database-unavailable",
                # It may have gone while it was committing: nobody can say that nothing was kept.
                "Send the same request again shortly: what was published already is recognised.",
                retry_after=RETRY_SECONDS,
            )
        case IntegrityError() if getattr(error.__cause__, "pgcode", "") in _COLLISIONS:
            return Conflict(
                "collision", "Another request has just written the same thing. Read it, then decide."
            )
        case DataError():
            return Invalid("unstorable-value", "A value lies outside what the hub can store.")
        case _:
            return Failure("internal-error", _BROKE)


def _of_framework(error: rest.APIException) -> Refusal:
    detail = str(error.detail)
    match error:
        case rest.NotAuthenticated() | rest.AuthenticationFailed():
            return Unauthenticated("unauthenticated", "Send a bearer token, or sign in.")
        case rest.PermissionDenied():
            return Forbidden("forbidden", detail)
        case rest.MethodNotAllowed():
            return MethodNotAllowed("method-not-allowed", "Use one of the methods in the Allow header.")
        case rest.NotAcceptable():
            return NotAcceptable("not-acceptable", "Accept application/json.")
        case rest.UnsupportedMediaType():
            return UnsupportedMediaType("unsupported-media-type", "Send application/json.")
        case rest.ParseError():
            return Malformed("unreadable-request", detail)
        case _:
            return Failure("internal-error", _BROKE)


def body(refusal: Refusal, *, instance: str, request_id: str) -> dict[str, Any]:
    """The members of the problem: RFC 9457's own, then the refusal's facts as extensions."""
    problem: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": instance,
        "code": refusal.code,
        "errors": [_fault(fault) for fault in refusal.faults[:MOST_FAULTS]],
        "request_id": request_id,
    }
    for name, value in refusal.facts.items():
        problem.setdefault(name, value)
    return problem


def _fault(fault: Fault) -> dict[str, str]:
    # A pointer where it is one ("" is the whole document), else the place in words.
    where = "pointer" if fault.place == "" or fault.place.startswith("/") else "place"
    return {where: fault.place, "code": fault.code, "detail": fault.message}


def response(refusal: Refusal, request: HttpRequest | Request) -> HttpResponse:
    """The problem as an answer, with the headers that belong to it."""
    request_id = getattr(request, "request_id", "")
    answer = HttpResponse(
        encode(body(refusal, instance=request.path, request_id=request_id)),
        status=refusal.status,
        content_type=CONTENT_TYPE,
    )
    answer["Cache-Control"] = "no-store"
    retry_after = refusal.facts.get("retry_after")
    if retry_after is not None:
        answer["Retry-After"] = str(retry_after)
    if refusal.status == Unauthenticated.status:
        answer["WWW-Authenticate"] = 'Bearer realm="hub"'
    return answer


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """REST framework's exception handler: log what is the hub's fault, answer with the problem."""
    request = context["request"]
    refusal = refusal_of(error)
    if refusal.status >= Failure.status or isinstance(error, DataError):
        _log.error("request failed", exc_info=error, extra={"request_id": getattr(request, "request_id", "")})
    return response(refusal, request)
