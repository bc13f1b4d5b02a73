"""How long it may be kept, who may pass it on, and everything else that holds over time."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.groups import selectors as groups
from exchange.agreements.models import OnwardSharing, RetentionStart, StandingKind
from exchange.agreements.terms import Retention, Terms
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from hub.portal.administrator.building import drafts, vocabulary

_MOMENT = "%Y-%m-%dT%H:%M"
_FOLLOW_UP = {"authorities": None, "everybody": True, "nobody": False}
_MOMENTS = ("back_fill_from", "effective_from", "effective_until")


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=_MOMENT, attrs={"type": "datetime-local"})
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=widget,
        input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"],
    )


class RulesForm(drafts.StepForm):
    """The terms that are neither about whom nor about what."""

    key = "rules"
    redraws = ("draw",)
    tells_at_once = True
    places = {
        "/retention": "retention_days",
        "/onward_sharing/groups": "onward_groups",
        "/onward_sharing": "onward_sharing",
    }

    retention_days = forms.IntegerField(
        label=gettext_lazy("How many days may recipients read what they received?"),
        min_value=1,
        max_value=36_500,
        required=False,
    )
    retention_from = forms.ChoiceField(
        label=gettext_lazy("Counted from"),
        choices=vocabulary.RETENTION_STARTS.items(),
        widget=forms.RadioSelect,
        required=False,
    )
    onward_sharing = forms.ChoiceField(
        label=gettext_lazy("May recipients pass it on?"),
        choices=vocabulary.ONWARD_SHARING.items(),
        widget=forms.RadioSelect,
    )
    onward_groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups to whose members it may be passed on"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    receipts_opened = forms.BooleanField(
        label=gettext_lazy("Publishers also see when an authority opened a notice"),
        help_text=gettext_lazy(
            "They always see what was delivered, acknowledged and replied; never which person it was."
        ),
        required=False,
    )
    second_person = forms.MultipleChoiceField(
        label=gettext_lazy("Replies that a second officer of the authority must approve"),
        help_text=gettext_lazy("Ticked here, one officer prepares such a reply and another one sends it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    standing = forms.MultipleChoiceField(
        label=gettext_lazy("The standing that traders need"),
        choices=vocabulary.STANDING_KINDS.items(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one kind of standing.")},
    )
    recognised = forms.BooleanField(
        label=gettext_lazy("Standing counts that a party merely recognises"),
        help_text=gettext_lazy("Else it counts only if the authority that granted it is a party."),
        required=False,
    )
    objection_days = forms.IntegerField(
        label=gettext_lazy("Objection period in days"),
        help_text=gettext_lazy(
            "So long a member of a group that accedes as recipient receives nothing, and providers may exclude it."
        ),
        min_value=0,
        max_value=365,
    )
    follow_up = forms.ChoiceField(
        label=gettext_lazy("Who goes on receiving corrections when a notice no longer matches?"),
        help_text=gettext_lazy("For 90 days. Whoever does not is told only that the notice is withdrawn."),
        choices=vocabulary.FOLLOW_UPS.items(),
        widget=forms.RadioSelect,
    )
    back_fill_from = _moment(
        gettext_lazy("Also notices accepted before it is in force, from"),
        gettext_lazy(
            "Empty: nothing earlier. Else newcomers get the current version of what was accepted since."
        ),
    )
    effective_from = _moment(gettext_lazy("Takes effect"), gettext_lazy("Empty: with the last signature."))
    effective_until = _moment(gettext_lazy("Ends"), gettext_lazy("Empty: when somebody ends it."))

    @property
    def zone(self) -> str:
        """The time zone in which moments are typed."""
        return get_current_timezone_name()

    def take(self) -> None:
        said = groups.all_groups().order_by("name").values_list("pk", "name")
        listed = self.fields["onward_groups"]
        if isinstance(listed, forms.MultipleChoiceField):
            listed.choices = [(str(pk), name) for pk, name in said]
        replies = self.fields["second_person"]
        if isinstance(replies, forms.MultipleChoiceField):
            replies.choices = [
                (one.id, naming.told(one.title)) for one in catalogue.every_type() if one.is_reply
            ]
        initial = _initial(self.terms)
        for name, value in initial.items():
            self.fields[name].initial = value
        if self.is_bound:
            self.full_clean()
            self.terms = self.written()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("retention_days") and not given.get("retention_from"):
            self.add_error("retention_from", _("Say from when the days are counted."))
        if (
            given.get("retention_from")
            and not given.get("retention_days")
            and "retention_days" not in self.errors
        ):
            given["retention_from"] = ""
        return super().clean() or given

    def written(self) -> Terms:
        # What cannot be read stays as it was: the plain words are told of a page that is only half filled, too.
        given = {**_initial(self.terms), **self.cleaned_data}
        days, start = given["retention_days"], given["retention_from"]
        onward = OnwardSharing(given["onward_sharing"])
        chosen = tuple(UUID(one) for one in given["onward_groups"]) if onward == OnwardSharing.GROUPS else ()
        kept = tuple(one for one in self.terms.onward_groups if one in chosen)
        return replace(
            self.terms,
            retention=Retention(days, RetentionStart(start)) if days and start else None,
            onward_sharing=onward,
            onward_groups=(*kept, *(one for one in chosen if one not in kept)),
            receipts_opened=given["receipts_opened"],
            second_person=tuple(given["second_person"]),
            standing=_in_order(given["standing"], self.terms.standing),
            recognised=given["recognised"],
            objection_days=given["objection_days"],
            follow_up=_FOLLOW_UP[given["follow_up"]],
            **{name: self._moment(name, given[name]) for name in _MOMENTS},
        )

    def _moment(self, name: str, sent: datetime | None) -> datetime | None:
        """A moment as it was sent; as exact as it was where that is what the page had shown."""
        held: datetime | None = getattr(self.terms, name)
        if held is not None and sent is not None and _shown(held) == _shown(sent):
            return held
        return sent


def _initial(terms: Terms) -> dict[str, Any]:
    follow_up = next(name for name, value in _FOLLOW_UP.items() if value == terms.follow_up)
    return {
        "retention_days": terms.retention and terms.retention.days,
        "retention_from": terms.retention.start.value if terms.retention else RetentionStart.RECEIPT.value,
        "onward_sharing": terms.onward_sharing.value,
        "onward_groups": [str(one) for one in terms.onward_groups],
        "receipts_opened": terms.receipts_opened,
        "second_person": list(terms.second_person),
        "standing": [one.value for one in terms.standing],
        "recognised": terms.recognised,
        "objection_days": terms.objection_days,
        "follow_up": follow_up,
        **{name: getattr(terms, name) for name in _MOMENTS},
    }


def _in_order(chosen: list[str], before: tuple[StandingKind, ...]) -> tuple[StandingKind, ...]:
    kept = [one for one in before if one.value in chosen]
    return (*kept, *(StandingKind(one) for one in chosen if StandingKind(one) not in kept))


def _shown(at: datetime) -> str:
    return localtime(at).strftime(_MOMENT)


rules = drafts.step_page("rules", RulesForm)
