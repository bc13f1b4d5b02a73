"""Choosing the organisation that one acts for: a person may belong to several."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import NotFound
from hub.chosen import choose_organisation
from hub.portal.pages import refused
from hub.portal.visits import visit_of


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """The person's organisations; a POST chooses one of them."""
    visit = visit_of(request)
    choices = {} if visit is None else {str(one.id): one for one in visit.choices}
    if request.method == "GET":
        return render(request, "organisations.html")
    chosen = choices.get(request.POST.get("organisation", ""))
    if chosen is None:
        return refused(request, NotFound())
    choose_organisation(request, UUID(str(chosen.id)))
    return redirect("portal:home")
