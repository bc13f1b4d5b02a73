"""The page on which one writes: what its form sends is kept, changed in shape, looked through, or handed in.

Every act is a button of the one form, so that nothing typed is lost by any of them, and no script is needed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Fault, NotFound, Refusal
from accounts.sentences import told
from exchange.drafts import services as drafts
from exchange.drafts.models import SavedDraft
from exchange.drafts.services import Base
from exchange.notices.drafts import Draft, checked
from hub.portal import layout, submissions
from hub.portal.navigation import stands_in
from hub.portal.pages import entering, refused
from hub.portal.trader import amending, occasions, sending
from hub.portal.trader.occasions import Occasion
from hub.portal.visits import visit_of
from hub.portal.writing import forms, meanwhile, posted
from hub.portal.writing.fields import identifier
from hub.portal.writing.forms import Form, Problem
from hub.portal.writing.plan import newest

# Where one goes on writing after something was added.
_AT = "at"


@never_cache
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show what is being written; or do with what was sent as the button says."""
    fetched = request.headers.get("HX-Request") == "true"
    if request.method == "POST" and visit_of(request) is None:
        submissions.keep_typed(request)
        if not fetched:
            return redirect_to_login(request.path)
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    try:
        caller.check_may(permissions.NOTICES_PUBLISH)
        if request.method == "POST":
            return _done(request, caller, draft)
        with acting.as_organisation(caller.organisation, person=caller.person):
            occasion = _occasion(request, caller, draft)
            shown = _shown(request, occasion, caller, at=request.GET.get(_AT, ""))
    except NotFound as absent:
        if request.method == "POST" or request.GET:
            return refused(request, absent)
        # The way back after it was sent: another's draft looks the same.
        messages.info(request, _("There is no such draft: it was sent or deleted."))
        return redirect("portal:begin")
    except Refusal as refusal:
        if request.method == "GET" and (closed := refusal.facts.get("case")):
            messages.info(request, told(refusal.detail))
            return redirect("portal:case", case=closed)
        return refused(request, refusal)
    return render(request, "trader/write.html", shown)


def _occasion(request: HttpRequest, caller: Caller, draft: UUID) -> Occasion:
    """What was typed when the session ended; else what was kept; else what the address begins."""
    typed = submissions.take_typed(request, person=caller.person)
    if typed is not None:
        messages.warning(
            request, _("Nothing has been done yet. What you had typed is here again: please send it.")
        )
        return occasions.posted_now(draft, typed, caller=caller)
    try:
        return occasions.resumed(draft, caller=caller)
    except NotFound:
        if amended := request.GET.get("amends"):
            return occasions.amendment(draft, amended, caller=caller)
        if asked := request.GET.get("answers"):
            return occasions.answer(draft, asked, caller=caller)
        return occasions.new(draft, request.GET.get("type", ""), caller=caller)


def _done(request: HttpRequest, caller: Caller, draft: UUID) -> HttpResponse:
    verb, _colon, place = request.POST.get("do", "save").partition(":")
    with acting.as_organisation(caller.organisation, person=caller.person):
        removed = place if verb == "remove" else ""
        occasion = occasions.posted_now(draft, request.POST, caller=caller, without=removed)
        if verb in (meanwhile.MINE, meanwhile.BOTH):
            kept_as, base = meanwhile.chosen(request, occasion.draft, occasion.base, verb=verb)
            occasion = replace(occasion, draft=kept_as, base=base)
        if theirs := _theirs(occasion, caller):
            if verb == "keep":
                return render(request, "writing/kept.html", {"changed": True})
            shown = _shown(request, occasion.settled(), caller) | {"theirs": theirs}
            return render(request, "trader/write.html", shown, status=409)
        if verb == "keep" and meanwhile.is_gone(
            draft=occasion.draft, base=occasion.base, kind=occasion.type, caller=caller
        ):
            return render(request, "writing/kept.html", {"gone": True})
    if verb in ("send", "review"):
        return _handed_in(request, caller, occasion, verb=verb, seen=place)
    here = reverse("portal:write", args=[occasion.draft])
    if verb == "add":
        added = posted.with_added(newest(occasion.type.id), occasion.written, place)
        here += f"?{QueryDict(f'{_AT}={added}').urlencode()}" if added else ""
    if removed:
        here += f"#{_above(removed)}"
    saved = _kept(occasion, caller)
    if verb == "keep":
        return render(request, "writing/kept.html", {"saved_at": saved.saved_at, "revision": saved.revision})
    if verb in ("save", meanwhile.MINE, meanwhile.BOTH):
        messages.success(request, _("The draft is saved. You find it under New notice."))
    return redirect(here)


