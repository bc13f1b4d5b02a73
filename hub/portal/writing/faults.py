"""What is wrong with a document, told for somebody who fills in a form: at a field, and in its words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from accounts.errors import Fault
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.pointers import split
from hub.portal.writing.plan import OBJECT, Plan

MISSING, _ALTERNATIVES = "missing", "one-of-missing"


def for_form(type_id: str, plan: Plan, faults: Iterable[Fault]) -> Sequence[Fault]:
    """The faults, a missing group told by what is missing in it, and elements by their titles."""
    return [told for one in faults for told in _told(type_id, plan, one)]


def _told(type_id: str, plan: Plan, fault: Fault) -> Iterator[Fault]:
    at = plan.at(tuple(split(fault.place))) if fault.place else plan
    if fault.code == MISSING and at is not None and at.kind == OBJECT:
        yield from [replace(fault, place=place) for place in _needed(at, fault.place)] or [fault]
    elif fault.code == _ALTERNATIVES and not fault.place:
        wanted = _alternatives(type_id, plan)
        titles = ", ".join(naming.told(one.title) for one in wanted)
        message = gettext("Give at least one of these: %(titles)s.") % {"titles": titles}
        # The whole has no field to lead to: the first of them is where one mends it.
        yield replace(fault, message=message, place=f"/{wanted[0].step}" if wanted else "")
    else:
        yield fault


def _needed(plan: Plan, place: str) -> Iterator[str]:
    """The fields of a group, and of the groups in it, that it cannot do without."""
    for one in plan.below:
        if one.required and one.kind == OBJECT:
            yield from _needed(one, f"{place}/{one.step}")
        elif one.required:
            yield f"{place}/{one.step}"


def _alternatives(type_id: str, plan: Plan) -> list[Plan]:
    branches = catalogue.one_type(type_id).schema.get("anyOf", ())
    wanted = [plan.child(name) for branch in branches for name in branch.get("required", ())]
    return [one for one in wanted if one is not None]
