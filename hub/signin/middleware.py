"""django-allauth's pages look people up before anybody is known: they run in the context that allows it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from accounts.users.signin import signing_in

_ACCOUNTS = "/accounts/"


class _FailedError(Exception):
    """The page broke: nothing that it wrote is kept."""


class SignInMiddleware:
    """Stands last: around the page with its rendering, and inside of everything that wraps pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_account_page(request):
            return self.get_response(request)
        try:
            with signing_in():
                response = self.get_response(request)
                if response.status_code >= 500:
                    raise _FailedError
        except _FailedError:
            return response
        return response


def _is_account_page(request: HttpRequest) -> bool:
    if not request.path_info.startswith(_ACCOUNTS):
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return view.__module__.startswith("allauth.")
