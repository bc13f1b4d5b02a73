"""The way in to every page: who may see it, in whose name it is read, and what is said when it is refused.

A page's function reads, in one transaction for its organisation; the template is filled in after that is over,
so that no template can ask the database anything.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
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


# What of a request decides whether a page is drawn whole.
_DRAWN_BY = ("HX-Request", "HX-Target", "HX-History-Restore-Request")


def page(
    template: str, permission: str, *, fragments: Mapping[str, str] | None = None
) -> Callable[[Callable[..., dict[str, Any]]], View]:
    """Show what the function reads. It is called with the request, the caller and the address's parts.

    ``fragments``: by the id of an element of the page, the template that draws what is in it. Where htmx asks for
    the new content of that element, it is given no more.
    """

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
            response = render(request, _fragment(request, fragments) or template, found)
            if fragments:
                patch_vary_headers(response, _DRAWN_BY)
            return response

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


def _fragment(request: HttpRequest, fragments: Mapping[str, str] | None) -> str | None:
    """The template of the fragment that htmx will put in its place; for the way back it asks for a whole page."""
    headers = request.headers
    if not fragments or headers.get("HX-Request") != "true" or "HX-History-Restore-Request" in headers:
        return None
    return fragments.get(headers.get("HX-Target", ""))


def entering(request: HttpRequest) -> Caller | HttpResponse:
    """Who calls, or where to go first: to the door, or to choose an organisation.

    A part of a page that is fetched leads the whole page there, and back to the page, or to the one it was turned to.

    No text in the database holds NUL: an address with one names nothing, and could not even be looked for.
    """
    if "\x00" in request.path:
        return refused(request, NotFound())
    visit = visit_of(request)
    if visit is not None and visit.caller is not None:
        return visit.caller
    fetched = request.headers.get("HX-Request") == "true"
    if visit is None:
        turned = request.headers.get("HX-Boosted") == "true"
        here = request.headers.get("HX-Current-URL", "") if fetched and not turned else ""
        door = redirect_to_login(urlsplit(here).path or request.get_full_path())
    else:
        door = redirect("portal:organisations")
    return HttpResponseClientRedirect(door["Location"]) if fetched else door
