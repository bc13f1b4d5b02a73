"""What organisations and notice types are called."""

from collections.abc import Iterable
from uuid import UUID

from accounts.organisations import selectors as organisations
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue


def of_organisations(wanted: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of these members, in one query."""
    return organisations.names(one for one in wanted if one)


def of_types() -> dict[str, str]:
    """The titles of all notice types, by id."""
    return {one.id: naming.told(one.title) for one in catalogue.every_type()}
