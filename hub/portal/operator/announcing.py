"""The operator tells everybody about planned work and incidents, how they go, and that they are over."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.announcements import selectors, services
from accounts.announcements.models import Announcement, Kind
from accounts.announcements.permissions import check_may_announce, may_announce
from accounts.announcements.services import Announcing, Text
from accounts.announcements.states import ENDING
from accounts.callers import Caller
from accounts.errors import NotFound
from hub.portal import paging
from hub.portal.announced import SERVICES, told
from hub.portal.form_pages import Done, PortalForm, form_page
from hub.portal.pages import page

_MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateTimeInput(format=_MOMENT, attrs={"type": "datetime-local"}),
        input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"],
    )


def _long(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class Saying(PortalForm):
    """What is said, in the languages in which the hub is complete."""

    places = {"/text/en": "text_en", "/text/fr": "text_fr"}
    text_en = _long(_("What to say, in English"))
    text_fr = _long(_("What to say, in French"))

    def text(self) -> Text:
        return Text(self.cleaned_data["text_en"], self.cleaned_data["text_fr"])


class _Announcement(Saying):
    places = {**Saying.places, "/title/en": "title_en", "/title/fr": "title_fr"}
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    affects = forms.MultipleChoiceField(
        label=_("What is affected"), choices=list(SERVICES.items()), widget=forms.CheckboxSelectMultiple
    )

    def announcing(self, kind: str) -> Announcing:
        given = self.cleaned_data
        return Announcing(
            kind=kind,
            affects=given["affects"],
            title=Text(given["title_en"], given["title_fr"]),
            text=self.text(),
            starts_at=given["starts_at"],
            ends_at=given.get("ends_at"),
        )


class Work(_Announcement):
    """Work that is planned."""

    starts_at = _moment(_("From"))
    ends_at = _moment(_("Until"))
    field_order = ["starts_at", "ends_at", "affects", "title_en", "title_fr", "text_en", "text_fr"]


class Incident(_Announcement):
    """Something that does not work."""

    starts_at = _moment(_("Since"), _("Empty: since now."), required=False)
    field_order = ["starts_at", "affects", "title_en", "title_fr", "text_en", "text_fr"]


@page("operator/announcements.html", permissions.OPERATIONS_READ)
def announcements(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Every announcement, the latest made first."""
    at = acting.transaction_time()
    found = paging.cut(request, selectors.with_updates(), {"id": UUID})
    return {
        "lines": [told(selectors.announced(one, at=at)) for one in found.rows],
        "cut": found,
        "may_announce": may_announce(caller),
    }


@page("operator/announcement.html", permissions.OPERATIONS_READ)
def announcement(request: HttpRequest, caller: Caller, announcement: UUID) -> dict[str, Any]:
    found = selectors.announcement(announcement, at=acting.transaction_time())
    may = may_announce(caller)
    return {"one": told(found), "may_update": may, "ending": ENDING.get(found.state, "") if may else ""}


def _making(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    check_may_announce(caller)
    return {"zone": get_current_timezone_name()}


@form_page(
    "operator/announce_work.html",
    permissions.OPERATIONS_WRITE,
    form=Work,
    then="portal:announcements",
    read=_making,
)
def announce_work(request: HttpRequest, caller: Caller, form: Work) -> Done:
    return _announced(form, Kind.WORK, caller)


@form_page(
    "operator/report_incident.html",
    permissions.OPERATIONS_WRITE,
    form=Incident,
    then="portal:announcements",
    read=_making,
)
def report_incident(request: HttpRequest, caller: Caller, form: Incident) -> Done:
    return _announced(form, Kind.INCIDENT, caller)


def _announced(form: _Announcement, kind: Kind, caller: Caller) -> Done:
    wanted = form.announcing(kind)
    made = services.announce(wanted=wanted, by=caller, at=acting.transaction_time())
    return Done(
        gettext("It is on the status page for everybody to read."),
        to=reverse("portal:announcement", args=[made.pk]),
    )


def _updating(request: HttpRequest, caller: Caller, announcement: UUID) -> dict[str, Any]:
    check_may_announce(caller)
    found = selectors.announcement(announcement, at=acting.transaction_time())
    return {
        "title": gettext("Tell how it goes"),
        "button": gettext("Publish the update"),
        "cancel": reverse("portal:announcement", args=[announcement]),
        "back_name": found.announcement.title,
    }


@form_page(
    "operator/announcement_said.html",
    permissions.OPERATIONS_WRITE,
    form=Saying,
    then="portal:announcement",
    read=_updating,
)
def add_update(request: HttpRequest, caller: Caller, form: Saying, announcement: UUID) -> str:
    found = _one(announcement)
    services.add_update(announcement=found, text=form.text(), by=caller, at=acting.transaction_time())
    return gettext("The update is on the status page.")


def _ending(request: HttpRequest, caller: Caller, announcement: UUID) -> dict[str, Any]:
    check_may_announce(caller)
    found = selectors.announcement(announcement, at=acting.transaction_time())
    titles = {
        "resolved": gettext("Resolve the incident"),
        "ended": gettext("End the work now"),
        "cancelled": gettext("Call the work off"),
    }
    if found.state not in ENDING:
        raise NotFound()
    title = titles[ENDING[found.state]]
    return {
        "title": title,
        "button": title,
        "cancel": reverse("portal:announcement", args=[announcement]),
        "back_name": found.announcement.title,
    }


@form_page(
    "operator/announcement_said.html",
    permissions.OPERATIONS_WRITE,
    form=Saying,
    then="portal:announcement",
    read=_ending,
)
def end(request: HttpRequest, caller: Caller, form: Saying, announcement: UUID) -> str:
    found = _one(announcement)
    services.end(announcement=found, text=form.text(), by=caller, at=acting.transaction_time())
    return gettext("It is over, and the status page says so.")


def _one(announcement: UUID) -> Announcement:
    return selectors.announcement(announcement, at=acting.transaction_time()).announcement
