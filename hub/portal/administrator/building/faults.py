"""What keeps terms from being kept or proposed, in words for people, and the step where it is mended."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.errors import Fault, Invalid
from accounts.sentences import told
from hub.portal.administrator.building import steps

# By the first part of a fault's place.
_STEPS = {
    "purpose": "purpose",
    "title": "purpose",
    "providers": "parties",
    "recipients": "parties",
    "types": "types",
    "conditions": "conditions",
    "items": "conditions",
    "scope": "elements",
    "legal_basis": "basis",
}
_WORDS: dict[str, Promise] = {
    "title-not-plain": _("Write the title in one line, without control characters."),
    "unknown-organisation": _("One of those named is no member of the hub."),
    "unknown-group": _("One of the groups named does not exist any more."),
    "named-twice": _("Somebody or something is named twice."),
    "unknown-type": _("The catalogue has no such notice type."),
    "second-person-for-no-reply": _("A second officer can approve replies only: choose types of reply."),
    "path-has-index": _("What recipients see speaks of a single position in a list: name the whole list."),
    "bad-path": _("What recipients see names an element in a way that cannot be read."),
    "basis-of-nobody": _("A legal basis is stated for somebody who takes no part in that direction."),
    "basis-twice": _("Somebody's legal basis for one direction is stated twice."),
    "no-standing": _("Choose the standing that traders need."),
    "path-covers-nothing": _("What recipients see speaks of an element that none of the notice types has."),
    "matching-without-item-condition": _(
        "Showing the matching goods items alone needs a condition on goods items: origin, HS code, value or mass."
    ),
    "ends-before-it-begins": _("It has to end after it takes effect."),
    "onward-groups-need-the-rule": _(
        "Choose the groups to whose members it may be passed on, or another rule for passing on."
    ),
    "no-party": _("Name at least one provider and one recipient."),
    "one-party-alone": _("The only provider is the only recipient: nobody receives their own notices."),
    "no-type": _("Choose at least one notice type."),
    "no-scope": _("Say what recipients see: as it stands they would see nothing."),
    "no-retention": _("Say for how many days recipients may read what they receive."),
    "no-legal-basis": _("Every party needs a legal basis for each direction in which it takes part."),
    "already-over": _("The period in which it is to be in force is over already."),
    "handling-refuses": _(
        "One of the notice types may never reach all of the recipients: its handling class, which no agreement"
        " widens, does not admit them."
    ),
    "drafter-is-no-signatory": _(
        "Only a signatory proposes: name your organisation, or a group that it keeps, as provider or recipient."
    ),
    "empty-list": _("Choose at least one, or remove the condition."),
    "repeated": _("The same entry stands here twice."),
    "too-many": _("There are too many entries."),
    "bad-format": _("One of the entries is not written as a value of this kind."),
    "unknown-country": _("One of the entries is no country of ISO 3166-1."),
    "unknown-currency": _("Choose a currency."),
    "no-bound": _("Give a lower or an upper bound, or remove the condition."),
    "bounds-crossed": _("The lower bound lies above the upper bound."),
    "not-a-place": _("None of the notice types has this place: choose another."),
}


class Mending(NamedTuple):
    """What is wrong, and where it is mended."""

    message: Promise | str
    step: Promise
    address: str


def message(fault: Fault) -> Promise | str:
    """A fault in words for people."""
    return _WORDS.get(fault.code) or told(fault.message)


def in_words(refusal: Invalid, field_at: Callable[[str], str | None]) -> Invalid:
    """A refusal with its faults in words; a place of which the page knows nothing says nothing to people."""
    told = [
        Fault(one.place if field_at(one.place) else "", one.code, str(message(one))) for one in refusal.faults
    ]
    return Invalid(refusal.code, refusal.detail, faults=list(dict.fromkeys(told)))


def to_mend(faults: list[Fault], version: UUID) -> list[Mending]:
    """Faults with the steps where they are mended, each sentence once a step, in the order of the steps."""
    found: dict[tuple[int, str], Mending] = {}
    keys = [step.key for step in steps.STEPS]
    for fault in faults:
        key = step_of(fault)
        said = message(fault)
        found.setdefault(
            (keys.index(key), str(said)), Mending(said, steps.step(key).label, steps.address(version, key))
        )
    return [found[place] for place in sorted(found)]


def step_of(fault: Fault) -> str:
    """The step where a fault is mended."""
    first = fault.place.strip("/").split("/")[0]
    return _STEPS.get(first, "rules") if first else "parties"
