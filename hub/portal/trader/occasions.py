"""What is being written, and to what end: a new notice, an amendment of one's own, or an answer to a request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Conflict, Forbidden, NotFound
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType
from exchange.drafts import selectors as drafts
from exchange.drafts.models import SavedDraft
from exchange.drafts.services import Base
from exchange.notices import selectors as notices
from exchange.notices.models import Notice, NoticeVersion
from exchange.review import replies
from exchange.review import selectors as review
from exchange.review.models import Case
from hub.portal.writing import forms, posted
from hub.portal.writing.boxes import MOST_ROWS
from hub.portal.writing.plan import newest

ANSWER = replies.ANSWER
# What an answer says of itself follows from the request that it answers.
_FIXED = ("cites", "answers")
_SCREENING = "screening"
_LONGEST = 70
_EDITOR = 40
_FIGURES = 7


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing being written, under the identifier of its draft. ``saved_at``: None until it is kept.

    ``notice`` is what it amends, ``case`` what it answers; a new notice has neither. ``cited``: the version about
    which an answer speaks. ``base``: what the page was opened with, by which it is known whether somebody else has
    changed the draft since.
    """

    draft: UUID
    type: NoticeType
    reference: str
    written: dict[str, Any]
    notice: Notice | None = None
    replaces: int | None = None
    case: Case | None = None
    cited: int = 0
    saved_at: datetime | None = None
    base: Base = Base(0)  # noqa: RUF009 - it never changes

    @property
    def about(self) -> str:
        """The number of the notice that is amended, or of the request that is answered."""
        if self.notice is not None:
            return self.notice.number
        return "" if self.case is None else self.case.reply_number

    @property
    def kind(self) -> str:
        if self.notice is not None:
            return "amendment"
        return "new" if self.case is None else "answer"

    @property
    def without(self) -> tuple[str, ...]:
        """The elements of the root that nobody fills in here."""
        if self.case is None:
            return ()
        return _FIXED if self.case.kind == Case.Kind.SCREENING else (*_FIXED, _SCREENING)

    def settled(self) -> "Occasion":
        """The same as it stands in a form that comes back with faults."""
        return replace(self, written=posted.settled(newest(self.type.id), self.written))

    def from_current(self) -> "Occasion":
        """The same amendment, made from the version that is current by now."""
        return self if self.notice is None else replace(self, replaces=self.notice.current)

    def document(self) -> dict[str, Any]:
        """What is handed in."""
        document = posted.complete(newest(self.type.id), self.written)
        if self.case is None:
            return document
        return {**document, **_of_an_answer(self.case, self.cited)}


def publishable(caller: Caller) -> list[NoticeType]:
    """The types of which the caller's organisation publishes notices by themselves, by name."""
    found = [
        one
        for one in catalogue.every_type()
        if caller.kind in one.publishers and not replies.is_reply(one.id)
    ]
    return sorted(found, key=lambda one: one.title)


def new(draft: UUID, type_id: str, *, caller: Caller) -> Occasion:
    """A new notice of a type that the organisation publishes."""
    notice_type = catalogue.one_type(type_id)
    if notice_type not in publishable(caller):
        raise Forbidden(
            "not-your-type", "Notices of this type are not published by organisations of your kind."
        )
    return Occasion(draft, notice_type, "", forms.begun(type_id))


def amendment(draft: UUID, number: str, *, caller: Caller) -> Occasion:
    """An amendment made from the current version of an own notice."""
    notice = amendable(number, caller=caller)
    _, content = newest_content(notice)
    if any(len(rows) > MOST_ROWS for rows in content.values() if isinstance(rows, list)):
        raise Forbidden(
            "too-long-to-write",
            gettext("This notice is too long for a form: amend it by uploading a file, or over the API."),
        )
    notice_type = catalogue.one_type(notice.type)
    return Occasion(draft, notice_type, notice.reference, content, notice=notice, replaces=notice.current)


