"""django-allauth's pages look people up before anybody is known: they run in the context that allows it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.users.signin import signing_in


class SignInMiddleware:
    """Stands last, so that a page that is refused before it runs (CSRF) never gets the context."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not view.__module__.startswith("allauth."):
            return None
        with signing_in():
            response: HttpResponse = view(request, *args, **kwargs)
            # Pages are rendered late; what they show of the person has to be read here.
            if hasattr(response, "render"):
                response.render()
        return response
