"""Conditions in sentences."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from exchange.agreements.conditions import Condition, speaks_of_items
from exchange.agreements.wording.names import (
    CURRENCIES,
    HS,
    MODES,
    PLACES,
    Names,
    either,
    element,
)
from exchange.catalogue.types import NoticeType


def sentences(
    conditions: Sequence[Condition], *, names: Names, types: Collection[NoticeType]
) -> Iterator[str]:
    """One sentence for each condition, and one for all together."""
    for condition in conditions:
        yield sentence(condition, names=names, types=types)
    if sum(map(speaks_of_items, conditions)) > 1:
        yield _("What is said of goods items must hold of one and the same item.")
    if len(conditions) > 1:
        yield _("All of these must hold. A condition does not hold where the notice lacks what it asks for.")
    elif conditions:
        yield _("The condition does not hold where the notice lacks what it asks for.")
    else:
        yield _("To every notice of these types.")


def sentence(condition: Condition, *, names: Names, types: Collection[NoticeType]) -> str:
    """One condition as a person says it."""
    ((kind, body),) = condition.items()
    match kind:
        case "corridor":
            return _corridor(body, names)
        case "country":
            return _country(body, names)
        case "place":
            return _place(body, names, types)
        case "mode":
            return _("The mode of transport is %(any)s.") % {"any": _any(body, MODES, names)}
        case "office":
            return _("The office of first entry is %(any)s.") % {"any": either(body)}
        case "hs":
            return _("A goods item's HS code begins with %(any)s.") % {"any": _any(body, HS, names)}
        case "value":
            return _value(body, names)
        case _:
            return _mass(body)


def _corridor(pairs: Sequence[Sequence[str]], names: Names) -> str:
    ways = []
    for destination, several in groupby(pairs, key=lambda pair: pair[1]):
        dispatches = either([names.country(pair[0]) for pair in several])
        ways.append(
            _("from %(dispatch)s to %(destination)s")
            % {"dispatch": dispatches, "destination": names.country(destination)}
        )
    return _("The goods travel %(ways)s.") % {"ways": _("; or ").join(ways)}


def _country(body: Condition, names: Names) -> str:
    sentence = {
        "dispatch": _("The country of dispatch is %(any)s."),
        "destination": _("The country of destination is %(any)s."),
        "origin": _("A goods item's country of origin is %(any)s."),
        "transit": _("A country of transit is %(any)s."),
    }[body["of"]]
    return sentence % {"any": either([names.country(code) for code in body["any_of"]])}


def _place(body: Condition, names: Names, types: Collection[NoticeType]) -> str:
    places = _any(body["any_of"], PLACES, names)
    if body.get("element") is None:
        return _("Any place that the notice names is %(any)s.") % {"any": places}
    title = element(body["element"].removesuffix("/unlocode"), types)
    return _("%(place)s is %(any)s.") % {"place": title, "any": places}


def _value(body: Condition, names: Names) -> str:
    least, most = body.get("min"), body.get("max")
    told = {"least": least, "most": most, "currency": names.code(CURRENCIES, body["currency"])}
    if least is None:
        return _("A goods item's value is at most %(most)s %(currency)s.") % told
    if most is None:
        return _("A goods item's value is at least %(least)s %(currency)s.") % told
    return _("A goods item's value is from %(least)s to %(most)s %(currency)s.") % told


def _mass(body: Condition) -> str:
    least, most = body.get("min"), body.get("max")
    told = {"least": least, "most": most}
    if least is None:
        return _("A goods item's gross mass is at most %(most)s kg.") % told
    if most is None:
        return _("A goods item's gross mass is at least %(least)s kg.") % told
    return _("A goods item's gross mass is from %(least)s to %(most)s kg.") % told


def _any(codes: Any, name: str, names: Names) -> str:
    return either([names.code(name, code) for code in codes])
