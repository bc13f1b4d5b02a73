"""An officer's reply: written, looked through with whom it reaches, then sent. Twice is once.

Every act is a button of the one form, so that nothing typed is lost by any of them, and no script is needed.
"""

from collections.abc import Sequence
from dataclasses import replace
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
from accounts.organisations import selectors as organisations
from exchange import pipeline
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Opened
from exchange.drafts import services as drafts
from exchange.drafts.models import SavedDraft
from exchange.drafts.services import Base
from exchange.notices.submissions import Receipt
from exchange.review import citing, templates
from exchange.review import selectors as review
from exchange.review import services as sending
from hub.portal import submissions
from hub.portal.officer import asking, composing, drafting
from hub.portal.officer.composing import Composition
from hub.portal.pages import entering, refused
from hub.portal.visits import visit_of
from hub.portal.writing import meanwhile, posted
from hub.portal.writing.meanwhile import Theirs
from hub.portal.writing.plan import newest


@never_cache
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, delivery: UUID, type_id: str) -> HttpResponse:
    """Show the form of a reply to a version that was delivered; or do with what was sent as the button says."""
    if request.method == "POST" and visit_of(request) is None:
        submissions.keep_typed(request)
        return redirect_to_login(request.path)
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    try:
        caller.check_may(permissions.REPLIES_SEND)
        if not catalogue.one_type(type_id).is_reply:
            raise NotFound
        with acting.as_organisation(caller.organisation, person=caller.person):
            return _Replying(request, caller, delivery, type_id).answer()
    except Refusal as refusal:
        return refused(request, refusal)


