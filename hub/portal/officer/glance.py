"""What decides first: the goods against their code, mass against value, the way they take. Only what may be seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType
from exchange.routing.projection import Element
from exchange.routing.scope import PLAIN
from hub.portal import clocks, elements, values
from hub.portal.values import Meanings, Written

# Goods shown at the top; all of them stand below.
_GOODS = 4
_PARTIES = (
    ("declarant", _("Declarant")),
    ("consignor", _("Consignor")),
    ("consignee", _("Consignee")),
    ("carrier", _("Carrier")),
)
_BY_WHICH_KNOWN = ("name", "identifier")


@dataclass(frozen=True, slots=True)
class Goods:
    """One goods item: what it is said to be, beside what its code stands for."""

    number: str
    description: str
    code: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One point of the way, and what it is there for."""

    role: Promise
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in a word; ``detail`` is what it means for the reader. ``masked``: the form, unless it is plain."""

    label: Promise
    text: str
    detail: str = ""
    masked: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """The top of a notice's page; what is not seen is not there."""

    goods: tuple[Goods, ...]
    more: int
    way: tuple[Stop, ...]
    facts: tuple[Fact, ...]
    parties: tuple[Fact, ...]

    def __bool__(self) -> bool:
        return bool(self.goods or self.way)


def of(shown: Sequence[Element], *, type_id: str, at: datetime) -> Glance:
    """What a notice of this type says first, from the elements that its reader may see."""
    return _Glancing(shown, catalogue.one_type(type_id), at).glance()


