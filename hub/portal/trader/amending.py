"""What one should know before a notice changes or ends: what changes, who is told, what is late, what stays."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Conflict, NotFound
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.notices.models import Notice
from exchange.review import selectors as review
from exchange.review.models import Case
from hub.portal import cases, changes, concerned, elements
from hub.portal.cases import Line
from hub.portal.changes import Change
from hub.portal.elements import Section
from hub.portal.form_pages import Confirmation, Done, PortalForm, form_page
from hub.portal.trader import occasions, sending
from hub.portal.trader.occasions import Occasion

# What a request says of itself: the page says it in its own words.
_ENVELOPE = frozenset({"authority", "cites", "addressee", "informed"})


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the form: the request that is answered with what it says, and whether it will be late.

    ``is_order``: it is a hold or a "do not load", which no answer closes.
    """

    asked: Line | None
    says: list[Section]
    late: bool
    is_order: bool = False


def beside(occasion: Occasion, caller: Caller) -> Beside:
    """What one should know while one writes."""
    late = occasion.notice is not None and occasion.notice.decided_at is not None
    if occasion.case is None:
        return Beside(None, [], late)
    (asked,) = cases.lines([occasion.case], caller=caller)
    is_order = occasion.case.kind in (Case.Kind.HOLD, Case.Kind.DO_NOT_LOAD)
    return Beside(asked, _says(occasion.case, caller), late, is_order)


def check_changes_something(occasion: Occasion) -> None:
    """Refuse an amendment that is made from an old version, or says what the notice says already."""
    if occasion.notice is not None and occasion.replaces != occasion.notice.current:
        raise Conflict(
            sending.STALE, gettext("The notice was amended in the meantime."), current=occasion.notice.current
        )
    if not _changes(occasion):
        raise Conflict(
            "nothing-changed", gettext("Nothing has changed yet: the notice says all of this already.")
        )


def _read_changes(request: HttpRequest, caller: Caller, draft: UUID) -> dict[str, Any]:
    """The changes that a kept amendment makes; nothing once it was handed in, which a second press finds."""
    try:
        occasion = occasions.resumed(draft, caller=caller)
    except NotFound:
        if request.method == "GET":
            raise
        return {}
    if occasion.notice is None:
        raise NotFound
    return {
        "occasion": occasion,
        "changes": _changes(occasion),
        "late": occasion.notice.decided_at is not None,
        "back": reverse("portal:write", args=[draft]),
        "initial": {"revision": occasion.base.revision},
    }


class _LookedThrough(Confirmation):
    """The button under the changes that the draft made when they were shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


@form_page(
    "trader/changes.html",
    permissions.NOTICES_PUBLISH,
    form=_LookedThrough,
    then="portal:notices",
    there=False,
    read=_read_changes,
)
def confirm(request: HttpRequest, caller: Caller, form: PortalForm, draft: UUID) -> Done:
    """Hand in an amendment whose changes were looked through."""
    occasion = occasions.resumed(draft, caller=caller)
    if form.cleaned_data["revision"] != occasion.base.revision:
        raise Conflict(
            "draft-changed",
            gettext(
                "Somebody has changed this draft since. Go back to the form, and look through the changes again."
            ),
        )
    return Done("", to=sending.send(request, occasion, caller=caller))


def _read_cancellation(request: HttpRequest, caller: Caller, number: str) -> dict[str, Any]:
    notice = notices.own_notice(publisher=caller.organisation, number=number)
    if request.method == "GET":
        occasions.amendable(number, caller=caller)
    return {
        "title": gettext("Cancel notice %(reference)s") % {"reference": notice.reference},
        "eyebrow": notice.number,
        "points": _points(notice),
        "button": gettext("Cancel this notice"),
        "cancel": reverse("portal:notice", args=[number]),
        "tone": "danger",
    }


@form_page(
    "trader/cancel.html",
    permissions.NOTICES_PUBLISH,
    form=Confirmation,
    then="portal:notice",
    read=_read_cancellation,
)
def cancel(request: HttpRequest, caller: Caller, form: PortalForm, number: str) -> str:
    """End an own notice."""
    notice = occasions.amendable(number, caller=caller)
    pipeline.cancel(number=number, replaces=notice.current, by=caller)
    return gettext("The notice is cancelled. Everybody who holds a version of it is being told.")


def _points(notice: Notice) -> list[str]:
    still_open = review.cases(at=transaction_time()).filter(notice_id=notice.id, closed_at=None).count()
    points = [
        gettext("The notice ends. Nobody receives any version of it from now on."),
        gettext(
            "Everybody who holds a version of it is told that it is cancelled; what they hold is not taken back."
        ),
        gettext("It lifts no hold and no do-not-load: only the authority that gave it can."),
        gettext("The reference stays used. A new notice about the same goods needs another one."),
    ]
    if still_open:
        points.append(
            ngettext(
                "%(n)s request or order on it is open, and stays open.",
                "%(n)s requests or orders on it are open, and stay open.",
                still_open,
            )
            % {"n": still_open}
        )
    if notice.decided_at is not None:
        points.append(
            gettext("An authority has decided on this notice already: the cancellation is marked as late.")
        )
    return points


def _changes(occasion: Occasion) -> list[Change]:
    if occasion.notice is None:
        return []
    _, content = occasions.newest_content(occasion.notice)
    old = elements.own(occasion.type, content)
    return changes.between(old, elements.own(occasion.type, occasion.document()), type_id=occasion.type.id)


def _says(case: Case, caller: Caller) -> list[Section]:
    """What the request says, opened like any delivery; nothing where it was not delivered, or cannot be shown.

    Elements that it names are told in words, with what one's own notice says there.
    """
    mine = deliveries.inbox(recipient=caller.organisation).filter(
        number=case.reply_number, basis=Delivery.Basis.ADDRESSEE, kind=Delivery.Kind.CONTENT
    )
    row = mine.first()
    if row is None or not caller.may(permissions.INBOX_OPEN):
        return []
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    (opened,) = pipeline.open_deliveries([row], reader=reader)
    said = [one for one in opened.elements if one.path.split("/")[1] not in _ENVELOPE]
    if about := cases.type_of(case, caller=caller):
        said = concerned.with_places(
            said, of_type=about, cited=concerned.version(case.number, case.n, caller=caller)
        )
    return elements.sections(said, type_id=row.type)
