"""A form made of a notice type's schema: sections as on a notice's page, groups, rows, fields, and their faults."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.errors import Fault
from accounts.sentences import told
from exchange.catalogue import naming
from hub.portal import layout, values
from hub.portal.layout import GROUPS, Group
from hub.portal.values import Meanings
from hub.portal.writing import places, usual
from hub.portal.writing.boxes import MOST_ROWS, Box, Offer, Rows
from hub.portal.writing.faults import for_form
from hub.portal.writing.fields import Faults, Field, field, identifier
from hub.portal.writing.plan import LIST, Plan, newest


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, as on a notice's own."""

    group: Group
    box: Box


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in the summary: where it is in words, what is wrong, and the id of the field to go to."""

    where: str
    message: str
    target: str


@dataclass(frozen=True, slots=True)
class Form:
    """What there is to fill in, and what is wrong with it, in the order of the page."""

    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]


def form_of(
    type_id: str,
    written: Mapping[str, Any],
    *,
    faults: Sequence[Fault] = (),
    only: Collection[str] = (),
    without: Collection[str] = (),
    at: str = "",
) -> Form:
    """The form of a type, filled with a document that is being written.

    ``only`` and ``without`` limit it to some elements of the root. ``at`` is the pointer at which the reader goes
    on writing.
    """
    plan = newest(type_id)
    faults = for_form(type_id, plan, faults)
    placed: dict[str, list[Fault]] = defaultdict(list)
    for one in faults:
        placed[one.place].append(one)
    roots = [one for one in plan.below if one.step not in without and (not only or one.step in only)]
    builder = _Builder(placed, values.meanings(), at)
    sections = tuple(
        Section(group, builder.root(group, mine, written))
        for group in GROUPS
        if (mine := [one for one in roots if layout.group_of(one.step) == group.key])
    )
    return Form(sections, problems(sections, type_id, faults))


def problems(sections: Sequence[Section], type_id: str, faults: Sequence[Fault]) -> tuple[Problem, ...]:
    """What is said of places in a form, in words, in the order of its page."""
    plan, targets = newest(type_id), places.targets(one.box for one in sections)
    found = [
        Problem(places.in_words(plan, one.place), told(one.message), places.nearest(targets, one.place))
        for one in faults
    ]
    order = {target: position for position, target in enumerate(dict.fromkeys(targets.values()))}
    return tuple(sorted(found, key=lambda one: order.get(one.target, -1)))


def begun(type_id: str) -> dict[str, Any]:
    """A new document of the type, with the groups open that it mostly needs."""
    return usual.begun(type_id, newest(type_id))


class _Builder:
    def __init__(self, faults: Faults, meanings: Meanings, at: str) -> None:
        self._faults = faults
        self._meanings = meanings
        self._at = at

    def root(self, group: Group, plans: Sequence[Plan], written: Mapping[str, Any]) -> Box:
        return self._box(plans, "", written, title=str(group.title), id_=group.key)

    def _box(
        self,
        plans: Sequence[Plan],
        pointer: str,
        value: Any,
        *,
        title: str,
        id_: str = "",
        number: int = 0,
        required: bool = True,
        removable: bool = False,
    ) -> Box:
        said: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        leaves = [
            (one, self._field(one, f"{pointer}/{one.step}", said.get(one.step)))
            for one in plans
            if one.is_leaf
        ]
        groups = [one for one in plans if not one.is_leaf]
        shown = [one for one in groups if self._is_shown(one, f"{pointer}/{one.step}", said)]
        fields = tuple(
            _focused([made for one, made in leaves if usual.is_open(one)], at=pointer == self._at != "")
        )
        return Box(
            pointer=pointer,
            id=id_ or identifier(pointer),
            title=title,
            number=number,
            required=required,
            removable=removable,
            fields=fields,
            further=tuple(made for one, made in leaves if not usual.is_open(one)),
            parts=tuple(self._part(one, f"{pointer}/{one.step}", said.get(one.step)) for one in shown),
            offers=tuple(
                Offer(f"{pointer}/{one.step}", naming.told(one.title)) for one in groups if one not in shown
            ),
            faults=self._said(pointer) if pointer else (),
        )

    def _is_shown(self, plan: Plan, pointer: str, said: Mapping[str, Any]) -> bool:
        if plan.step in said and said[plan.step] != []:
            return True
        return plan.required or any(one == pointer or one.startswith(f"{pointer}/") for one in self._faults)

    def _part(self, plan: Plan, pointer: str, value: Any) -> Box | Rows:
        if plan.kind == LIST:
            return self._rows(plan, pointer, value if isinstance(value, list) else [])
        return self._box(
            plan.below,
            pointer,
            value,
            title=naming.told(plan.title),
            required=plan.required,
            removable=not plan.required,
        )

    def _rows(self, plan: Plan, pointer: str, rows: Sequence[Any]) -> Rows:
        row = plan.row
        places = [(n, f"{pointer}/{n}", value) for n, value in enumerate(rows)]
        boxes = (
            ()
            if row.is_leaf
            else tuple(
                self._box(row.below, place, value, title=naming.told(row.title), number=n + 1, removable=True)
                for n, place, value in places
            )
        )
        # A row that stays empty is left out: none of them must be filled in where the list need not be there.
        singles = (
            tuple(
                replace(self._field(row, place, value), required=plan.required and n == 0)
                for n, place, value in places
            )
            if row.is_leaf
            else ()
        )
        return Rows(
            pointer=pointer,
            id=identifier(pointer),
            title=naming.told(plan.title),
            of=naming.told(row.title or plan.title),
            required=plan.required,
            boxes=boxes,
            values=singles,
            full=len(rows) >= min(plan.most or MOST_ROWS, MOST_ROWS),
            faults=self._said(pointer),
        )

    def _field(self, plan: Plan, pointer: str, value: Any) -> Field:
        return field(
            plan,
            pointer,
            value,
            faults=self._faults,
            meanings=self._meanings,
            first=pointer == self._at,
        )

    def _said(self, pointer: str) -> tuple[str, ...]:
        return tuple(told(one.message) for one in self._faults.get(pointer, ()))


def _focused(fields: list[Field], *, at: bool) -> list[Field]:
    """The first field of the group at which the reader goes on is where the cursor stands."""
    return [replace(fields[0], is_first=True), *fields[1:]] if at and fields else fields
