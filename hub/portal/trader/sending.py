"""Handing in what was written: a new notice, an amendment, an answer, each by the way of the API. Twice is once."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.callers import Caller
from accounts.errors import Fault, Refusal
from accounts.sentences import told
from exchange import pipeline
from exchange.drafts import services as drafts
from exchange.notices import selectors as notices
from exchange.notices.drafts import checked
from exchange.notices.submissions import Receipt
from exchange.review import replies
from hub.portal import words
from hub.portal.trader.occasions import Occasion
from hub.portal.writing import places
from hub.portal.writing.plan import newest

_TELLING: dict[str, Promise] = {
    "new": _("Accepted: this is notice %(number)s. It is on its way to whoever may receive it."),
    "amendment": _("The amendment is accepted: the notice stands at version %(n)s."),
    "answer": _("Your answer %(number)s is accepted, and on its way to the authority that asked."),
}

# What the API says to programs, said to people. ``%(...)s`` are the refusal's facts.
REFERENCE = "/reference"
STALE = "stale-version"
_MARK = 16
_SENTENCES: dict[str, tuple[str, Promise]] = {
    "reference-in-use": (
        REFERENCE,
        _("Your notice %(notice)s has this reference already. Amend that one, or choose another reference."),
    ),
    STALE: (
        "",
        _(
            "The notice was amended in the meantime: it stands at version %(current)s. Look through the changes again:"
            " they are now told from that version."
        ),
    ),
    "no-standing": (
        "",
        _(
            "Your organisation holds no standing now, so it publishes no new notices. It can still amend and cancel"
            " its notices, and answer. This draft is kept."
        ),
    ),
}


def send(request: HttpRequest, occasion: Occasion, *, caller: Caller) -> str:
    """Hand it in and throw the draft away, in one transaction; answers the address to go to."""
    receipt = _receipt(occasion, caller)
    drafts.discard(draft=occasion.draft, by=caller)
    if receipt.repeated:
        messages.info(request, gettext("This had been done already. Nothing was done twice."))
    else:
        messages.success(request, _TELLING[occasion.kind] % {"number": receipt.number, "n": receipt.n})
    # What is new was shown with the remarks on it before.
    for one in () if occasion.kind == "new" else receipt.warnings:
        where = places.in_words(newest(occasion.type.id), one.place)
        messages.warning(request, words.labelled(where, told(one.message)) if where else told(one.message))
    return address(occasion, receipt, caller)


def remarks(occasion: Occasion, *, caller: Caller) -> tuple[Fault, ...]:
    """What the hub doubts in a new notice, told before it goes out; an amendment is looked through anyhow.

    Raises the refusal that sending it would meet at once.
    """
    if occasion.kind != "new":
        return ()
    judged = checked(_draft(occasion), by=caller)
    if isinstance(judged, Refusal):
        raise judged
    return judged.warnings


def mark(found: Sequence[Fault]) -> str:
    """By which it is known whether these very remarks have been seen."""
    said = "\n".join(f"{one.place} {one.code}" for one in found)
    return hashlib.sha256(said.encode()).hexdigest()[:_MARK]


def in_words(refusal: Refusal, occasion: Occasion) -> list[Fault]:
    """A refusal as faults for whoever writes by hand: each at its place; what is not about a place, in a sentence."""
    if refusal.faults:
        return [_at_its_field(one, occasion) for one in refusal.faults]
    place, sentence = _SENTENCES.get(refusal.code, ("", ""))
    return [Fault(place, refusal.code, str(sentence) % refusal.facts if sentence else refusal.detail)]


def _at_its_field(fault: Fault, occasion: Occasion) -> Fault:
    """An answer that says nothing lacks its statement: told at the text of the first one, where there is one."""
    begun = fault.code == replies.SAYS_NOTHING and occasion.written.get("statements")
    return replace(fault, place=f"{fault.place}/0/text") if begun else fault


def address(occasion: Occasion, receipt: Receipt, caller: Caller) -> str:
    """Where the story goes on: at the notice; for another's notice that was asked about, among the cases."""
    if occasion.case is None:
        return reverse("portal:notice", args=[receipt.number])
    own = notices.own_notices(publisher=caller.organisation).filter(number=occasion.case.number)
    if own.exists():
        return reverse("portal:notice", args=[occasion.case.number])
    return reverse("portal:cases")


def _draft(occasion: Occasion) -> pipeline.Draft:
    return pipeline.Draft(occasion.type.id, occasion.reference, occasion.document())


def _receipt(occasion: Occasion, caller: Caller) -> Receipt:
    draft = _draft(occasion)
    if occasion.case is not None:
        return pipeline.reply(draft, by=caller)
    if occasion.notice is not None:
        replaces = occasion.replaces or occasion.notice.current
        return pipeline.amend(draft, replaces=replaces, by=caller, number=occasion.notice.number)
    (answer,) = pipeline.publish([draft], by=caller)
    if isinstance(answer, Refusal):
        raise answer
    return answer
