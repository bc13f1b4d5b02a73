"""Who files the houses under a master document, in words: what has come, and what is not known to the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.callers import Caller
from accounts.organisations import selectors as organisations
from exchange.deliveries.houses import House
from hub.portal import names
from hub.portal.words import Sign

_COME = Sign(_("Received"), "check2", "good")
# Never "not filed": what the reader may not see may well be there.
_UNKNOWN = Sign(_("Not known to you"), "question-circle", "wait")


@dataclass(frozen=True, slots=True)
class Line:
    """One party that is named; ``name`` where it is a member, ``address`` where its filing can be opened."""

    house: House
    name: str
    state: Sign
    address: str
    mine: bool


def lines(found: Sequence[House], *, caller: Caller) -> list[Line]:
    """What is known of each party, those of whom nothing is known first."""
    holders = organisations.holders_of({one.filer for one in found}, at=acting.transaction_time())
    members = names.of_organisations(holders.values())
    ordered = sorted(found, key=lambda one: (one.known, one.document, one.filer))
    return [_line(one, holders.get(one.filer), members, caller) for one in ordered]


def missing(found: Iterable[House]) -> int:
    """Of how many nothing is known."""
    return sum(1 for one in found if not one.known)


def _line(one: House, holder: UUID | None, members: dict[UUID, str], caller: Caller) -> Line:
    return Line(
        house=one,
        name="" if holder is None else members.get(holder, ""),
        state=_COME if one.known else _UNKNOWN,
        address="" if one.delivery is None else reverse("portal:delivery", args=[one.delivery]),
        mine=holder == caller.organisation,
    )
