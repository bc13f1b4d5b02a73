"""Explain: why an organisation receives a notice or why not, rule by rule, now or at a moment that has passed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts import acting, sentences
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Invalid, NotFound
from accounts.organisations import selectors as organisations
from exchange.agreements import selectors as agreements
from exchange.agreements.wording import Names, code_names
from exchange.agreements.wording.conditions import sentence
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import explaining
from exchange.deliveries.explaining import Explained, Explanation, Moments
from exchange.notices import selectors as notices
from exchange.notices.numbers import as_written
from exchange.routing import selectors as routing
from hub.portal import layout, names, paging, rules, words
from hub.portal.pages import page
from hub.portal.words import Sign

NOW, ACCEPTED, DECIDED, OTHER = "now", "accepted", "decided", "other"
_RECENT = 8
_CHOICES = (
    (NOW, gettext_lazy("Now")),
    (DECIDED, gettext_lazy("When its recipients were decided")),
    (ACCEPTED, gettext_lazy("When it was accepted")),
    (OTHER, gettext_lazy("Another moment")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A kind of element that an agreement version shows, and by which clause."""

    title: str
    form: Sign
    clause: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one agreement version says, with the eight rules as they went."""

    version_id: UUID
    agreement: int
    version: int
    title: str
    purpose: Promise | str
    entitles: bool
    failed: rules.Step | None
    steps: tuple[rules.Step, ...]
    shows: tuple[Shown, ...]
    conditions: tuple[tuple[str, Sign], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One agreement: the answer of its version that is nearest to a yes, then those of its other versions."""

    answer: Answer
    others: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks. ``fault`` says what of it cannot be read."""

    number: str
    organisation: UUID | None
    n: int | None
    when: str
    at: datetime | None
    fault: str


@page("administrator/explain.html", permissions.AGREEMENTS_READ)
def explain(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The question as a form and, once it is put, its answer."""
    asked = _asked(request, caller)
    everybody = _may_ask_about_others(asked.number, caller)
    recipient = (asked.organisation if everybody else caller.organisation) if asked.number else None
    moments = explaining.moments_of(number=asked.number, n=asked.n, by=caller) if asked.number else None
    found: dict[str, Any] = {"fault": asked.fault, "explanation": None}
    if asked.number and recipient is not None and not asked.fault:
        found |= _answered(asked, recipient, moments, caller)
    # What is not answered stands there as it was chosen, whoever asks about whatever number.
    choosing = everybody or found["explanation"] is None
    return {
        **found,
        "asked": asked,
        "written_at": request.GET.get("at", ""),
        "organisations": _organisations(caller) if choosing else [],
        "everybody": everybody,
        "choices": _CHOICES,
        "moments": moments,
        "recent": [] if asked.number else _recent(caller),
    }


def _asked(request: HttpRequest, caller: Caller) -> Asked:
    number = _number(request.GET.get("notice", "").replace("\x00", "").strip(), caller)
    when = request.GET.get("when", NOW)
    at, fault = None, ""
    if when == OTHER:
        try:
            at = datetime.fromisoformat(request.GET.get("at", ""))
        except ValueError:
            fault = gettext("Give the moment as a date and a time.")
        else:
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    n = paging.number(request, "version") if request.GET.get("version") else None
    return Asked(number, _identifier(request.GET.get("organisation", "")), n, when, at, fault)


def _number(typed: str, caller: Caller) -> str:
    """The number that was typed, however it was written; or that of one's own notice with this reference."""
    ours = notices.own_notices(publisher=caller.organisation).filter(reference=typed) if typed else None
    newest = ours.order_by("-id").first() if ours is not None else None
    return as_written(typed) if newest is None else newest.number


