"""What a worklist is narrowed to and ordered by, as it stands in an address.

Some filters look at envelopes and at the organisation's own work; others at what deliveries say, and so only into
those that were opened (``Filters.by_content``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

# What there is to do, and where deliveries stand otherwise. Said nothing, a list holds what there is to do;
# a search looks everywhere.
OPEN, ANY = "open", "any"
STATES = (OPEN, "new", "opened", "acknowledged", "withheld", "closed", ANY)
NEWEST = "newest"
ORDERS = (NEWEST, "due", "arrival", "departure")
CASES = ("any", "request", "stop", "overdue")
# Hours until then; ``past``: it was to happen before now.
SPANS = ("past", "6", "24", "72", "168")
MODES = ("1", "2", "3", "4", "5", "7", "8")
MINE, UNCLAIMED = "mine", "unclaimed"
_YES = ("1",)
_HS = re.compile(r"^\d{2}(\d{2}){0,4}$")
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_MOST = 140


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty strings filter nothing; ``wrong`` names what could not be read, and so nothing is found."""

    q: str = ""
    type: str = ""
    state: str = OPEN
    purpose: str = ""
    publisher: str = ""
    claim: str = ""
    case: str = ""
    amended: str = ""
    current: str = ""
    office: str = ""
    mode: str = ""
    voyage: str = ""
    loading: str = ""
    hs: str = ""
    party: str = ""
    vague: str = ""
    houses: str = ""
    arrives: str = ""
    departs: str = ""
    order: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def by_content(self) -> bool:
        """Whether what deliveries say decides which are listed, or in which order."""
        return any(getattr(self, name) for name in CONTENT) or self.order in ("arrival", "departure")

    @property
    def sorted_by(self) -> str:
        """The order of the list: said nothing, what is about to arrive or depart comes in that order."""
        if self.order:
            return self.order
        soon = {"arrival": self.arrives, "departure": self.departs}
        return next((order for order, span in soon.items() if span and span != "past"), NEWEST)

    def as_query(self) -> str:
        """As it stands in an address: always the same for the same filters."""
        return urlencode({name: value for name in NAMES if (value := getattr(self, name))})


CONTENT = ("office", "mode", "voyage", "loading", "hs", "party", "vague", "houses", "arrives", "departs")
NAMES = tuple(field.name for field in fields(Filters) if field.name != "wrong")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "state": STATES,
    "case": CASES,
    "amended": _YES,
    "current": _YES,
    "mode": MODES,
    "vague": _YES,
    "houses": _YES,
    "arrives": SPANS,
    "departs": SPANS,
    "order": ORDERS,
}
_WRITTEN = {
    "hs": lambda value: value.replace(".", "").replace(" ", ""),
    "publisher": str.lower,
    "claim": str.lower,
}


def read(query: Mapping[str, str]) -> Filters:
    """The filters of an address. What makes no sense is kept in ``wrong``, so that nobody takes it for an answer."""
    values: dict[str, str] = {}
    wrong = []
    for name in NAMES:
        value = query.get(name, "").replace("\x00", "").strip()[:_MOST]
        value = _WRITTEN.get(name, str)(value)
        if value and not _makes_sense(name, value):
            wrong.append(name)
            value = ""
        values[name] = value
    if values["order"] == NEWEST:
        values["order"] = ""
    values["state"] = values["state"] or (ANY if values["q"] else OPEN)
    return Filters(**values, wrong=tuple(wrong))


def _makes_sense(name: str, value: str) -> bool:
    if name in _ALLOWED:
        return value in _ALLOWED[name]
    if name == "hs":
        return _HS.match(value) is not None
    if name == "publisher":
        return _UUID.match(value) is not None
    if name == "claim":
        return value in (MINE, UNCLAIMED) or _UUID.match(value) is not None
    return True
