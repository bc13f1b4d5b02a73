"""What the pages of a reply show: whom it can reach, what it can concern and end, and what it will do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Fault
from exchange import pipeline
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.deliveries.asking import Opened
from exchange.review import reaching, states, templates
from exchange.review import selectors as review
from exchange.review.models import Case
from exchange.review.reaching import Reach
from exchange.review.replies import OPENING, Reply
from exchange.routing.scope import PLAIN
from hub.portal import cases, concerned, elements, names, times, words
from hub.portal.officer import composing, mending
from hub.portal.officer.composing import Composition
from hub.portal.officer.subjects import Subjecting
from hub.portal.writing import forms

ROLES: dict[str, Promise] = {
    "publisher": _("Publisher"),
    "declarant": _("Declarant"),
    "representative": _("Representative"),
    "carrier": _("Carrier"),
}
_WHY_NOT: dict[str, Promise] = {
    reaching.NOT_NAMED: _("You see nobody named in this role, so nothing can be sent there."),
    reaching.MASKED: _("The agreement masks who it is, so nothing can be sent there."),
    reaching.NO_MEMBER: _("Who is named there is no member of the hub."),
    reaching.NOT_ACTIVE: _("The member is not active on the hub at present."),
    reaching.YOURSELF: _("It is your own organisation."),
}
_TOTAL_MASS, _ITEM_MASS = "/totals/gross_mass", re.compile("/items/[0-9]+/gross_mass")
_KILOGRAMS = {"KGM": 1, "TNE": 1000}
# The times that one button sets.
HOURS: dict[int, Promise] = {2: _("in 2 hours"), 24: _("in 24 hours"), 72: _("in 3 days")}
MOVES: dict[str, Promise] = {"departure": _("before departure"), "arrival": _("before arrival")}
# What each does that is not to be done lightly.
WEIGHTY = frozenset({states.HOLD, states.DO_NOT_LOAD, states.RELEASE})


@dataclass(frozen=True, slots=True)
class Role:
    """One role in the cited version: who has it, or why nobody can be reached there."""

    role: str
    label: Promise
    name: str
    why_not: Promise | str
    is_addressee: bool
    is_informed: bool


@dataclass(frozen=True, slots=True)
class End:
    """An open case of the authority's own that the reply can end."""

    line: cases.Line
    picked: bool


def form(
    found: Composition, *, cited: Opened, by: Caller, faults: Sequence[Fault], goes_on: str
) -> dict[str, Any]:
    """Everything that the form's page shows."""
    delivery = cited.delivery
    own = [one for one in faults if mending.target(one.place) is not None]
    written = forms.form_of(
        found.type.id,
        found.written,
        faults=[one for one in faults if one not in own],
        without=composing.OWN,
        at=goes_on,
    )
    first = tuple(mending.problem(one) for one in own)
    ends = _ends(found, cited, by)
    reached = pipeline.reach(number=delivery.number, n=delivery.n, by=by)
    publisher = names.of_organisations([delivery.publisher_id])
    return {
        "type": found.type,
        "due_times": _due_times(found, cited),
        "cited": delivery,
        "cited_type": naming.told(catalogue.one_type(delivery.type).title),
        "publisher": publisher.get(delivery.publisher_id, ""),
        "composition": found,
        "roles": _roles(reached, found),
        "subjects": Subjecting(cited.elements, delivery.type).choices(found.picked),
        "needs_subjects": "subjects" in found.type.schema.get("required", ()),
        "ends": ends,
        "written": replace(written, problems=first + written.problems),
        "wrong": mending.by_part(first),
        "templates": list(templates.templates(type_id=found.type.id)),
        "is_weighty": found.type.id in WEIGHTY,
        "must_act": found.type.id in OPENING,
        "no_reason": found.type.id == states.DO_NOT_LOAD,
        "is_release": found.type.id == states.RELEASE,
        "nothing_to_release": found.type.id == states.RELEASE and not ends,
    }


def moments(cited: Opened, at: datetime) -> dict[str, datetime]:
    """The times that one button sets: in some hours, and those that the notice tells and that are to come."""
    found = {str(hours): at + timedelta(hours=hours) for hours in HOURS}
    facets = catalogue.one_type(cited.delivery.type).facets
    for name in MOVES:
        told = (one for one in cited.elements if one.path in facets.get(name, ()) and one.form == PLAIN)
        then = _moment(next((str(one.value) for one in told), ""))
        if then is not None and then > at:
            found[name] = then
    return found


def _moment(written: str) -> datetime | None:
    try:
        then = datetime.fromisoformat(written)
    except ValueError:
        return None
    return None if then.tzinfo is None else then


def _due_times(found: Composition, cited: Opened) -> list[tuple[str, str]]:
    """The buttons for these times, where the type has something that is due."""
    if not composing.due_name(found.type):
        return []
    known = moments(cited, transaction_time())
    hours = [(str(one), str(said)) for one, said in HOURS.items()]
    return hours + [(name, str(said)) for name, said in MOVES.items() if name in known]