def answer(draft: UUID, reply_number: str, *, caller: Caller) -> Occasion:
    """An answer to a request, or to an order, that is addressed to the organisation."""
    case = _answerable(reply_number, caller=caller)
    notice_type = catalogue.one_type(ANSWER)
    reference = f"ANSWER-{draft.hex[-12:].upper()}"
    cited = _cited(case, caller=caller)
    return Occasion(draft, notice_type, reference, forms.begun(ANSWER), case=case, cited=cited)


def resumed(draft: UUID, *, caller: Caller) -> Occasion:
    """What was kept of it."""
    kept = drafts.draft(draft, organisation=caller.organisation)
    return _from_kept(kept, caller=caller)


def posted_now(draft: UUID, data: Mapping[str, str], *, caller: Caller, without: str = "") -> Occasion:
    """What the form sent; ``without`` a group or row that was taken away."""
    found = _begun(draft, data, caller=caller)
    written = posted.document(newest(found.type.id), data, without=without)
    reference = " ".join(data.get("reference", "").replace("\x00", "").split())[:_LONGEST]
    return replace(
        found,
        written=written,
        reference=reference if found.kind == "new" else found.reference,
        base=Base(_number(data.get("revision", "")) or 0, data.get("editor", "")[:_EDITOR]),
    )


def amendable(number: str, *, caller: Caller) -> Notice:
    """An own notice that may still change."""
    notice = notices.own_notice(publisher=caller.organisation, number=number)
    if notice.cancelled_at is not None:
        raise Forbidden(
            "notice-cancelled", "This notice was cancelled; publish a new one under a new reference."
        )
    if replies.is_reply(notice.type):
        raise Forbidden("replies-stand", "An answer stands as sent: send another one.")
    return notice


def newest_content(notice: Notice) -> tuple[NoticeVersion, dict[str, Any]]:
    """The current version of a notice that is not cancelled, and what it says."""
    version = next(one for one in notices.versions(notice) if one.n == notice.current)
    return version, notices.own_content([version.id])[version.id]


def _begun(draft: UUID, data: Mapping[str, str], *, caller: Caller) -> Occasion:
    type_id, about = data.get("type", ""), data.get("about", "")
    if type_id == ANSWER:
        return answer(draft, about, caller=caller)
    if not about:
        return new(draft, type_id, caller=caller)
    notice = amendable(about, caller=caller)
    from_version = _number(data.get("replaces", "")) or notice.current
    return Occasion(
        draft, catalogue.one_type(notice.type), notice.reference, {}, notice=notice, replaces=from_version
    )


def _from_kept(kept: SavedDraft, *, caller: Caller) -> Occasion:
    data = {"type": kept.type, "about": kept.about, "replaces": str(kept.replaces or "")}
    found = _begun(kept.id, data, caller=caller)
    return replace(
        found,
        reference=kept.reference,
        written=kept.content,
        saved_at=kept.saved_at,
        base=Base(kept.revision),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < _FIGURES else None


def _answerable(reply_number: str, *, caller: Caller) -> Case:
    known = review.cases(at=transaction_time())
    case = known.filter(reply_number=reply_number, addressee_id=caller.organisation).first()
    if case is None:
        raise NotFound
    if case.closed_at is not None:
        raise Conflict(
            "case-closed", "This was answered or closed before; nothing is open any more.", case=case.pk
        )
    return case


def _cited(case: Case, *, caller: Caller) -> int:
    """The version that was asked about; the newest of an own notice that was amended since: that answers, too."""
    own = notices.own_notices(publisher=caller.organisation).filter(number=case.number, cancelled_at=None)
    amended = own.values_list("current", flat=True).first()
    return case.n if amended is None else max(case.n, amended)


def _of_an_answer(case: Case, cited: int) -> dict[str, Any]:
    return {
        "cites": {"notice": case.number, "version": cited},
        "answers": {"reference": case.reference, "notice": case.reply_number},
    }
