"""Every component on one page, for whoever builds pages: only on a hub that runs on one's own machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.portal import charts, words
from hub.portal.form_pages import PortalForm, Reasoned

_DAYS = 14


class _Example(PortalForm):
    name = forms.CharField(label="Name", help_text="As people know it.")
    country = forms.ChoiceField(
        label="Country", choices=[("", "Choose one"), ("DE", "Germany"), ("FR", "France")]
    )
    mass = forms.DecimalField(label="Gross mass", required=False)
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=list(words.ROLES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Roles add up.",
    )
    until = forms.ChoiceField(
        label="For how long", choices=[("day", "A day"), ("week", "A week")], widget=forms.RadioSelect
    )
    terms = forms.BooleanField(label="I have read what it says", required=False)


@dataclass(frozen=True)
class _Tab:
    address: str
    label: str
    current: bool
    count: int | None


class _Step(NamedTuple):
    at: Any
    title: str
    sign: words.Sign | None
    who: str
    detail: str
    address: str


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The components with made-up figures."""
    if not settings.HUB_STYLEGUIDE:
        raise Http404
    return render(request, "styleguide.html", _shown())


def _shown() -> dict[str, Any]:
    wrong = _Example({"name": "", "country": "", "mass": "a lot", "until": "week"})
    wrong.is_valid()
    now = timezone.now()
    return {
        "form": wrong,
        "reasoned": Reasoned(),
        "once": "",
        "points": ["Suspends the agreement at once.", "Nothing under it is delivered until it is resumed."],
        "tabs": [
            _Tab("#a", "Open", True, 12),
            _Tab("#b", "Closed", False, 240),
            _Tab("#c", "All", False, None),
        ],
        "rows": [("Country", "Germany"), ("EORI number", "DE123456789012"), ("Empty values", "")],
        "steps": _steps(now),
        "signs": _signs(),
        **_charts(now),
        "cut": {"newer": "after=a", "older": "before=z"},
        "now": now,
        "tokens": ("accent", "accent-soft", "wait", "wait-soft", "good", "good-soft", "stop", "stop-soft"),
        "grounds": ("ink", "ink-2", "paper", "surface", "sunk", "line", "line-2"),
    }


def _steps(now: datetime) -> list[_Step]:
    return [
        _Step(
            now - timedelta(hours=5), "Accepted", words.ROUTING_STATES["routed"], "Hanse Forwarding", "", ""
        ),
        _Step(
            now - timedelta(hours=4),
            "Request for information",
            words.CASE_STATES["open"],
            "Customs",
            "RFI-7",
            "#",
        ),
        _Step(now, "Answer due", words.CASE_STATES["overdue"], "", "Four hours after it was asked.", ""),
    ]


def _signs() -> dict[str, list[words.Sign]]:
    return {
        title: list(signs.values())
        for title, signs in (
            ("Deliveries", words.DELIVERY_STATES),
            ("Cases", words.CASE_STATES),
            ("Agreements", words.AGREEMENT_STATES),
            ("Forms of an element", words.FORMS),
        )
    }


def _charts(now: datetime) -> dict[str, charts.Chart]:
    days = [f"{(now - timedelta(days=n)):%-d %b}" for n in reversed(range(_DAYS))]
    routed = [(n * 37) % 23 + 4 for n in range(_DAYS)]
    return {
        "columns": charts.columns(
            "Notices a day",
            of="Day",
            places=days,
            series={"Routed": routed, "Withheld": [n % 5 for n in routed]},
        ),
        "bars": charts.bars(
            "By recipient",
            of="Recipient",
            unit="Notices",
            rows=[("Customs of France", 412), ("Customs of Spain", 96)],
        ),
    }
