"""The catalogue's notice types as the engine sees them."""

from functools import cache

from exchange.catalogue import types as catalogue
from exchange.routing.facts import Leaf, TypeFacts, type_facts

_KINDS = ("trader", "authority", "rights_holder", "association", "operator")


@cache
def every() -> dict[str, TypeFacts]:
    """Every notice type by id, in its newest version."""
    return {one.id: of(one) for one in catalogue.every()}


def of(notice_type: catalogue.NoticeType) -> TypeFacts:
    """One type: its patterns compiled, its masks, its facets, and whom its handling class admits."""
    return type_facts(
        notice_type.id,
        admits=(kind for kind in _KINDS if notice_type.admits(kind)),
        leaves={
            pattern: Leaf(
                text=leaf.kind == "string", country=leaf.country, truncate=leaf.truncate, key=leaf.key
            )
            for pattern, leaf in notice_type.leaves.items()
        },
        facets=notice_type.facets,
    )
