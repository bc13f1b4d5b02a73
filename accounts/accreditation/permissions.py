"""Who may grant standing and keep it: officers and administrators of authorities, each for its own grants."""

from uuid import UUID

from accounts.callers import Caller
from accounts.errors import Forbidden

WRITE = "standing:write"
AUTHORITY = "authority"


def may_grant(by: Caller) -> bool:
    return by.kind == AUTHORITY and by.may(WRITE)


def check_may_grant(by: Caller) -> None:
    """Grant standing, or recognise what another authority granted."""
    if by.kind != AUTHORITY:
        raise Forbidden("authority-only", "Only a customs administration grants or recognises standing.")
    by.check_may(WRITE)


def may_keep(by: Caller, *, granted_by: UUID) -> bool:
    return by.organisation == granted_by and may_grant(by)


def check_may_keep(by: Caller, *, granted_by: UUID) -> None:
    """Suspend, resume and revoke a grant: the authority that made it."""
    if by.organisation != granted_by:
        raise Forbidden("not-your-grant", "Only the authority that granted this standing can change it.")
    check_may_grant(by)
