"""Asking to become a member, for whoever has no sign-in yet.

What is answered is the same whoever is a member and whichever address is known: all else is told by mail alone.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import acting
from accounts.errors import Refusal, TooManyRequests, Unavailable
from accounts.joining import door, selectors, services
from accounts.joining.models import JoinRequest
from accounts.joining.services import Wanted
from accounts.organisations.services import NewIdentifier
from hub.limits import WINDOWS
from hub.notifying import joining as letters
from hub.portal import countries, words
from hub.portal.form_pages import PortalForm, take_in
from hub.portal.members.words import SCHEMES
from hub.portal.pages import refused

_NOT_SENT = _("The mail to your address could not be sent. Nothing is lost: send the form again in a while.")


class JoinForm(PortalForm):
    """What the operator must know to decide."""

    places = {"/identifiers/0/value": "value"}
    settled = ("scheme",)
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[pair for pair in words.ORGANISATION_KINDS.items() if pair[0] != "operator"],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(label=_("Country"))
    scheme = forms.ChoiceField(
        label=_("Kind of number"),
        choices=[("", _("No number")), *SCHEMES.items()],
        required=False,
        help_text=_("EORI, VAT or another number by which others know the organisation."),
    )
    value = forms.CharField(label=_("The number itself"), max_length=40, required=False)
    contact_name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_email = forms.EmailField(
        label=_("Your e-mail address at work"),
        max_length=254,
        help_text=_("A link to confirm the request goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    contact_phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    reason = forms.CharField(
        label=_("What you want to use the hub for"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.BooleanField(
        label=_("The operator may keep what I have written to decide on the request"),
        help_text=_("It is erased after 3 days if it is not confirmed, and 90 days after a refusal."),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("scheme") and not given.get("value"):
            self.add_error("value", _("Give the number itself, or choose no number."))
        if given.get("value") and "scheme" in given and not given["scheme"]:
            self.add_error("scheme", _("Say what kind of number it is, or leave the number empty."))
        return given

    def wanted(self) -> Wanted:
        given = dict(self.cleaned_data)
        scheme, value = given.pop("scheme"), given.pop("value")
        given.pop("consent")
        numbers = [NewIdentifier(scheme, value)] if scheme else []
        return Wanted(**given, identifiers=numbers, language=get_language() or "en")


class Answer(PortalForm):
    """What the operator asked for."""

    text = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The form; sent and valid, it always leads to the same page."""
    form = JoinForm(request.POST or None)
    with acting.as_nobody():
        form.fields["country"].choices = countries.choices()  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            _count(request)
            with door.by_address(wanted.contact_email.lower()):
                letter = services.ask(wanted, at=acting.transaction_time())
            if letter is not None and not letters.asked(letter):
                raise Unavailable("mail-not-sent", str(_NOT_SENT))
        except Refusal as refusal:
            take_in(form, refusal)
        else:
            return redirect("portal:join-sent")
    return render(request, "public/join.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next, whoever asked."""
    return render(request, "public/join_sent.html")


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """What was asked, and a button: programs that look at the links in mails press none."""
    try:
        with door.by_link(secret):
            at = acting.transaction_time()
            one = selectors.by_link(secret, at=at)
            if request.method == "POST":
                services.confirm(secret, at=at)
    except Refusal as refusal:
        return _not_let_in(request, refusal)
    if one.state != "unconfirmed" or request.method == "POST":
        return redirect("portal:join-received")
    return render(request, "public/join_confirm.html", {"facts": told(one), "one": one})


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What the operator asked, and room for the answer."""
    form = Answer(request.POST or None)
    try:
        with door.by_link(secret):
            at = acting.transaction_time()
            one = selectors.by_link(secret, at=at)
            said = selectors.messages(one)
            open_now = one.state == "asked"
            if open_now and form.is_valid():
                services.answer(secret, form.cleaned_data["text"], at=at)
                open_now = False
    except Refusal as refusal:
        return _not_let_in(request, refusal)
    if not open_now:
        return redirect("portal:join-received")
    shown = {"form": form, "one": one, "said": said}
    return render(request, "public/join_answer.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """It is with the operator; however often one comes here."""
    return render(request, "public/join_received.html")


def told(one: JoinRequest) -> list[tuple[Any, str]]:
    """What a request says, in words."""
    with acting.as_nobody():
        named = dict(countries.choices())
    rows = [
        (_("Name of the organisation"), one.name),
        (_("What it is"), str(words.ORGANISATION_KINDS[one.kind])),
        (_("Country"), named.get(one.country, one.country)),
        *((SCHEMES[number["scheme"]], number["value"]) for number in one.identifiers),
        (_("Contact"), one.contact_name),
        (_("E-mail address"), one.contact_email),
        (_("Telephone"), one.contact_phone),
        (_("What it wants to use the hub for"), one.reason),
    ]
    return [(name, value) for name, value in rows if value]


def _not_let_in(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A link that leads nowhere counts against whoever tried it."""
    try:
        _count(request)
    except TooManyRequests as enough:
        return refused(request, enough)
    return refused(request, refusal)


def _count(request: HttpRequest) -> None:
    WINDOWS.take("join", request.META.get("REMOTE_ADDR", ""))
