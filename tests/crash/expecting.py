"""What is owed to whom, worked out from the deals alone; shares nothing with the hub's engine.

The deals are in force from before the first notice to the end of the run, so time plays no part here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.crash.world import Deal

Document = dict[str, Any]
# Of the elements that the deals mask: how many leading characters a truncated one keeps.
_KEPT = {"hs_code": 2}
_FORMS = ("plain", "truncated", "hashed")
HASHED = "hmac-sha256:"


@dataclass(frozen=True, slots=True)
class Shown:
    """One element as a recipient must see it. Of a hashed one the value is what all hashes begin with."""

    path: str
    value: Any
    form: str
    agreements: frozenset[int]


def entitling(deals: Iterable[Deal], publisher: str, document: Document) -> dict[tuple[str, str], list[Deal]]:
    """The deals that entitle, by recipient and purpose."""
    found: dict[tuple[str, str], list[Deal]] = {}
    for deal in deals:
        if publisher in deal.providers and _conditions_hold(deal, document):
            found.setdefault((deal.recipient, deal.purpose), []).append(deal)
    return found


def shown(deals: Sequence[Deal], document: Document) -> list[Shown]:
    """What one recipient sees for one purpose: of every element the most open form that any deal gives."""
    found = []
    for path, value in _leaves(document, ""):
        given = [(deal, _form(deal, path, document)) for deal in deals]
        for form in _FORMS:
            giving = frozenset(deal.number for deal, one in given if one == form)
            if giving:
                found.append(Shown(path, _masked(form, path, value), form, giving))
                break
    return sorted(found, key=lambda one: one.path)


def _conditions_hold(deal: Deal, document: Document) -> bool:
    if deal.destinations and document["destination_country"] not in deal.destinations:
        return False
    return not deal.hs or any(_matches(deal, item) for item in document["items"])


def _matches(deal: Deal, item: Document) -> bool:
    return item["hs_code"].startswith(deal.hs)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, f"{path}/{name}")
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _leaves(one, f"{path}/{position}")
    else:
        yield path, value


def _form(deal: Deal, path: str, document: Document) -> str | None:
    """The form of the longest path in the deal's scope that covers this one."""
    steps = path.split("/")
    if deal.hs and (
        steps[1] == "totals" or (steps[1] == "items" and not _matches(deal, document["items"][int(steps[2])]))
    ):
        return None
    covering = [scope for scope in deal.scope if _covers(scope.split("/"), steps)]
    return deal.scope[max(covering, key=lambda scope: scope.count("/"))] if covering else None


def _covers(scope: Sequence[str], steps: Sequence[str]) -> bool:
    return len(scope) <= len(steps) and all(
        one == step or (one == "*" and step.isdecimal()) for one, step in zip(scope, steps, strict=False)
    )


def _masked(form: str, path: str, value: Any) -> Any:
    if form == "plain":
        return value
    if form == "hashed":
        return HASHED
    return value[: _KEPT.get(path.rpartition("/")[2], min(3, len(value) // 2))]
