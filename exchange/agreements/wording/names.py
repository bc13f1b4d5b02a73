"""What is called what, for those who put terms into words: parties, codes and elements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exchange.agreements.conditions import Condition
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType

_CHAPTER = 2
_ANY = "*"
COUNTRIES, PLACES, MODES, HS, CURRENCIES = "countries", "unlocode", "modes", "hs", "currencies"


@dataclass(frozen=True, slots=True)
class Names:
    """What organisations and groups are called, and how many members each group has now.

    ``codes``: by code list, what the codes that the terms use stand for. ``by_rule``: the groups that nobody admits
    members to.
    """

    organisations: Mapping[UUID, str]
    groups: Mapping[UUID, str]
    members: Mapping[UUID, int]
    keepers: Mapping[UUID, str]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    by_rule: frozenset[UUID] = frozenset()

    def of(self, party: UUID) -> str:
        return self.organisations.get(party) or self.groups.get(party) or str(party)

    def code(self, name: str, code: str) -> str:
        """A code with what it stands for before it; an HS code with its chapter behind it."""
        known = self.codes.get(name, {})
        if code in known:
            return _("%(name)s (%(code)s)") % {"name": known[code], "code": code}
        chapter = known.get(code[:_CHAPTER]) if name == HS else None
        if chapter:
            return _("%(code)s (in chapter %(chapter)s, %(name)s)") % {
                "code": code,
                "chapter": code[:_CHAPTER],
                "name": chapter,
            }
        return code

    def country(self, code: str) -> str:
        return _("any country") if code == _ANY else self.code(COUNTRIES, code)


def code_names(conditions: Sequence[Condition]) -> dict[str, dict[str, str]]:
    """What the codes in these conditions stand for, by code list."""
    wanted: dict[str, set[str]] = {}
    for condition in conditions:
        for kind, body in condition.items():
            for name, codes in _codes(kind, body):
                wanted.setdefault(name, set()).update(codes)
    return {name: catalogue.labels(name, codes) for name, codes in wanted.items()}


def _codes(kind: str, body: object) -> Iterable[tuple[str, Iterable[str]]]:
    match kind, body:
        case "corridor", list(pairs):
            yield COUNTRIES, (code for pair in pairs for code in pair)
        case "country", {"any_of": list(codes)}:
            yield COUNTRIES, codes
        case "place", {"any_of": list(codes)}:
            yield PLACES, codes
        case "mode", list(codes):
            yield MODES, codes
        case "hs", list(codes):
            yield HS, (one for code in codes for one in (code, code[:_CHAPTER]))
        case "value", {"currency": str(code)}:
            yield CURRENCIES, (code,)


def element(path: str, types: Collection[NoticeType]) -> str:
    """What a path is called, with the groups that it stands in; as it is where no type knows it."""
    for notice_type in types:
        title = catalogue.element_titles(notice_type.id).get(path)
        if title:
            return naming.told(title)
    return path


def either(entries: Sequence[str]) -> str:
    """A list in words, any of which will do."""
    if len(entries) < 2:
        return "".join(entries)
    return _("%(all_but_last)s or %(last)s") % {"all_but_last": ", ".join(entries[:-1]), "last": entries[-1]}


def moment(at: datetime) -> str:
    """A moment in UTC, and said to be so."""
    day = pgettext("date", "j M Y")
    return _("%(moment)s UTC") % {"moment": date_format(at.astimezone(UTC), f"{day} H:i")}
