"""The way in to every page: who may see it, in whose name it is read, and what is said when it is refused.

A page's function reads, in one transaction for its organisation; the template is filled in after that is over,
so that no template can ask the database anything.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import acting
from accounts.callers import Caller
from accounts.errors import NotFound, Refusal
from accounts.sentences import told
from hub.portal.visits import visit_of

View = Callable[..., HttpResponse]


def page(template: str, permission: str) -> Callable[[Callable[..., dict[str, Any]]], View]:
    """Show what the function reads. It is called with the request, the caller and the address's parts."""

    def decorate(read: Callable[..., dict[str, Any]]) -> View:
        @never_cache
        @require_GET
        @wraps(read)
        def view(request: HttpRequest, **parts: Any) -> HttpResponse:
            caller = entering(request)
            if isinstance(caller, HttpResponse):
                return caller
            try:
                caller.check_may(permission)
                with acting.as_organisation(caller.organisation, person=caller.person):
                    found = read(request, caller, **parts)
            except Refusal as refusal:
                return refused(request, refusal)
            return render(request, template, found)

        return view

    return decorate


def act(permission: str, *, then: str, there: bool = True) -> Callable[[Callable[..., str]], View]:
    """Do something, then show the page named ``then`` with what came of it: done, or why not.

    The function is called like a page's, and answers the sentence that says that it is done. ``there``: that
    page is about the same thing, so the address's parts are its parts too.
    """

    def decorate(do: Callable[..., str]) -> View:
        @never_cache
        @require_http_methods(["GET", "POST"])
        @wraps(do)
        def view(request: HttpRequest, **parts: Any) -> HttpResponse:
            caller = entering(request)
            if isinstance(caller, HttpResponse):
                return caller
            if request.method == "GET":
                # Whoever had to sign in again on the way comes back like this.
                messages.warning(request, _("Nothing has been done yet. Please do it again here."))
                return redirect(then, **parts) if there else redirect(then)
            try:
                caller.check_may(permission)
                with acting.as_organisation(caller.organisation, person=caller.person):
                    done = do(request, caller, **parts)
            except NotFound as refusal:
                return refused(request, refusal)
            except Refusal as refusal:
                messages.error(request, told(refusal.detail))
            else:
                messages.success(request, done)
            return redirect(then, **parts) if there else redirect(then)

        return view

    return decorate


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says why not. What is absent and what is none of the reader's business look the same."""
    return render(request, "refused.html", {"refusal": refusal}, status=refusal.status)


def entering(request: HttpRequest) -> Caller | HttpResponse:
    """Who calls, or where to go first: to the door, or to choose an organisation.

    A part of a page that is fetched leads the whole page there.

    No text in the database holds NUL: an address with one names nothing, and could not even be looked for.
    """
    if "\x00" in request.path:
        return refused(request, NotFound())
    visit = visit_of(request)
    if visit is not None and visit.caller is not None:
        return visit.caller
    fetched = request.headers.get("HX-Request") == "true"
    if visit is None:
        here = request.headers.get("HX-Current-URL", "") if fetched else ""
        door = redirect_to_login(urlsplit(here).path or request.get_full_path())
    else:
        door = redirect("portal:organisations")
    return HttpResponseClientRedirect(door["Location"]) if fetched else door
