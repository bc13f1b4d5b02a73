"""Signing in without a page: the same password, limits and second factor as on django-allauth's pages."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.errors import Forbidden, TooManyRequests, Unauthenticated
from accounts.users.models import User
from accounts.users.signin import signing_in

RETRY_SECONDS = 300
_LIMITS = ("too_many_login_attempts", "rate_limited")


def sign_in(request: HttpRequest, *, email: str, password: str, code: str) -> User:
    """Open a session for a person, or say why not; nothing tells an unknown address from a wrong password."""
    with signing_in():
        person = _with_password(request, email=email, password=password)
        if is_mfa_enabled(person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            _check_second_factor(request, person, code=code)
        record_authentication(request, person, method="password", email=person.email)
        get_adapter(request).login(request, person)
    return person


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    with signing_in():
        get_adapter(request).logout(request)


def _with_password(request: HttpRequest, *, email: str, password: str) -> User:
    try:
        person = get_adapter(request).authenticate(request, email=email.lower(), password=password)
    except ValidationError as error:
        raise _too_many() from error
    if not isinstance(person, User) or not person.is_active:
        raise Unauthenticated("wrong-credentials", "The e-mail address or the password is not right.")
    return person


def _check_second_factor(request: HttpRequest, person: User, *, code: str) -> None:
    if not is_mfa_enabled(person, [Authenticator.Type.TOTP]):
        raise Forbidden("needs-page", "Your second factor is a key: sign in on the page /accounts/login/.")
    if not code:
        raise Unauthenticated("second-factor-needed", "Send the code of your authenticator as well.")
    # The form looks at the request for its limits; it has no fields of its own there.
    form = AuthenticateForm(data={"code": code}, user=person)
    if not form.is_valid():
        if any(error.code in _LIMITS for error in form.errors.as_data().get("code", [])):
            raise _too_many()
        raise Unauthenticated("wrong-code", "The code is not right, or used already.")
    form.save()


def _too_many() -> TooManyRequests:
    return TooManyRequests(
        "too-many-attempts", "Too many attempts: wait five minutes.", retry_after=RETRY_SECONDS
    )
