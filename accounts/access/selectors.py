"""Who is calling: a token's client, a session's person; and what the scopes are."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts import acting
from accounts.access import permissions
from accounts.access.digests import digest
from accounts.access.models import Client
from accounts.callers import Caller
from accounts.errors import NotFound
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Membership
from accounts.users.models import User


def caller_for_token(token: str) -> Caller | None:
    """The API client behind an access token, in one query; ``None`` when anything it hangs on has ended.

    The token, the secret that it was got with, the client and the organisation are all asked at this
    moment: nothing outlives a revocation or a suspension. It needs no acting context.
    """
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT organisation, kind, client, scopes FROM hub_calling_with_token(%s)", [digest(token)]
        )
        found = cursor.fetchone()
    if found is None:
        return None
    organisation, kind, client, scopes = found
    return Caller(
        organisation=organisation,
        kind=kind,
        person=None,
        client=client,
        permissions=permissions.of_scopes(scopes, kind=kind),
    )


def caller_for_session(person: User, organisation: UUID) -> Caller | None:
    """A signed-in person acting for an organisation; ``None`` without a role there, or when it is not active.

    Asked as that person (``acting.as_person``), at the moment of its transaction.
    """
    return caller_for_person(person.pk, organisation=organisation, at=acting.transaction_time())


def caller_for_person(person: UUID, *, organisation: UUID, at: datetime) -> Caller | None:
    """The same, by identifiers and at a given moment."""
    held = organisations.active_roles(person=person, at=at).filter(organisation=organisation)
    return caller_with_roles(held, person=person, organisation=organisation)


def caller_with_roles(held: Iterable[Membership], *, person: UUID, organisation: UUID) -> Caller | None:
    """The same, of the roles that a person has now, in whichever organisations."""
    roles = [(one.role, one.organisation.kind) for one in held if one.organisation_id == organisation]
    if not roles:
        return None
    kind = roles[0][1]
    return Caller(
        organisation=organisation,
        kind=kind,
        person=person,
        client=None,
        permissions=permissions.of_roles((role for role, _ in roles), kind=kind),
    )


def caller_for_client(identifier: UUID, *, organisation: UUID, at: datetime) -> Caller | None:
    """An API client as it may act now, without a token; ``None`` once it or its organisation has ended."""
    found = Client.objects.filter(pk=identifier, organisation=organisation, ended_at=None).first()
    if found is None or not organisations.is_active(organisation, at=at):
        return None
    kind = organisations.organisation(organisation).kind
    return Caller(
        organisation=organisation,
        kind=kind,
        person=None,
        client=identifier,
        permissions=permissions.of_scopes(found.scopes, kind=kind),
    )


def clients() -> QuerySet[Client]:
    """The acting organisation's API clients, ended ones included."""
    return Client.objects.filter(organisation=acting.organisation())


def client(identifier: UUID) -> Client:
    """One of the acting organisation's API clients."""
    found = clients().filter(pk=identifier).first()
    if found is None:
        raise NotFound()
    return found


def names_of(wanted: Iterable[UUID | None]) -> dict[UUID, str]:
    """What those of these clients are called that are the acting organisation's."""
    return dict(clients().filter(pk__in={one for one in wanted if one}).values_list("pk", "name"))
