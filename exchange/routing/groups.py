"""The agreements in force that name groups, as far as the acting organisation may read them."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from exchange.routing import rules, selectors


def naming(*, at: datetime) -> dict[UUID, tuple[int, ...]]:
    """Their numbers by group; a group that none of them names is absent."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for version in selectors.current().index.versions.values():
        if rules.outside_force(version, at) is None:
            for group in (*version.terms.provider_groups, *version.terms.recipient_groups):
                found[group].add(version.terms.number)
    return {group: tuple(sorted(numbers)) for group, numbers in found.items()}
