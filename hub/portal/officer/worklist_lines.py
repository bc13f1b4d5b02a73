"""Rows of the worklist: envelopes, what the organisation itself knows of them, and what a list by content tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.users.models import User
from exchange.deliveries import finding
from exchange.review import selectors as review
from exchange.review.models import Case
from exchange.review.replies import ANSWER
from exchange.worklist.selectors import Page, Told
from hub.portal import clocks, words
from hub.portal.clocks import Clock
from hub.portal.officer import envelopes, worklist_words
from hub.portal.officer.envelopes import Line


@dataclass(frozen=True, slots=True)
class Facts:
    """What a list by content tells of one delivery, in words."""

    arrival: Clock | None
    arrival_at: datetime | None
    departure: Clock | None
    departure_at: datetime | None
    offices: str
    journey: str
    goods: str
    vague: bool
    missing: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``worker`` has claimed it; ``case`` is the open one that is due first.

    ``remarks`` on the version and ``manner`` of its coming stand beside, each a text with its dress.
    """

    line: Line
    worker: str
    mine: bool
    case: Case | None
    case_kind: Promise | str
    clock: Clock | None
    facts: Facts | None
    remarks: tuple[tuple[str, str], ...]
    manner: tuple[tuple[str, str], ...]


def rows(page: Page, *, people: list[User], me: UUID | None, now: datetime) -> list[Row]:
    """The page's deliveries as rows; ``people`` are those to whom work can be given."""
    names = {one.pk: one.name for one in people}
    answers = [one.number for one in page.rows if one.type == ANSWER]
    answered = review.answered_by(answers) if answers else {}
    made = []
    for line in envelopes.lines(page.rows):
        delivery = line.delivery
        claim = page.claims.get(delivery.notice_id)
        case = next(iter(page.cases.get(delivery.id, ())), None)
        told = page.told.get(delivery.id)
        made.append(
            Row(
                line=line,
                worker="" if claim is None else name(claim.person_id, names),
                mine=claim is not None and claim.person_id == me,
                case=case,
                case_kind="" if case is None else words.CASE_KINDS.get(case.kind, case.kind),
                clock=None if case is None else clocks.due(case.due_at, now),
                facts=None if told is None else _facts(told, now),
                remarks=_remarks(line),
                manner=_manner(line, answered),
            )
        )
    return made


def _remarks(line: Line) -> tuple[tuple[str, str], ...]:
    found = []
    if line.delivery.n > 1:
        found.append((gettext("version %(n)d") % {"n": line.delivery.n}, "ver"))
        if line.delivery.state == "available":
            found.append((gettext("amended"), "tag tag-wait"))
    if not line.current and not line.cancelled:
        found.append((gettext("not current"), "tag"))
    return tuple(found)


def _manner(line: Line, answered: Mapping[str, tuple[Case, str]]) -> tuple[tuple[str, str], ...]:
    """How it came. An answer goes by the reference that it answers: its own says nothing to whoever asked."""
    delivery = line.delivery
    case, _outcome = answered.get(delivery.number, (None, ""))
    reference = delivery.reference if case is None else case.reference
    found = [(reference, "ref")] if reference else []
    if delivery.kind != "content":
        found.append((str(line.kind), "tag tag-wait"))
    if delivery.basis == "addressee":
        found.append((gettext("addressed to you"), "tag tag-new"))
    elif delivery.basis == "informed":
        found.append((gettext("for information"), "tag"))
    return tuple(found)


def name(person: UUID, people: Mapping[UUID, str]) -> str:
    """What a colleague is called; work may still lie with somebody who works here no more."""
    return people.get(person) or gettext("a former colleague")


def _facts(told: Told, now: datetime) -> Facts:
    modes = [str(worklist_words.MODES.get(one, one)) for one in told.of(finding.MODE)]
    codes = told.of(finding.HS)
    longest = [one for one in codes if not any(other != one and other.startswith(one) for other in codes)]
    return Facts(
        arrival=clocks.until(told.arrival_at, now),
        arrival_at=told.arrival_at,
        departure=clocks.until(told.departure_at, now),
        departure_at=told.departure_at,
        offices=", ".join(told.of(finding.OFFICE)),
        journey=" · ".join([*modes, *told.of(finding.VOYAGE), *told.of(finding.LOADING)]),
        goods=", ".join(longest[:4]) + (" …" if len(longest) > 4 else ""),
        vague=bool(told.of(finding.VAGUE)),
        missing=len(told.missing),
    )
