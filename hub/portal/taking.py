"""The way in to a list as a file: as for a page, but what comes out is read while it is sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.errors import NotFound, Refusal
from hub.exports.listing import FORMS, Listing, export
from hub.portal.pages import entering, refused

_PLACES = ("before", "after")


def taken_away(permission: str) -> Callable[[Callable[..., Listing]], Callable[..., HttpResponseBase]]:
    """Send the list that the function names, in the form that the address ends in, narrowed as its query says."""

    def decorate(listed: Callable[..., Listing]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @require_GET
        @wraps(listed)
        def view(request: HttpRequest, form: str, **parts: Any) -> HttpResponseBase:
            caller = entering(request)
            if isinstance(caller, HttpResponse):
                return caller
            try:
                caller.check_may(permission)
                if form not in FORMS:
                    raise NotFound
                with acting.as_organisation(caller.organisation, person=caller.person):
                    return export(
                        listed(request, caller, **parts),
                        form=form,
                        narrowed_by=_narrowed_by(request),
                        by=caller,
                        at=acting.transaction_time(),
                    )
            except Refusal as refusal:
                return refused(request, refusal)

        return view

    return decorate


def query_of(request: HttpRequest) -> str:
    """The page's filters for the address of its file: where one had leafed to does not matter."""
    query = request.GET.copy()
    for name in _PLACES:
        query.pop(name, None)
    return query.urlencode()


def _narrowed_by(request: HttpRequest) -> dict[str, str]:
    """The filters that were set, as the trail keeps them."""
    return {
        name: str(value).replace("\x00", "")[:140]
        for name, value in request.GET.dict().items()
        if value and name not in _PLACES
    }
