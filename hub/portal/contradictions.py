"""Where another notice about the same consignment says otherwise, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from exchange.timeline import differing
from exchange.timeline.differing import Contradiction
from hub.portal import names, words

WHAT: dict[str, Promise] = {
    differing.CONSIGNEE: _("Consignee"),
    differing.CONSIGNOR: _("Consignor"),
    differing.MASS: _("Gross mass in kg"),
    differing.PACKAGES: _("Packages"),
    differing.VALUE: _("Value of the goods"),
    differing.GOODS: _("Commodity codes"),
    differing.DESCRIPTION: _("Goods description"),
    differing.DISPATCH: _("Country of dispatch"),
    differing.DESTINATION: _("Country of destination"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One other notice: whose it is, for which purpose it was received, and what it says otherwise."""

    number: str
    who: str
    purpose: Promise | str
    address: str
    differences: tuple[tuple[Promise, str, str], ...]


def lines(found: Sequence[Contradiction], *, caller: Caller) -> list[Line]:
    """The contradictions, each leading to the other notice."""
    members = names.of_organisations(one.other.publisher for one in found) if found else {}
    return [
        Line(
            number=one.other.number,
            who=members.get(one.other.publisher, ""),
            purpose=words.PURPOSES.get(one.other.purpose, ""),
            address=_address(one, caller),
            differences=tuple((WHAT[said.what], said.here, said.there) for said in one.differences),
        )
        for one in found
    ]


def _address(one: Contradiction, caller: Caller) -> str:
    if one.other.delivery is not None:
        return reverse("portal:delivery", args=[one.other.delivery])
    return reverse("portal:notice", args=[one.other.number]) if caller.may(permissions.NOTICES_READ) else ""
