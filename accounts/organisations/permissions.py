"""Who may keep members and their people. Each question is a pair: one refuses, the other answers."""

from uuid import UUID

from accounts.callers import Caller
from accounts.errors import Forbidden, NotFound

WRITE = "accounts:write"


def may_keep_members(by: Caller) -> bool:
    return by.is_operator and by.may(WRITE)


def check_may_keep_members(by: Caller) -> None:
    """Admit, suspend, resume and remove members, and keep their identifiers: the operator's alone."""
    if not by.is_operator:
        raise Forbidden("operator-only", "Only the operator of the hub keeps its members.")
    by.check_may(WRITE)


def may_keep_people(by: Caller, *, organisation: UUID) -> bool:
    return by.organisation == organisation and by.may(WRITE)


def check_may_keep_people(by: Caller, *, organisation: UUID) -> None:
    """Grant and end roles: an organisation's own administrators, within it."""
    if by.organisation != organisation:
        raise NotFound()
    by.check_may(WRITE)


def check_concerns(by: Caller, *, organisation: UUID) -> None:
    """Look at an organisation's roles at all: itself, and the operator."""
    if by.organisation != organisation and not by.is_operator:
        raise NotFound()


def may_grant(by: Caller, *, organisation: UUID, role: str, has_administrator: bool) -> bool:
    appoints_first = role == "administrator" and not has_administrator and may_keep_members(by)
    if appoints_first:
        return True
    # Signing takes a person: a client that could make administrators could make one to sign for it.
    return may_keep_people(by, organisation=organisation) and (role != "administrator" or by.client is None)


def check_may_grant(by: Caller, *, organisation: UUID, role: str, has_administrator: bool) -> None:
    """Grant a role: one's own administrators; the operator, the first administrator of a member.

    An API client never makes an administrator, except the operator's a first one.
    """
    if may_grant(by, organisation=organisation, role=role, has_administrator=has_administrator):
        return
    by.check_may(WRITE)
    check_concerns(by, organisation=organisation)
    if by.organisation == organisation:
        raise Forbidden("needs-person", "An API client cannot make an administrator: a person has to.")
    raise Forbidden(
        "not-first-administrator",
        "The operator appoints a member's first administrator; the member grants all other roles.",
    )
