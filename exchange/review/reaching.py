"""Whom a reply can reach: the members with a role in the cited version, as far as its sender sees them named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as _

from accounts.organisations import selectors as organisations
from exchange.catalogue import types
from exchange.deliveries.asking import Opened

PUBLISHER = "publisher"
ROLES = (PUBLISHER, _("declarant"), _("representative"), _("carrier"))
NOT_NAMED, MASKED, NO_MEMBER, NOT_ACTIVE, YOURSELF = (
    "not-named",
    "masked",
    "no-member",
    "not-active",
    "yourself",
)
# Why not, in words that go before "so nothing can be sent there".
WHY = {
    NOT_NAMED: _("you see nobody named in that role"),
    MASKED: _("the agreement masks who it is"),
    NO_MEMBER: _("who is named there is no member of the hub"),
    NOT_ACTIVE: _("it is no active member of the hub now"),
    YOURSELF: _("it is your own organisation"),
}
_POSITION = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the member with a role can be reached: it, or the reason why not (a key of ``WHY``)."""

    role: str
    organisation: UUID | None = None
    reason: str = ""


def reach(cited: Opened, *, sender: UUID, at: datetime, roles: Iterable[str] = ROLES) -> list[Reach]:
    """Who would get a reply to this version in each role, and why nobody would."""
    return [_reach(role, cited, sender, at) for role in roles]


def _reach(role: str, cited: Opened, sender: UUID, at: datetime) -> Reach:
    if role == PUBLISHER:
        return _active(role, cited.delivery.publisher_id, sender, at)
    patterns = types.get(cited.delivery.type).facets.get(role, ())
    named = [one for one in cited.elements if _POSITION.sub("/*", one.path) in patterns]
    plain = [str(one.value) for one in named if one.form == "plain"]
    for value in plain:
        found = organisations.holder_of_any(value=value, at=at)
        if found is not None:
            return _active(role, found, sender, at)
    if plain:
        return Reach(role, reason=NO_MEMBER)
    return Reach(role, reason=MASKED if named else NOT_NAMED)


def _active(role: str, found: UUID, sender: UUID, at: datetime) -> Reach:
    if found == sender:
        return Reach(role, reason=YOURSELF)
    if not organisations.is_active(found, at=at):
        return Reach(role, reason=NOT_ACTIVE)
    return Reach(role, found)