def only_end(found: Composition, cited: Opened, by: Caller) -> tuple[str, ...]:
    """The reference of the one open case that the reply can end; nothing where there is a choice."""
    ends = _ends(found, cited, by)
    return (ends[0].line.case.reference,) if len(ends) == 1 else ()


def summary(
    found: Composition, document: Mapping[str, Any], told: Reply, *, cited: Opened, by: Caller
) -> dict[str, Any]:
    """What sending it will do, and what each side will see."""
    parties = names.of_organisations([told.addressee, *told.informed])
    said = [one for one in elements.own(found.type, dict(document)) if not _is_envelope(one.path)]
    shown = concerned.with_places(said, of_type=cited.delivery.type, cited=cited.elements)
    touched = {case.pk for case, _outcome in told.closes} | {case.pk for case in told.parts}
    left = [one.line.case for one in _ends(found, cited, by) if one.line.case.pk not in touched]
    return {
        "type": found.type,
        "cited": cited.delivery,
        "composition": found,
        "addressee": parties.get(told.addressee, ""),
        "role": ROLES.get(found.addressee, found.addressee),
        "informed": sorted(parties[one] for one in told.informed if one in parties),
        "points": [*_doubts(document, cited), *_points(told, parties.get(told.addressee, ""), left)],
        "sections": elements.sections(shown, type_id=found.type.id),
        "is_weighty": found.type.id in WEIGHTY,
        "must_act": found.type.id in OPENING,
        "second_person": told.second_person,
    }


def _doubts(document: Mapping[str, Any], cited: Opened) -> Iterator[str]:
    """A part that weighs more than the whole, as far as the whole is seen: a slip of the hand, mostly."""
    part = document.get("partial_quantity", {})
    seen = {one.path: str(one.value) for one in cited.elements if one.form == PLAIN}
    items = [mass for path, mass in seen.items() if _ITEM_MASS.fullmatch(path)]
    known = [seen[_TOTAL_MASS]] if _TOTAL_MASS in seen else items
    whole = sum((Decimal(mass) for mass in known), Decimal(0))
    released = Decimal(part.get("quantity", 0)) * _KILOGRAMS.get(part.get("unit", ""), 0)
    if known and released > whole:
        yield gettext(
            "Check the quantity: it is more than the gross mass that you see in the notice, %(mass)s kg."
        ) % {"mass": whole}


def _points(told: Reply, addressee: str, left: Sequence[Case]) -> Sequence[str]:
    said = []
    if told.second_person:
        said.append(
            gettext("The agreement asks for a second officer: nothing is sent until one approves it.")
        )
    if told.opens:
        kind = words.CASE_KINDS[told.opens]
        said.append(
            gettext("It opens a case (%(kind)s) that %(name)s must act on.")
            % {"kind": kind, "name": addressee}
        )
    if told.due_at is not None:
        here = times.told(told.due_at)
        said.append(gettext("Due: %(time)s.") % {"time": f"{here.here} {here.beside}".strip()})
    for case, outcome in told.closes:
        state = words.CASE_STATES[outcome].label
        said.append(
            gettext("%(reference)s ends by it: %(state)s.") % {"reference": case.reference, "state": state}
        )
    said += [
        gettext("A part is released: %(reference)s stays open for the rest.") % {"reference": case.reference}
        for case in told.parts
    ]
    if left:
        references = ", ".join(case.reference for case in left)
        said.append(gettext("Still open afterwards: %(references)s.") % {"references": references})
    if told.decides:
        said.append(gettext("Later amendments of the notice are marked as late."))
    said.append(
        gettext("A reply stands as sent: it cannot be changed or taken back, only answered or lifted.")
    )
    return said


def _roles(reached: Sequence[Reach], found: Composition) -> list[Role]:
    members = names.of_organisations(one.organisation for one in reached)
    return [
        Role(
            role=one.role,
            label=ROLES[one.role],
            name=members.get(one.organisation, "") if one.organisation is not None else "",
            why_not=_WHY_NOT.get(one.reason, one.reason),
            is_addressee=one.role == found.addressee,
            is_informed=one.role in found.informed,
        )
        for one in reached
    ]


def _ends(found: Composition, cited: Opened, by: Caller) -> list[End]:
    """The authority's own open cases on this notice that a reply of this type may end."""
    if found.type.id not in composing.ENDS:
        return []
    known = review.cases(at=transaction_time()).filter(
        notice_id=cited.delivery.notice_id, authority_id=by.organisation, closed_at=None
    )
    ending = [one for one in known if states.outcome(one.kind, reply=found.type.id) is not None]
    lines: Sequence[cases.Line] = cases.lines(ending, caller=by)
    return [End(one, _picked(one.case, found)) for one in lines]


def _picked(case: Case, found: Composition) -> bool:
    return case.reference in found.ends


def _is_envelope(path: str) -> bool:
    return path.split("/")[1] in ("cites", "authority", "addressee", "informed")
