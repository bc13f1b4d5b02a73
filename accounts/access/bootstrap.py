"""The first operator of an empty hub: made from the shell, once."""

from dataclasses import dataclass
from datetime import datetime

from accounts import acting, clock
from accounts.access import permissions
from accounts.access.services import NewSecret, create_client
from accounts.callers import Caller
from accounts.errors import Conflict, Invalid
from accounts.organisations import facts, roles
from accounts.organisations import services as organisations
from accounts.organisations.models import Organisation, Role
from accounts.organisations.services import Particulars
from accounts.trail import services as trail
from accounts.users import services as users
from accounts.users.services import NewPerson

SCOPES = ["accounts:read", "accounts:write", "operations:read", "operations:write"]


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """The operator, its administrator and its API client; password and secret are shown once."""

    organisation: Organisation
    administrator: NewPerson
    client: NewSecret


def bootstrap(*, particulars: Particulars, email: str, name: str) -> Bootstrapped:
    """Make the operator, its administrator and its API client; refused where any organisation exists."""
    identifier = clock.uuid7()
    with acting.as_owner(organisation=identifier):
        # The stamp's lock makes a second bootstrap at the same moment wait, and then find the first.
        at = facts.change_time()
        if Organisation.objects.exists():
            raise Conflict("not-empty", "This hub has organisations already: its operator makes new ones.")
        faults = organisations.faults_in(particulars, at=at)
        if faults:
            raise Invalid("invalid-organisation", "Mend what is listed.", faults=faults)
        organisation = organisations.make(particulars, at=at, identifier=identifier)
        return _with_people(organisation, email=email, name=name, at=at)


def _with_people(organisation: Organisation, *, email: str, name: str, at: datetime) -> Bootstrapped:
    shell = Caller(
        organisation=organisation.pk,
        kind=organisation.kind,
        person=None,
        client=None,
        permissions=permissions.of_roles([Role.ADMINISTRATOR], kind=organisation.kind),
    )
    administrator = users.make_person(email=email, name=name, with_password=True, by=shell, at=at)
    roles.make_membership(
        organisation=organisation, person=administrator.person, role=Role.ADMINISTRATOR, at=at
    )
    client = create_client(organisation_id=organisation.pk, name="Operator", scopes=SCOPES, at=at)
    trail.record(
        action="bootstrapped",
        subject_kind="organisation",
        subject=organisation.pk,
        organisation=organisation.pk,
        by=shell,
        at=at,
        values={"administrator": str(administrator.person.pk), "client": str(client.client.pk)},
    )
    return Bootstrapped(organisation, administrator, client)
