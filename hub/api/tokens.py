"""``/oauth/token``: access tokens for API clients, by the client credentials grant (RFC 6749 section 4.4).

The answers are the RFC's own, not problem documents: OAuth2 libraries read them.
"""

import base64
import binascii
from urllib.parse import unquote_plus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import services as access
from accounts.errors import Invalid, TooManyRequests
from hub.limits import WINDOWS

_FORM = "application/x-www-form-urlencoded"
_LONGEST = 16 * 1024
# A grant has five; the portal's forms may have many more.
_MOST_FIELDS = 100


class _RefusedError(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Hand out an access token to a client that shows its identifier and secret (Basic, or in the form)."""
    try:
        form = _form(request)
        client, secret = _credentials(request, form)
        if _single(form, "grant_type") != "client_credentials":
            raise _RefusedError("unsupported_grant_type", "Only client_credentials is offered.")
        handed = _hand_out(request, client, secret, _single(form, "scope"))
    except _RefusedError as refused:
        return _refusal(refused)
    answer = JsonResponse(
        {
            "access_token": handed.token,
            "token_type": "Bearer",
            "expires_in": handed.lasts,
            "scope": " ".join(handed.scopes),
        }
    )
    return _uncached(answer)


def _hand_out(request: HttpRequest, client: str, secret: str, scope: str | None) -> access.NewToken:
    wanted = None if scope is None else scope.split()
    try:
        handed = access.hand_out_token(client=UUID(client), secret=secret, scopes=wanted)
    except Invalid as invalid:
        raise _RefusedError("invalid_scope", invalid.detail) from invalid
    except ValueError:
        handed = None
    if handed is None:
        _count_failure(request)
        raise _RefusedError("invalid_client", "The client or its secret is not valid.", 401)
    return handed


def _count_failure(request: HttpRequest) -> None:
    try:
        WINDOWS.take("bad_token", request.META.get("REMOTE_ADDR", ""))
    except TooManyRequests as many:
        raise _RefusedError("invalid_client", many.detail, many.status) from many


def _form(request: HttpRequest) -> QueryDict:
    if request.content_type != _FORM:
        raise _RefusedError("invalid_request", f"Send the form as {_FORM}.")
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > _LONGEST:
            raise _RefusedError("invalid_request", "The form is too long.", 413)
        if request.body.count(b"&") >= _MOST_FIELDS:
            raise _RefusedError("invalid_request", f"The form has more than {_MOST_FIELDS} fields.")
        return QueryDict(request.body, encoding="utf-8")
    except (ValueError, UnreadablePostError) as error:
        raise _RefusedError("invalid_request", "The form cannot be read.") from error


def _single(form: QueryDict, name: str) -> str | None:
    values = form.getlist(name)
    if len(values) > 1:
        raise _RefusedError("invalid_request", f"Send {name} once.")
    return values[0] if values else None


def _credentials(request: HttpRequest, form: QueryDict) -> tuple[str, str]:
    """By HTTP Basic or in the form, not by both (RFC 6749 section 2.3)."""
    client, secret = _single(form, "client_id"), _single(form, "client_secret")
    scheme, _, value = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if not scheme:
        if client is None or secret is None:
            raise _RefusedError("invalid_client", "Send the client's identifier and secret.", 401)
        return client, secret
    if scheme.lower() != "basic" or secret is not None:
        raise _RefusedError("invalid_request", "Send the secret once, by Basic or in the form.")
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise _RefusedError("invalid_client", "The Basic credentials cannot be read.", 401) from error
    return unquote_plus(user), unquote_plus(password)


def _refusal(refused: _RefusedError) -> HttpResponse:
    answer = JsonResponse(
        {"error": refused.error, "error_description": refused.description}, status=refused.status
    )
    if refused.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="hub"'
    return _uncached(answer)


def _uncached(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["Pragma"] = "no-cache"
    return answer
