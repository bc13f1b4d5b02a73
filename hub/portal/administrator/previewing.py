"""Preview: what a version would change, tried on one's own notices before anybody signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.routing import previewing
from exchange.routing.preview import Change, Preview, Sample, Shown
from exchange.routing.projection import Unhashed
from hub.portal import charts, elements, names, reasons, times, words
from hub.portal.administrator.building import drafts, steps
from hub.portal.charts import Chart, Text
from hub.portal.elements import Section
from hub.portal.pages import page
from hub.portal.words import Sign

DAYS = (7, 30, 90)
_USUAL = 30
_IN_CHART = 5
_OTHERS = gettext_lazy("all others")


@dataclass(frozen=True, slots=True)
class Seen:
    """Elements of one name that become more or less open, and on how many notices."""

    title: str
    sign: Sign
    notices: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """What changes for one recipient, in words."""

    name: str
    change: Change
    newly_a_day: float
    gained: list[Seen]
    given_up: list[Seen]
    number: str
    sample: list[Section]
    type: str


@page("administrator/preview.html", permissions.AGREEMENTS_READ)
def preview(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """The page around a preview of any version."""
    found = selectors.version(version)
    return {"version": found, **asked(request, caller, found)}


@page("administrator/building/preview.html", permissions.AGREEMENTS_WRITE)
def draft_preview(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """The step of the builder at which a draft is tried."""
    draft = drafts.read_draft(caller, version)
    return drafts.shown(draft, "preview") | asked(request, caller, draft.version)


@page("administrator/previewed.html", permissions.AGREEMENTS_READ)
def previewed(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """The preview itself, as a part of either page."""
    return _previewed(_days(request), caller, selectors.version(version), _against(request))


def asked(request: HttpRequest, caller: Caller, version: AgreementVersion) -> dict[str, Any]:
    """What the pages show around the preview; all of it where scripts do not fetch it."""
    days, against = _days(request), _against(request)
    more = "" if against is None else f"&against={against}"
    shown: dict[str, Any] = {
        "days": days,
        "several": [(one, one == days) for one in DAYS],
        "part": reverse("portal:previewed", args=[version.id]) + f"?days={days}{more}",
        "more": more,
        "whole": "whole" in request.GET,
    }
    return shown | (_previewed(days, caller, version, against) if shown["whole"] else {})


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, DAYS) else _USUAL


def _against(request: HttpRequest) -> UUID | None:
    """The version to compare with, where another than the one in force is asked for."""
    try:
        return UUID(request.GET.get("against", ""))
    except ValueError:
        return None


def _previewed(
    days: int, caller: Caller, version: AgreementVersion, against: UUID | None = None
) -> dict[str, Any]:
    at = acting.transaction_time()
    found = previewing.preview_version(version.id, against=against, days=days, by=caller, at=at)
    called = names.of_organisations(one.recipient for one in found.changes)
    numbers = previewing.numbers_of(found)
    changes = sorted(found.changes, key=lambda one: (-one.newly, -one.after, called.get(one.recipient, "")))
    compared = None if found.before is None else selectors.version(found.before)
    return {
        "found": found,
        "examples": reverse("portal:examples", args=[version.id]),
        "untyped": "" if selectors.terms_of(version).types else steps.address(version.id, "types"),
        "compared": compared,
        "in_force": against is None,
        "most": previewing.MOST_NOTICES,
        "is_cut": found.notices >= previewing.MOST_NOTICES,
        "recipients": [_recipient(one, found, called, numbers) for one in changes],
        "newly": sum(one.newly for one in changes),
        "receiving": sum(1 for one in changes if one.after),
        "absent": sum(one.field_absent for one in changes),
        "lost": sum(one.lost for one in changes),
        "missed": [(reasons.to_publisher(why.code), often) for why, often in found.missed.most_common()],
        "chart": _chart(found, changes, called, days=days),
    }


def _recipient(
    change: Change, found: Preview, called: Mapping[UUID, str], numbers: Mapping[UUID, str]
) -> Recipient:
    sample = change.sample
    titles = names.of_types()
    return Recipient(
        name=called.get(change.recipient, ""),
        change=change,
        newly_a_day=round(found.a_day(change.newly), 1),
        gained=_seen(change.gained),
        given_up=_seen(change.given_up),
        number="" if sample is None else numbers.get(sample.notice, ""),
        sample=[] if sample is None else _sections(sample),
        type="" if sample is None else titles.get(sample.type, sample.type),
    )


def _sections(sample: Sample) -> list[Section]:
    """The sample as its recipient's page would show it, with a stand-in for hashes that nobody can work out yet."""
    told = [
        one._replace(value="hmac-sha256:" + "·" * 12) if isinstance(one.value, Unhashed) else one
        for one in sample.elements
    ]
    return elements.sections(told, type_id=sample.type)


def _seen(several: Mapping[str, Shown]) -> list[Seen]:
    """Element patterns by name; what several types call the same stands once."""
    found: dict[tuple[str, str], int] = {}
    for path, one in sorted(several.items()):
        key = (_title(path), one.form)
        found[key] = max(found.get(key, 0), one.notices)
    return [Seen(title, words.FORMS[form], notices) for (title, form), notices in found.items()]


def _title(path: str) -> str:
    for notice_type in catalogue.every_type():
        title = catalogue.element_titles(notice_type.id).get(path)
        if title:
            return naming.told(title)
    return path


def _chart(found: Preview, changes: list[Change], called: Mapping[UUID, str], *, days: int) -> Chart | None:
    """Notices a day by recipient, those who would receive most by name; None where nobody receives anything."""
    receiving = sorted((one for one in changes if one.after), key=lambda one: -one.after)
    if not receiving:
        return None
    today = acting.transaction_time().date()
    span = [today - timedelta(days=back) for back in reversed(range(days + 1))]
    series: dict[Text, list[float]] = {
        called.get(one.recipient, ""): [float(one.after_by_day[day]) for day in span]
        for one in receiving[:_IN_CHART]
    }
    rest = receiving[_IN_CHART:]
    if rest:
        series[str(_OTHERS)] = [float(sum(one.after_by_day[day] for one in rest)) for day in span]
    return charts.columns(
        _("Notices a day that each recipient would receive"),
        of=_("Day (UTC)"),
        places=[date_format(day, times.day_of_this_year()) for day in span],
        series=series,
    )
