"""Pages that ask and then do: the third kind beside ``page`` and ``act``.

GET shows the form; POST checks it, calls one service, and leads on. What the service refuses stands beside the
fields that it is about. docs/portal.md shows how such a page is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Fault, Forbidden, NotFound, Refusal
from accounts.sentences import told
from hub.portal import submissions
from hub.portal.pages import View, entering, refused
from hub.portal.visits import visit_of

Read = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Done:
    """It is done: what to say, and where to go (an address or the name of a page) if not to ``then``."""

    message: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """It is done, and the answer is shown now and never again: a secret. Pressing again does not bring it back."""

    template: str
    found: dict[str, Any]


Outcome = Done | ShownOnce | str


class PortalForm(forms.Form):
    """A form of the portal. ``places`` leads from a fault's place (``/terms/title``) to a field's name.

    ``settled`` names the choices that are made without being touched: their first one says what holds then, so they
    are not called optional.
    """

    places: Mapping[str, str] = {}
    settled: Sequence[str] = ()

    def fit(self, found: dict[str, Any]) -> None:
        """Take what the page has read into the form, for example the choices of a field."""

    def take_again(self, typed: QueryDict) -> None:
        """Show what had been typed before the session ended."""
        self.initial = {**self.initial, **submissions.values_in(typed, self)}

    def field_at(self, place: str) -> str | None:
        """The field that a fault is about: as told by ``places``, else the one of that name, else none."""
        if place in self.places:
            return self.places[place]
        name = place.strip("/").replace("/", "_")
        return name if name in self.fields else None

    def said_of(self, fault: Fault) -> str:
        """What stands beside a field about a fault."""
        return told(fault.message)


class Confirmation(PortalForm):
    """Nothing but the button."""


class Reasoned(PortalForm):
    """A weighty act that takes a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept on the record, and those concerned can read it."),
    )


def form_page(
    template: str,
    permission: str,
    *,
    form: type[PortalForm],
    then: str,
    read: Read | None = None,
    there: bool = True,
) -> Callable[[Callable[..., Outcome]], View]:
    """Show a form, and do what the decorated function does with it once it holds.

    ``read`` reads what the page shows, like a page's function; its ``initial`` fills the form. The decorated
    function is called with the request, the caller, the valid form and the address's parts; it calls one service
    and answers the sentence that says that it is done, or ``Done``, or ``ShownOnce``. ``there``: the page named by
    ``then`` is about the same thing, so the address's parts are its parts too.
    """

    def decorate(do: Callable[..., Outcome]) -> View:
        @never_cache
        @require_http_methods(["GET", "POST"])
        @wraps(do)
        def view(request: HttpRequest, **parts: Any) -> HttpResponse:
            if request.method == "POST" and visit_of(request) is None:
                submissions.keep_typed(request)
                return redirect_to_login(request.get_full_path())
            caller = entering(request)
            if isinstance(caller, HttpResponse):
                return caller
            try:
                caller.check_may(permission)
                with _in_name_of(caller):
                    found = {} if read is None else read(request, caller, **parts)
                    made = _made(form, request, found, _person(caller))
                    whole = made.is_bound and made.is_valid()
            except Refusal as refusal:
                return refused(request, refusal)
            try:
                if whole:
                    after = resolve_url(then, **(parts if there else {}))
                    return _do(partial(do, request, caller, made, **parts), request, caller, after)
            except (NotFound, Forbidden) as refusal:
                return refused(request, refusal)
            except Refusal as refusal:
                take_in(made, refusal)
            once = submissions.new(_person(caller))
            shown = {**found, "form": made, "once": once}
            return render(request, template, shown, status=422 if made.errors else 200)

        return view

    return decorate


def take_in(form: PortalForm, refusal: Refusal) -> None:
    """Put a refusal's faults beside the fields that they are about, and the rest above them all."""
    for fault in refusal.faults:
        field = form.field_at(fault.place)
        form.add_error(field, form.said_of(fault) if field else placed(fault))
    if not refusal.faults:
        form.add_error(None, told(refusal.detail))


def _do(do: Callable[[], Outcome], request: HttpRequest, caller: Caller, after: str) -> HttpResponse:
    person, token = _person(caller), request.POST.get(submissions.FIELD, "")
    with _in_name_of(caller):
        if not submissions.spend(token, person=person, at=acting.transaction_time()):
            messages.info(request, _("This had been done already. Nothing was done twice."))
            return redirect(submissions.led_to(token) or after)
        done = do()
        to = resolve_url(done.to) if isinstance(done, Done) and done.to else after
        submissions.remember(token, person=person, led_to=to)
    if isinstance(done, ShownOnce):
        return render(request, done.template, done.found)
    messages.success(request, done.message if isinstance(done, Done) else done)
    return redirect(to)


def _made(form: type[PortalForm], request: HttpRequest, found: dict[str, Any], person: UUID) -> PortalForm:
    if request.method == "POST":
        bound = form(request.POST, request.FILES, initial=found.get("initial"))
        bound.fit(found)
        return bound
    made = form(initial=found.get("initial"))
    made.fit(found)
    typed = submissions.take_typed(request, person=person)
    if typed is not None:
        made.take_again(typed)
        messages.warning(
            request, _("Nothing has been done yet. What you had typed is here again: please send it.")
        )
    return made


def _in_name_of(caller: Caller) -> Any:
    return acting.as_organisation(caller.organisation, person=caller.person)


def _person(caller: Caller) -> UUID:
    if caller.person is None:
        raise TypeError("pages are for people")
    return caller.person


def placed(fault: Fault) -> str:
    """A fault with where it stands, for want of a field that says so."""
    message = told(fault.message)
    return f"{fault.place}: {message}" if fault.place else message
