"""From the keys of the cast to terms: parties by name, and a legal basis for each of them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from exchange.agreements.models import (
    Direction,
    Form,
    Purpose,
    Responsibility,
    RetentionStart,
    TransferMechanism,
)
from exchange.agreements.terms import Clause, LegalBasis, Retention, Side, Terms
from hub.demo.world import World

PLAIN, TRUNCATED, COUNTRY_ONLY, HASHED, HIDDEN = (
    Form.PLAIN,
    Form.TRUNCATED,
    Form.COUNTRY_ONLY,
    Form.HASHED,
    Form.HIDDEN,
)
YEAR = 365

_UNION = frozenset({"BE", "DE", "FR", "NL"})
_LAWS = {
    Direction.GIVES: ("Union Customs Code", "Article 127"),
    Direction.RECEIVES: ("Union Customs Code", "Article 46"),
}
_ELSEWHERE = ("National customs act", "Advance information")
_CONTRACT = ("Contract between the parties", "Clause 4")


def write(
    world: World,
    *,
    title: str,
    purpose: Purpose,
    providers: Iterable[str],
    recipients: Iterable[str],
    types: Iterable[str],
    scope: Iterable[tuple[str, Form]],
    retention: tuple[int, RetentionStart] = (YEAR, RetentionStart.RECEIPT),
    **more: Any,
) -> Terms:
    """Complete terms. Parties are keys of members or of groups; ``more`` are further terms as they stand."""
    written = Terms(
        title=title,
        purpose=purpose,
        providers=_side(world, providers),
        recipients=_side(world, recipients),
        types=tuple(types),
        scope=tuple(Clause(path, form) for path, form in scope),
        retention=Retention(*retention),
        **more,
    )
    return replace(written, legal_basis=tuple(_basis(world, *named) for named in written.named()))


def _side(world: World, keys: Iterable[str]) -> Side:
    named = list(keys)
    return Side(
        tuple(world.id_of(key) for key in named if key in world.organisations),
        tuple(world.groups[key].pk for key in named if key in world.groups),
    )


def _basis(world: World, direction: Direction, party: UUID) -> LegalBasis:
    """The law that a party relies on; a group's is its keeper's."""
    keepers = {group.pk: group.keeper_id for group in world.groups.values()}
    who = world.organisations[world.key_of(keepers.get(party, party))]
    if who.kind in ("association", "rights_holder", "operator"):
        law, article = _CONTRACT
    else:
        law, article = _LAWS[direction] if who.country in _UNION else _ELSEWHERE
    role = Responsibility.PROCESSOR if who.kind == "operator" else Responsibility.CONTROLLER
    abroad = direction == Direction.RECEIVES and who.country not in _UNION
    transfer = TransferMechanism.INTERNATIONAL_AGREEMENT if abroad else TransferMechanism.NONE
    return LegalBasis(party, direction, law, article, role, transfer)
