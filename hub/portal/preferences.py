"""Choosing language and time zone: for oneself, or, as a stranger, for this browser."""

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acting
from accounts.errors import Refusal
from accounts.users import preferences as kept
from accounts.users.models import User
from hub.portal.form_pages import PortalForm, take_in

_A_YEAR = 365 * 24 * 60 * 60


class Preferences(PortalForm):
    """How a person reads."""

    settled = ("language", "zone")
    language = forms.ChoiceField(label=_("Language"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times are shown in this zone, with UTC beside them."),
    )

    def fit(self, found: dict[str, Any]) -> None:
        browser = ("", _("As my browser says"))
        self.fields["language"].choices = [browser, *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [browser, ("UTC", "UTC"), *_by_region()]  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """The person's own choice. It needs no organisation."""
    person = request.user
    assert isinstance(person, User)  # noqa: S101 - said by login_required
    form = Preferences(request.POST or None, initial={"language": person.language, "zone": person.zone})
    form.fit({})
    if request.method == "POST" and form.is_valid():
        try:
            _keep(person, **form.cleaned_data)
        except Refusal as refusal:
            take_in(form, refusal)
        else:
            language = person.language or translation.get_language() or settings.LANGUAGE_CODE
            with translation.override(language):
                messages.success(request, gettext("Saved."))
            return redirect("portal:preferences")
    return render(request, "settings/preferences.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Take another language at once, and stay on the page."""
    chosen, there = request.POST.get("language", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    answer = redirect(there if safe else "portal:home")
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            _keep(request.user, language=chosen, zone=request.user.zone)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return answer


def _keep(person: User, *, language: str, zone: str) -> None:
    with acting.as_person(person.pk):
        kept.keep(person=person, language=language, zone=zone, languages=dict(settings.LANGUAGES))


def _by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    places = sorted(kept.zones() - {"UTC"})
    return [
        (region, [(name, name.partition("/")[2].replace("_", " ")) for name in names])
        for region, names in groupby(places, key=lambda name: name.partition("/")[0])
    ]
