"""Who may make groups and keep them."""

from uuid import UUID

from accounts.callers import Caller
from accounts.errors import Forbidden

WRITE = "groups:write"


def may_keep(by: Caller, *, keeper: UUID) -> bool:
    return by.organisation == keeper and by.may(WRITE)


def check_may_keep(by: Caller, *, keeper: UUID) -> None:
    """Add and remove members: the organisation that made the group."""
    if by.organisation != keeper:
        raise Forbidden("not-your-group", "Only the group's keeper changes its members.")
    by.check_may(WRITE)


def check_may_end_membership(by: Caller, *, keeper: UUID, member: UUID) -> None:
    """Take a member out: the keeper, or the member itself, which may leave."""
    if by.organisation not in (keeper, member):
        raise Forbidden(
            "not-your-group", "Only the group's keeper, or the member itself, ends its membership."
        )
    by.check_may(WRITE)