def _identifier(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _may_ask_about_others(number: str, caller: Caller) -> bool:
    """Its publisher and the operator ask about anybody, a recipient about itself. Nobody learns from it whose
    notice it is: the choice offers whoever is in the directory."""
    if caller.is_operator or not number:
        return True
    return notices.own_notices(publisher=caller.organisation).filter(number=number).exists()


def _answered(asked: Asked, recipient: UUID, moments: Moments | None, caller: Caller) -> dict[str, Any]:
    now = acting.transaction_time()
    at = asked.at
    if asked.when == ACCEPTED and moments is not None:
        at = moments.accepted_at
    elif asked.when == DECIDED and moments is not None:
        at = moments.decided_at
    try:
        found = explaining.explain_notice(
            number=asked.number, n=asked.n, recipient=recipient, by=caller, now=now, at=at
        )
    except NotFound:
        return {"fault": gettext("There is no notice of this number that you may ask about.")}
    except Invalid as refusal:
        return {"fault": sentences.told(refusal.faults[0].message)}
    called = names.of_organisations([found.recipient])
    told = _told(found)
    return {
        "explanation": found,
        "recipient": called.get(found.recipient, ""),
        "entitling": [one for one in told if one.answer.entitles],
        "nearest": next((one.answer for one in told), None),
        "told": [one for one in told if not one.answer.entitles],
    }


def _told(found: Explanation) -> list[Told]:
    """By agreement, those that entitle first, then the others by how near they came."""
    nearest: dict[int, list[Explained]] = defaultdict(list)
    for one in sorted(found.agreements, key=lambda one: one.verdict.nearness, reverse=True):
        nearest[one.verdict.agreement].append(one)
    titles = agreements.titles_of(one.verdict.id for one in found.agreements)
    sentences = _Sentences(found)
    answers = {
        number: [_answer(one, titles, found.type, sentences) for one in several]
        for number, several in nearest.items()
    }
    return [Told(several[0], tuple(several[1:])) for several in answers.values()]


class _Sentences:
    """Conditions as sentences, with the names of all the codes in them read once."""

    def __init__(self, found: Explanation) -> None:
        every = [condition for one in found.agreements for condition, _ in one.conditions]
        self._names = Names({}, {}, {}, {}, codes=code_names(every))
        self._types = [catalogue.one_type(found.type)]

    def of(self, one: Explained) -> tuple[tuple[str, Sign], ...]:
        return tuple(
            (sentence(condition, names=self._names, types=self._types), rules.HOLDS[holds])
            for condition, holds in one.conditions
        )


def _answer(one: Explained, titles: dict[UUID, str], type_id: str, sentences: _Sentences) -> Answer:
    verdict, outline = one.verdict, layout.outline_of(type_id)
    steps = rules.steps(verdict.reason)
    return Answer(
        version_id=verdict.id,
        agreement=verdict.agreement,
        version=verdict.version,
        title=titles.get(verdict.id, ""),
        purpose=words.PURPOSES.get(verdict.purpose, verdict.purpose),
        entitles=verdict.reason is None,
        failed=next((step for step in steps if step.state == rules.FAILED), None),
        steps=steps,
        shows=tuple(
            Shown(outline.full_title(clause.pattern), words.FORMS[clause.form], clause.clause)
            for clause in sorted(one.shows, key=lambda clause: outline.order(clause.pattern))
        ),
        conditions=sentences.of(one),
    )


def _organisations(caller: Caller) -> list[tuple[str, list[tuple[UUID, str]]]]:
    """Whom one may ask about: those whom one's agreements name come first."""
    at = acting.transaction_time()
    known = routing.current().index.versions.values()
    parties = {one for version in known for one in (*version.terms.named, *version.accessions)}
    everybody = list(
        organisations.directory(at=at)
        .exclude(pk=caller.organisation)
        .order_by("name")
        .values_list("pk", "name")
    )
    return [
        (gettext("In your agreements"), _those(everybody, parties, among=True)),
        (gettext("Other members"), _those(everybody, parties, among=False)),
    ]


def _those(
    everybody: Iterable[tuple[UUID, str]], parties: set[UUID], *, among: bool
) -> list[tuple[UUID, str]]:
    return [one for one in everybody if (one[0] in parties) == among]


def _recent(caller: Caller) -> list[tuple[str, str, str]]:
    """Some notices of one's own to begin with: number, reference, type."""
    if not caller.may(permissions.NOTICES_READ):
        return []
    titles = {one.id: naming.told(one.title) for one in catalogue.every_type()}
    rows = notices.own_notices(publisher=caller.organisation).order_by("-id")[:_RECENT]
    return [(row.number, row.reference, titles.get(row.type, row.type)) for row in rows]
