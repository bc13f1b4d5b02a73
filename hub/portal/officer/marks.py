"""What an officer should look at twice, in words, each leading to the part of the page that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.catalogue import selectors as catalogue
from exchange.deliveries.asking import Opened
from exchange.worklist.marks import Kind, Mark
from hub.portal import elements, layout, values
from hub.portal.words import Sign

_SIGNS: dict[Kind, Sign] = {
    Kind.VAGUE: Sign(_("Vague description"), "chat-left-text", "wait"),
    Kind.FIRST_SEEN: Sign(_("First seen"), "person-circle", "new"),
    Kind.NET_ABOVE_GROSS: Sign(_("Net mass above gross mass"), "exclamation-triangle", "wait"),
    Kind.OFF_ROUTE: Sign(_("Loaded off the route"), "signpost-split", "wait"),
}
_WHY: dict[Kind, Promise] = {
    Kind.VAGUE: _("It says too little to tell what the goods are."),
    Kind.FIRST_SEEN: _("No other notice that your organisation has opened and may read now names it."),
    Kind.NET_ABOVE_GROSS: _("The goods cannot weigh more without their packing than with it."),
    Kind.OFF_ROUTE: _(
        "The goods are loaded in a country that is neither that of dispatch nor one of routing."
    ),
}
# What each is about is a party or place; of the others the value itself says it.
_OF_ITS_GROUP = frozenset({Kind.FIRST_SEEN})


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of mark with everything that it was found on, and why it is one."""

    sign: Sign
    why: Promise
    found: tuple[tuple[str, str, str], ...]


def lines(marks: Sequence[Mark], opened: Opened) -> list[Line]:
    """By kind, what was found: what it is called, what it says, and the part of the page where it stands."""
    outline = layout.outline_of(opened.delivery.type)
    leaves = catalogue.one_type(opened.delivery.type).leaves
    meanings = values.meanings() if marks else {}

    def told(one: Mark) -> tuple[str, str, str]:
        pattern = elements.pattern_of(one.path)
        named = pattern.rpartition("/")[0] if one.kind in _OF_ITS_GROUP else pattern
        written = values.written(one.value, form="plain", leaf=leaves.get(pattern), meanings=meanings)
        return outline.full_title(named), written.text, layout.group_of(one.path.split("/")[1])

    return [
        Line(_SIGNS[kind], _WHY[kind], found)
        for kind in Kind
        if (found := tuple(told(one) for one in marks if one.kind == kind))
    ]