class _Replying:
    """One request for the page, inside the transaction in which all of it happens."""

    def __init__(self, request: HttpRequest, caller: Caller, delivery: UUID, type_id: str) -> None:
        self._request = request
        self._caller = caller
        self._type = type_id
        self._at = acting.transaction_time()
        self._draft = drafting.identifier(request)
        self._base = meanwhile.base_of(request)
        row = deliveries.one(recipient=caller.organisation, delivery_id=delivery)
        held = deliveries.delivered(recipient=caller.organisation, number=row.number, n=row.n)
        if row.id not in {one.id for one in held}:
            raise NotFound
        if request.POST.get("do") == "send":
            # Before the notice is opened: see there.
            sending.lock(number=row.number)
        self._cited: Opened = citing.opened(row, by=caller, at=self._at)
        self._country = organisations.organisation(caller.organisation).country

    def answer(self) -> HttpResponse:
        request = self._request
        typed = submissions.take_typed(request, person=self._caller.person)
        if typed is not None:
            messages.warning(
                request, _("Nothing has been done yet. What you had typed is here again: please send it.")
            )
            return self._form(composing.sent(self._type, typed))
        if request.method == "GET":
            return self._form(self._begun())
        verb, _colon, place = request.POST.get("do", "check").partition(":")
        if verb in (meanwhile.MINE, meanwhile.BOTH):
            self._draft, self._base = meanwhile.chosen(request, self._draft, self._base, verb=verb)
        if theirs := self._theirs():
            if verb == "autosave":
                return render(request, "writing/kept.html", {"changed": True})
            return self._form(composing.sent(self._type, request.POST), theirs=theirs)
        acts = {
            "check": self._check,
            "send": self._send,
            "prepare": self._prepare,
            "keep": self._keep,
            "template": self._fill,
            "save": self._save,
            "autosave": self._autosave,
            meanwhile.MINE: self._save,
            meanwhile.BOTH: self._save,
        }
        if verb in acts:
            return acts[verb](composing.sent(self._type, request.POST))
        if verb == "due":
            found = composing.sent(self._type, request.POST)
            moment = asking.moments(self._cited, self._at).get(place)
            due = found if moment is None else composing.due(found, moment)
            return self._form(due, at=f"/{composing.due_name(due.type)}")
        return self._changed(verb, place)

    def _begun(self) -> Composition:
        by = organisations.organisation(self._caller.organisation)
        query = self._request.GET
        found = composing.begun(self._type, query, cited=self._cited, by=by, at=self._at)
        if kept := drafting.one(self._draft, type_id=self._type, caller=self._caller):
            self._base = Base(kept.revision)
            return composing.resumed(found, kept.reference, kept.content)
        if case := query.get("case", ""):
            known = review.cases(at=self._at).filter(notice_id=self._cited.delivery.notice_id)
            return replace(found, ends=tuple(one.reference for one in known if str(one.pk) == case))
        return replace(found, ends=asking.only_end(found, self._cited, self._caller))

    def _changed(self, verb: str, place: str) -> HttpResponse:
        """One row more or less; or back from the summary to the form."""
        removed = place if verb == "remove" else ""
        found = composing.sent(self._type, self._request.POST, without=removed)
        at = posted.with_added(newest(self._type), found.written, place) if verb == "add" else ""
        return self._form(found, at=at)

    def _fill(self, found: Composition) -> HttpResponse:
        chosen = self._request.POST.get("template", "")
        kept = next((one for one in templates.templates(type_id=self._type) if str(one.pk) == chosen), None)
        return self._form(found if kept is None else composing.from_template(found, kept.content))

    def _keep(self, found: Composition) -> HttpResponse:
        name = self._request.POST.get("template_name", "").replace("\x00", "").strip()
        try:
            with acting.as_organisation(self._caller.organisation, person=self._caller.person):
                templates.keep(
                    type_id=self._type,
                    name=name,
                    content=found.as_template(),
                    by=self._caller,
                    at=self._at,
                )
        except Refusal as refusal:
            told = [replace(one, place=one.place.removeprefix("/content")) for one in refusal.faults]
            return self._form(found, faults=told)
        messages.success(self._request, _("The template %(name)s is kept.") % {"name": name})
        return self._form(found)

    def _save(self, found: Composition) -> HttpResponse:
        """Keep it as it is written, to go on with it later, here or by a colleague."""
        try:
            self._kept(found)
        except Refusal as refusal:
            return self._form(found, faults=_faults(refusal))
        messages.success(self._request, _("The draft is saved. You find it under Cases and at the notice."))
        return redirect(self._address())

    def _autosave(self, found: Composition) -> HttpResponse:
        if meanwhile.is_gone(draft=self._draft, base=self._base, kind=found.type, caller=self._caller):
            return render(self._request, "writing/kept.html", {"gone": True})
        saved = self._kept(found)
        shown = {"saved_at": saved.saved_at, "revision": saved.revision}
        return render(self._request, "writing/kept.html", shown)

    def _theirs(self) -> Theirs | None:
        """The draft as a colleague has saved it since this page was opened."""
        written = composing.sent(self._type, self._request.POST)
        return meanwhile.theirs(
            draft=self._draft,
            base=self._base,
            kind=written.type,
            content=written.as_draft(self._cited),
            address=self._address(),
            caller=self._caller,
        )

    def _address(self) -> str:
        there = reverse("portal:reply", args=[self._cited.delivery.id, self._type])
        return f"{there}?draft={self._draft}"

    def _kept(self, found: Composition) -> SavedDraft:
        with acting.as_organisation(self._caller.organisation, person=self._caller.person):
            delivery = self._cited.delivery
            return drafts.save(
                draft=self._draft,
                type_id=self._type,
                reference=found.reference,
                content=found.as_draft(self._cited),
                about=delivery.number,
                replaces=delivery.n,
                base=self._base,
                by=self._caller,
                at=self._at,
            )

    def _check(self, found: Composition) -> HttpResponse:
        """The summary before sending: what it will do, and whom it reaches; or what is wrong."""
        draft = self._handed_in(found)
        try:
            told = pipeline.preview_reply(draft, by=self._caller)
        except NotFound:
            raise
        except Refusal as refusal:
            return self._form(found, faults=_faults(refusal))
        shown = asking.summary(found, draft.document, told, cited=self._cited, by=self._caller)
        return render(
            self._request,
            "officer/reply_check.html",
            {**shown, "carried": self._carried(), "once": self._request.POST.get("once", "")},
        )

    def _send(self, found: Composition) -> HttpResponse:
        token, person = self._request.POST.get("once", ""), self._caller.person
        if person is None or not submissions.spend(token, person=person, at=self._at):
            messages.info(self._request, _("This had been done already. Nothing was done twice."))
            return redirect(submissions.led_to(token) or self._there())
        try:
            with acting.as_organisation(self._caller.organisation, person=person):
                receipt = pipeline.reply(self._handed_in(found), by=self._caller)
                drafts.discard(draft=self._draft, by=self._caller)
        except NotFound:
            raise
        except Refusal as refusal:
            return self._form(found, faults=_faults(refusal))
        to = self._after(receipt)
        submissions.remember(token, person=person, led_to=to)
        if receipt.repeated:
            messages.info(self._request, _("This had been done already. Nothing was done twice."))
        else:
            told = {"type": naming.told(found.type.title), "reference": receipt.reference}
            messages.success(self._request, _("%(type)s %(reference)s is sent.") % told)
        return redirect(to)

    def _prepare(self, found: Composition) -> HttpResponse:
        """Hand it over to a second officer. The same again is the same."""
        try:
            with acting.as_organisation(self._caller.organisation, person=self._caller.person):
                kept = pipeline.prepare_reply(self._handed_in(found), by=self._caller)
                drafts.discard(draft=self._draft, by=self._caller)
        except NotFound:
            raise
        except Refusal as refusal:
            return self._form(found, faults=_faults(refusal))
        messages.success(self._request, _("It waits for a second officer. Nothing has been sent yet."))
        return redirect("portal:prepared", prepared=kept.pk)

    def _handed_in(self, found: Composition) -> pipeline.Draft:
        return pipeline.Draft(self._type, found.reference, found.document(self._cited, self._country))

    def _after(self, receipt: Receipt) -> str:
        """Where the story goes on: at the case that it is about, else at the notice."""
        case = review.case_of_reply(receipt.number)
        return self._there() if case is None else reverse("portal:case", args=[case.pk])

    def _there(self) -> str:
        return reverse("portal:delivery", args=[self._cited.delivery.id])

    def _carried(self) -> list[tuple[str, str]]:
        """What the form sent, to be sent again with the last word."""
        left_out = {"do", "once", "seen", "csrfmiddlewaretoken", "template", "template_name"}
        data: QueryDict = self._request.POST
        return [(name, value) for name in data if name not in left_out for value in data.getlist(name)]

    def _form(
        self, found: Composition, *, faults: Sequence[Fault] = (), at: str = "", theirs: Theirs | None = None
    ) -> HttpResponse:
        person = self._caller.person
        shown = asking.form(found, cited=self._cited, by=self._caller, faults=faults, goes_on=at) | {
            "once": "" if person is None else submissions.new(person),
            "draft": self._draft,
            "revision": self._base.revision,
            "editor": self._base.editor or uuid4().hex,
            "theirs": theirs,
        }
        status = 409 if theirs else 422 if faults else 200
        return render(self._request, "officer/reply.html", shown, status=status)


def _faults(refusal: Refusal) -> Sequence[Fault]:
    place = "/reference" if refusal.code == "reference-in-use" else ""
    return refusal.faults or [Fault(place, refusal.code, refusal.detail)]
