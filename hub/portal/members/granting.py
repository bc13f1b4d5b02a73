"""An authority grants standing, suspends, resumes and revokes it, and recognises what others granted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.accreditation import selectors, services
from accounts.accreditation.models import Standing
from accounts.accreditation.permissions import check_may_grant, check_may_keep
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.organisations import facts
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Activity, Kind
from exchange.deliveries import stopping
from hub.portal import names
from hub.portal.form_pages import Done, PortalForm, Reasoned, form_page
from hub.portal.members.stops import standing_away
from hub.portal.members.words import STANDING_KINDS
from hub.portal.pages import View


def _end_of(day: date | None) -> datetime | None:
    """The first instant after a day that is the last on which something holds."""
    return None if day is None else datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


class NewGrant(PortalForm):
    """What standing is granted to whom."""

    places = {"/valid_until": "last_day"}
    holder = forms.ChoiceField(label=_("Trader"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(STANDING_KINDS.items()),
        widget=forms.RadioSelect,
        initial="accredited",
        help_text=_(
            "Accredited: you have authorised the trader as an economic operator. Enrolled: it reports to you without"
            " that status, as a carrier, a post or a marketplace does."
        ),
    )
    programme = forms.CharField(
        label=_("Programme type"),
        max_length=16,
        required=False,
        help_text=_(
            "For an accredited trader: AEOC (customs simplifications), AEOS (security and safety), AEOF (both), or"
            " what your programme calls it."
        ),
    )
    number = forms.CharField(
        label=_("Number of the authorisation"),
        max_length=40,
        required=False,
        help_text=_("For an accredited trader."),
    )
    last_day = forms.DateField(
        label=_("Last day (UTC)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty, it holds until it is revoked."),
    )

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["holder"].choices = [("", gettext("Choose one")), *found["traders"]]  # type: ignore[attr-defined]


class Recognising(PortalForm):
    """Until when another authority's grant is accepted."""

    places = {"/valid_until": "last_day"}
    last_day = forms.DateField(
        label=_("Last day (UTC)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty, it holds until you end it, or the grant ends."),
    )


def _traders(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    check_may_grant(caller)
    active = Activity.objects.filter(valid_until=None, state=Activity.State.ACTIVE).values("organisation")
    rows = organisations.directory(at=transaction_time()).filter(kind=Kind.TRADER, pk__in=active)
    traders = [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]
    return {"traders": traders, "initial": {"holder": request.GET.get("holder", "")}}


@form_page(
    "members/grant_new.html", permissions.STANDING_WRITE, form=NewGrant, then="portal:standing", read=_traders
)
def grant(request: HttpRequest, caller: Caller, form: PortalForm) -> Done:
    given = form.cleaned_data
    made = services.grant(
        holder=organisations.organisation(UUID(given["holder"])),
        kind=given["kind"],
        programme=given["programme"],
        number=given["number"],
        valid_until=_end_of(given["last_day"]),
        by=caller,
        at=facts.change_time(),
    )
    return Done(gettext("Granted."), to=reverse("portal:grant", args=[made.pk]))


def _weighed(
    title: Promise, button: Promise, points: Callable[[Standing, Caller], list[str]], tone: str = "danger"
) -> Callable[..., dict[str, Any]]:
    def read(request: HttpRequest, caller: Caller, standing: UUID) -> dict[str, Any]:
        found = selectors.standing(standing)
        called = names.of_organisations([found.holder_id])
        return {
            "title": title % {"name": called.get(found.holder_id, "")},
            "eyebrow": " ".join((found.programme, found.number)).strip(),
            "points": points(found, caller),
            "button": button,
            "cancel": reverse("portal:grant", args=[standing]),
            "back_name": called.get(found.holder_id, ""),
            "tone": tone,
        }

    return read


def _away(found: Standing, caller: Caller) -> list[str]:
    stops = stopping.with_standing(standing=found, by=caller, at=transaction_time())
    return standing_away(stops)


def _for_a_time(found: Standing, caller: Caller) -> list[str]:
    return [gettext("The standing does not count until you resume it."), *_away(found, caller)]


def _for_good(found: Standing, caller: Caller) -> list[str]:
    return [
        gettext("The standing ends."),
        *_away(found, caller),
        gettext("This cannot be undone: standing would have to be granted anew."),
    ]


def _again(found: Standing, caller: Caller) -> list[str]:
    check_may_keep(caller, granted_by=found.granted_by_id)
    return [
        gettext("It counts again from now on, until it expires."),
        gettext("What its holder has received opens again; what was withheld is decided anew when it asks."),
    ]


def _accepted(found: Standing, caller: Caller) -> list[str]:
    check_may_grant(caller)
    return [
        gettext("It counts in agreements that you are a party of, where they say that recognition counts."),
        gettext("It counts only while the grant itself does."),
    ]


def _accepted_no_more(found: Standing, caller: Caller) -> list[str]:
    check_may_grant(caller)
    return [gettext("Its holder lacks standing wherever an agreement counted it because you recognise it.")]


def _step(service: Callable[..., None], told: Promise, read: Callable[..., dict[str, Any]]) -> View:
    """The page of a step in the life of a grant: what it will do, the reason for it, and the step."""

    @form_page("confirm.html", permissions.STANDING_WRITE, form=Reasoned, then="portal:grant", read=read)
    def take(request: HttpRequest, caller: Caller, form: PortalForm, standing: UUID) -> str:
        service(
            standing=selectors.standing(standing),
            reason=form.cleaned_data["reason"],
            by=caller,
            at=facts.change_time(),
        )
        return str(told)

    return take


suspend = _step(
    services.suspend,
    _("The standing is suspended."),
    _weighed(_("Suspend the standing of %(name)s"), _("Suspend"), _for_a_time),
)
resume = _step(
    services.resume,
    _("The standing counts again."),
    _weighed(_("Resume the standing of %(name)s"), _("Resume"), _again, tone=""),
)
revoke = _step(
    services.revoke,
    _("The standing is revoked."),
    _weighed(_("Revoke the standing of %(name)s"), _("Revoke for good"), _for_good),
)
end_recognition = _step(
    services.end_recognition,
    _("You recognise it no more."),
    _weighed(_("Recognise the standing of %(name)s no more"), _("End the recognition"), _accepted_no_more),
)


@form_page(
    "confirm.html",
    permissions.STANDING_WRITE,
    form=Recognising,
    then="portal:grant",
    read=_weighed(_("Recognise the standing of %(name)s"), _("Recognise"), _accepted, tone=""),
)
def recognise(request: HttpRequest, caller: Caller, form: PortalForm, standing: UUID) -> str:
    services.recognise(
        standing=selectors.standing(standing),
        by=caller,
        at=facts.change_time(),
        valid_until=_end_of(form.cleaned_data["last_day"]),
    )
    return gettext("You recognise it from now on.")
