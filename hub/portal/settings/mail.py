"""Notifications by mail: how often, at which hour, and of what; for the organisation that one acts for."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.notifications import selectors, services
from exchange.notifications.models import MORNING, Preference
from exchange.notifications.notification import Topic
from hub.notifying import words
from hub.portal.form_pages import PortalForm, form_page

_FREQUENCIES: dict[str, Promise] = {
    "never": _("Never: the portal alone tells me"),
    "daily": _("Once a day, if there is anything new"),
    "at_once": _("At once, within a minute or two"),
}


class Mail(PortalForm):
    """How often a person wants mail about the organisation that they act for, when, and of what."""

    frequency = forms.ChoiceField(
        label=_("How often"), choices=_FREQUENCIES.items(), widget=forms.RadioSelect, initial="never"
    )
    hour = forms.TypedChoiceField(
        label=_("At what time, if once a day"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )
    topics = forms.MultipleChoiceField(
        label=_("Of what"),
        choices=words.TOPICS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What your subscriptions tell by mail comes besides."),
    )

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["hour"].help_text = gettext("By the clock of your pages: %(zone)s.") % {
            "zone": found["zone"]
        }


def _chosen(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    held = selectors.preference(caller)
    unwanted = held.unwanted if held else ()
    return {
        "zone": get_current_timezone_name(),
        "initial": {
            "frequency": held.frequency if held else Preference.Frequency.NEVER.value,
            "hour": held.hour if held else MORNING,
            "topics": [topic for topic in Topic if topic not in unwanted],
        },
    }


@form_page(
    "settings/mail.html", permissions.AGREEMENTS_READ, form=Mail, then="portal:notifications", read=_chosen
)
def mail(request: HttpRequest, caller: Caller, form: Mail) -> str:
    chosen = form.cleaned_data
    services.choose_mail(
        wish=services.MailWish(chosen["frequency"], chosen["hour"], frozenset(map(Topic, chosen["topics"]))),
        language=get_language() or "en",
        zone=get_current_timezone_name(),
        by=caller,
        at=acting.transaction_time(),
    )
    return gettext("Saved. It holds for the organisation that you act for now.")