def _theirs(occasion: Occasion, caller: Caller) -> meanwhile.Theirs | None:
    return meanwhile.theirs(
        draft=occasion.draft,
        base=occasion.base,
        kind=occasion.type,
        content=occasion.written,
        address=reverse("portal:write", args=[occasion.draft]),
        caller=caller,
    )


def _above(pointer: str) -> str:
    """The id of what something stood in that was taken away: its list or group, else its part of the page."""
    above = pointer.rpartition("/")[0]
    return identifier(above) if above else layout.group_of(pointer.strip("/"))


def _handed_in(
    request: HttpRequest, caller: Caller, occasion: Occasion, *, verb: str, seen: str
) -> HttpResponse:
    """Send it, or show first what it changes; with faults, the form again, and nothing lost.

    ``seen``: the mark of the remarks that were shown before, and do not hold it up again.
    """
    remarks: Sequence[Fault] = ()
    try:
        with acting.as_organisation(caller.organisation, person=caller.person):
            if verb == "review":
                _check(occasion, caller)
            else:
                remarks = sending.remarks(occasion, caller=caller)
                if not remarks or seen == sending.mark(remarks):
                    return redirect(sending.send(request, occasion, caller=caller))
    except NotFound:
        raise
    except Refusal as refusal:
        told = sending.in_words(refusal, occasion)
        kept = occasion.settled()
        if refusal.code == sending.STALE:
            kept = kept.from_current()
        return _again(request, caller, kept, faults=told)
    if remarks:
        return _again(request, caller, occasion.settled(), remarks=remarks)
    _kept(occasion, caller)
    return redirect("portal:changes", draft=occasion.draft)


def _again(
    request: HttpRequest,
    caller: Caller,
    occasion: Occasion,
    *,
    faults: Sequence[Fault] = (),
    remarks: Sequence[Fault] = (),
) -> HttpResponse:
    """The form once more, kept as it is, with what is wrong or doubtful in it."""
    saved = _kept(occasion, caller)
    kept = replace(occasion, saved_at=saved.saved_at, base=Base(saved.revision, occasion.base.editor))
    with acting.as_organisation(caller.organisation, person=caller.person):
        shown = _shown(request, kept, caller, faults=faults)
    doubts = forms.problems(shown["written"].sections, occasion.type.id, remarks)
    shown |= {"remarks": doubts, "mark": sending.mark(remarks)}
    return render(request, "trader/write.html", shown, status=422)


def _check(occasion: Occasion, caller: Caller) -> None:
    judged = checked(Draft(occasion.type.id, occasion.reference, occasion.document()), by=caller)
    if isinstance(judged, Refusal):
        raise judged
    amending.check_changes_something(occasion)


def _kept(occasion: Occasion, caller: Caller) -> SavedDraft:
    with acting.as_organisation(caller.organisation, person=caller.person):
        return drafts.save(
            draft=occasion.draft,
            type_id=occasion.type.id,
            reference=occasion.reference,
            content=occasion.written,
            about=occasion.about,
            replaces=occasion.replaces,
            base=occasion.base,
            by=caller,
            at=acting.transaction_time(),
        )


def _shown(
    request: HttpRequest, occasion: Occasion, caller: Caller, *, faults: Sequence[Fault] = (), at: str = ""
) -> dict[str, Any]:
    person = caller.person
    if occasion.kind == "answer":
        stands_in(request, "cases")
    return {
        "occasion": occasion,
        "written": _form(occasion, faults, at),
        "reference_faults": [told(one.message) for one in faults if one.place == sending.REFERENCE],
        "editor": uuid4().hex,
        "once": "" if person is None else submissions.new(person),
        "beside": amending.beside(occasion, caller),
    }


def _form(occasion: Occasion, faults: Sequence[Fault], at: str) -> Form:
    """The generated form; what is wrong with the reference, which is none of its elements, goes first."""
    own = [one for one in faults if one.place == sending.REFERENCE]
    form = forms.form_of(
        occasion.type.id,
        occasion.written,
        faults=[one for one in faults if one.place != sending.REFERENCE],
        without=occasion.without,
        at=at,
    )
    first = tuple(Problem(_("Your reference"), told(one.message), "reference") for one in own)
    return replace(form, problems=first + form.problems)