class _Glancing:
    def __init__(self, shown: Sequence[Element], notice_type: NoticeType, at: datetime) -> None:
        self._type = notice_type
        self._at = at
        self._meanings: Meanings = values.meanings()
        self._by_path = {one.path: one for one in shown}
        self._by_pattern: dict[str, list[Element]] = defaultdict(list)
        for one in shown:
            self._by_pattern[elements.pattern_of(one.path)].append(one)

    def glance(self) -> Glance:
        goods = self._goods()
        facts = (*self._weights(), *self._moves())
        return Glance(goods[:_GOODS], len(goods[_GOODS:]), self._way(), facts, self._parties())

    def _goods(self) -> tuple[Goods, ...]:
        found: dict[str, dict[str, Element]] = defaultdict(dict)
        for name in ("item_description", "item_hs", "item_sequence"):
            for one in self._of_facet(name):
                found[one.path.split("/")[2]][name] = one
        return tuple(
            self._one_item(position, found[position])
            for position in sorted(found, key=int)
            if found[position].keys() - {"item_sequence"}
        )

    def _one_item(self, position: str, seen: Mapping[str, Element]) -> Goods:
        said, code = self._written(seen.get("item_description")), self._written(seen.get("item_hs"))
        number = self._written(seen.get("item_sequence")).text or str(int(position) + 1)
        return Goods(number, said.text, code.text, code.meaning)

    def _weights(self) -> Iterable[Fact]:
        mass = _sum(self._of_facet("item_mass"))
        if mass is not None:
            yield Fact(_("Gross mass of the items"), _kilograms(mass))
        amounts: dict[str, list[Element]] = defaultdict(list)
        for one in self._of_facet("item_value"):
            currency = self._by_path.get(f"{one.path.rpartition('/')[0]}/currency")
            if currency is not None and currency.form == PLAIN:
                amounts[str(currency.value)].append(one)
        for currency_code, found in sorted(amounts.items()):
            total = _sum(found)
            if total is not None:
                text = f"{number_format(total, force_grouping=True)} {currency_code}"
                yield Fact(_("Value of the items"), text, self._by_weight(found, currency_code))

    def _by_weight(self, amounts: Sequence[Element], currency: str) -> str:
        """The value of a kilogram, over the items that show both."""
        items = {one.path.split("/")[2]: one for one in amounts}
        weighed = {one.path.split("/")[2]: one for one in self._of_facet("item_mass")}
        both = items.keys() & weighed.keys()
        value, mass = _sum(items[one] for one in both), _sum(weighed[one] for one in both)
        if value is None or not mass:
            return ""
        price = number_format(round(value / mass, 2), force_grouping=True)
        return gettext("%(price)s %(currency)s a kilogram") % {"price": price, "currency": currency}

    def _moves(self) -> Iterable[Fact]:
        mode, vessel = self._first("mode"), self._by_path.get("/transport/name")
        by = [one for one in (mode.meaning or mode.text, self._written(vessel).text) if one]
        voyage = self._first("voyage")
        if by or voyage.text:
            yield Fact(_("By"), " · ".join(by) or voyage.text, voyage.text if by else "")
        for name, label in (("departure", _("Departure")), ("arrival", _("Arrival"))):
            for one in self._of_facet(name)[:1]:
                yield Fact(label, self._written(one).text, self._left(one))
        office = self._first("office")
        if office.text:
            yield Fact(_("Office of first entry"), office.text, office.meaning)

    def _left(self, moment: Element) -> str:
        try:
            then = datetime.fromisoformat(str(moment.value))
        except ValueError:
            return ""
        if moment.form != PLAIN or then.tzinfo is None:
            return ""
        if then >= self._at:
            return gettext("in %(time)s") % {"time": clocks.span(then - self._at)}
        return gettext("%(time)s ago") % {"time": clocks.span(self._at - then)}

    def _way(self) -> tuple[Stop, ...]:
        stops: list[tuple[Promise, Iterable[Element]]] = [
            (_("Dispatch"), self._of_facet("dispatch")),
            (_("Loading"), self._at_place("/loading_place")),
            (_("Through"), self._of_facet("transit")),
            (_("Discharge"), self._at_place("/discharge_place")),
            (_("Destination"), self._of_facet("destination")),
        ]
        return tuple(Stop(role, self._place(one)) for role, found in stops for one in found)

    def _at_place(self, place: str) -> Iterable[Element]:
        """Where a place is, by its code, else by its name."""
        seen = (self._by_path.get(f"{place}/{name}") for name in ("unlocode", "name", "country"))
        return [one for one in seen if one is not None][:1]

    def _place(self, one: Element) -> str:
        written = self._written(one)
        named = self._by_path.get(f"{one.path.rpartition('/')[0]}/name")
        meaning = written.meaning or ("" if named is None or named is one else self._written(named).text)
        return f"{meaning} ({written.text})" if meaning else written.text

    def _parties(self) -> tuple[Fact, ...]:
        found = []
        for root, label in _PARTIES:
            sought = [self._by_path.get(f"/{root}/{name}") for name in _BY_WHICH_KNOWN]
            known = [one for one in sought if one is not None]
            country = self._written(self._by_path.get(f"/{root}/address/country"))
            if known:
                said = [self._written(one).text for one in known]
                detail = " · ".join(one for one in (*said[1:], country.meaning or country.text) if one)
                form = known[0].form
                found.append(Fact(label, said[0], detail, "" if form == PLAIN else form))
        return tuple(found)

    def _of_facet(self, name: str) -> list[Element]:
        return [
            one for pattern in self._type.facets.get(name, ()) for one in self._by_pattern.get(pattern, ())
        ]

    def _first(self, facet: str) -> Written:
        return self._written(next(iter(self._of_facet(facet)), None))

    def _written(self, one: Element | None) -> Written:
        if one is None:
            return Written("")
        leaf = self._type.leaves.get(elements.pattern_of(one.path))
        return values.written(one.value, form=one.form, leaf=leaf, meanings=self._meanings)


def _sum(found: Iterable[Element]) -> Decimal | None:
    """The sum of what is shown plainly; none where nothing is, or where a part is masked."""
    numbers = list(found)
    if not numbers or any(one.form != PLAIN for one in numbers):
        return None
    try:
        return sum((Decimal(str(one.value)) for one in numbers), Decimal())
    except InvalidOperation:
        return None


def _kilograms(mass: Decimal) -> str:
    return gettext("%(mass)s kg") % {"mass": number_format(mass.normalize(), force_grouping=True)}
