"""Pages for everybody: what the hub is, and how one works with it. No member's data is on them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.portal.public.guides import GUIDES
from hub.portal.public.jobs import JOBS


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What the hub is, in a minute."""
    return render(request, "public/landing.html", {"guides": GUIDES})


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Whom one may be, and where one reads on."""
    return render(request, "public/how.html", {"guides": GUIDES, "jobs": JOBS})


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """How one of them works with the hub, or how a job is done."""
    for several in (GUIDES, JOBS):
        found = next((one for one in several if one.name == name), None)
        if found is not None:
            return render(request, "public/guide.html", {"guide": found, "guides": several})
    raise Http404
