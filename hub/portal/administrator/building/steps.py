"""The steps of the builder, in their order, and where a draft stands in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.agreements.terms import Terms


class Step(NamedTuple):
    """One page of the builder. ``is_done``: whether the terms hold what it asks for; None where it asks nothing.

    ``tells``: the sections of the plain words that the page is about.
    """

    key: str
    label: Promise
    is_done: Callable[[Terms], bool] | None
    tells: tuple[str, ...] = ()


def _all_have_a_basis(terms: Terms) -> bool:
    named = set(terms.named())
    return bool(named) and named <= {(basis.direction, basis.party) for basis in terms.legal_basis}


STEPS = (
    Step("purpose", _("Name and purpose"), lambda terms: bool(terms.title), ("purpose",)),
    Step(
        "parties",
        _("Parties"),
        lambda terms: bool(terms.providers and terms.recipients),
        ("providers", "recipients"),
    ),
    Step("types", _("Notice types"), lambda terms: bool(terms.types), ("types",)),
    Step("conditions", _("Conditions"), None, ("conditions",)),
    Step("elements", _("Elements"), lambda terms: bool(terms.scope), ("scope",)),
    Step("basis", _("Legal basis"), _all_have_a_basis, ("legal_basis",)),
    Step(
        "rules",
        _("Keeping and passing on"),
        lambda terms: terms.retention is not None,
        ("standing", "retention", "onward_sharing", "over_time", "receipts", "second_person", "effective"),
    ),
    Step("preview", _("Preview"), None),
    Step("examples", _("Examples"), None),
    Step("proposal", _("Check and propose"), None),
)
_KEYS = [step.key for step in STEPS]


@dataclass(frozen=True, slots=True)
class Place:
    """A step as the builder's navigation shows it."""

    number: int
    label: Promise
    address: str
    current: bool
    done: bool


def step(key: str) -> Step:
    """The step of this name."""
    return STEPS[_KEYS.index(key)]


def address(version: UUID, key: str) -> str:
    """Where a step of a draft stands."""
    return reverse(f"portal:draft-{key}", args=[version])


def following(key: str) -> str:
    """The step after this one; the last leads to itself."""
    return _KEYS[min(_KEYS.index(key) + 1, len(_KEYS) - 1)]


def before(key: str) -> str:
    """The step before this one; empty for the first."""
    number = _KEYS.index(key)
    return _KEYS[number - 1] if number else ""


def places(version: UUID, terms: Terms, *, current: str) -> list[Place]:
    """All steps, with what is done and where the reader is."""
    return [
        Place(
            number=number,
            label=one.label,
            address=address(version, one.key),
            current=one.key == current,
            done=one.is_done is not None and one.is_done(terms),
        )
        for number, one in enumerate(STEPS, start=1)
    ]
