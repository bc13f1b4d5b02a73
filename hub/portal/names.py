"""What organisations and notice types are called."""

from collections.abc import Iterable
from uuid import UUID

from accounts import acting
from accounts.organisations import selectors as organisations
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue


def of_organisations(wanted: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of these members, in one query."""
    found = organisations.directory(at=acting.transaction_time()).filter(
        pk__in={one for one in wanted if one}
    )
    return dict(found.values_list("pk", "name"))


def of_types() -> dict[str, str]:
    """The titles of all notice types, by id."""
    return {one.id: naming.told(one.title) for one in catalogue.every_type()}
