"""Finding people."""

from collections.abc import Iterable
from uuid import UUID

from accounts import acting
from accounts.errors import NotFound
from accounts.users.models import User


def person_with_email(email: str) -> UUID | None:
    """The identifier behind an address, also of somebody whom the acting organisation cannot see."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_person_by_email(%s)", [email])
        found: UUID | None = cursor.fetchone()[0]
    return found


def person(identifier: UUID) -> User:
    """A person whom the caller may see: oneself, a colleague; the operator sees everybody."""
    found = User.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound()
    return found


def names_of(wanted: Iterable[UUID | None]) -> dict[UUID, str]:
    """What those of these people are called whom the caller may see."""
    return dict(User.objects.filter(pk__in={one for one in wanted if one}).values_list("pk", "name"))
