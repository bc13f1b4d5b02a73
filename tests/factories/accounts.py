"""Members, people and clients for tests, made through the services alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from uuid import UUID

from accounts import acting
from accounts.access import permissions
from accounts.access import services as access
from accounts.access.bootstrap import bootstrap
from accounts.access.services import NewSecret
from accounts.accreditation import services as accreditation
from accounts.accreditation.models import Standing
from accounts.callers import Caller
from accounts.organisations import facts, roles
from accounts.organisations import selectors as organisations
from accounts.organisations import services as members
from accounts.organisations.models import Organisation
from accounts.organisations.services import NewIdentifier, Particulars
from accounts.users import services as users
from accounts.users.models import User

PASSWORD = "correct horse battery staple"
_SYLLABLES = [one + two for one in "bfgkpvz" for two in "aiou"]
_words = product(_SYLLABLES, repeat=3)


def fresh_word() -> str:
    """A word that nothing else is called, of one length and without digits: no page shows it by chance."""
    return "".join(next(_words)).capitalize()


@dataclass(frozen=True)
class Member:
    """An organisation with its administrator, ready to act."""

    organisation: Organisation
    administrator: User
    caller: Caller

    @property
    def id(self) -> UUID:
        return self.organisation.pk


@contextmanager
def acting_for(member: Member) -> Iterator[datetime]:
    """Act as the member's administrator, at a moment at which facts may change."""
    with acting.as_organisation(member.id, person=member.administrator.pk):
        yield facts.change_time()


def operator() -> Member:
    """The operator of an empty hub."""
    particulars = Particulars(name="Operator", kind="operator", country="BE", region="EUR")
    made = bootstrap(particulars=particulars, email="operator@hub.example", name="Olga Operator")
    return _member(made.organisation, made.administrator.person, roles_=("administrator",))


def member(
    by: Member,
    kind: str = "trader",
    *,
    name: str | None = None,
    country: str = "DE",
    region: str = "EUR",
    identifiers: Iterable[tuple[str, str]] = (),
) -> Member:
    """A member with one administrator, admitted by the operator."""
    word = fresh_word()
    particulars = Particulars(
        name=name or f"{kind} {word}",
        kind=kind,
        country=country,
        region=region,
        identifiers=[NewIdentifier(scheme, value) for scheme, value in identifiers],
    )
    with acting_for(by) as at:
        organisation = members.admit(particulars=particulars, by=by.caller, at=at)
        made = users.make_person(
            email=f"administrator.{word.lower()}@hub.example",
            name=f"Administrator {word}",
            with_password=False,
            by=by.caller,
            at=at,
        )
        roles.grant_role(
            organisation=organisation, person=made.person, role="administrator", by=by.caller, at=at
        )
    return _member(organisation, made.person, roles_=("administrator",))


def person(of: Member, *role_names: str, password: str | None = None) -> User:
    """One more person of a member's, with roles there."""
    word = fresh_word()
    with acting_for(of) as at:
        made = users.make_person(
            email=f"person.{word.lower()}@hub.example",
            name=f"Person {word}",
            with_password=False,
            by=of.caller,
            at=at,
        ).person
        for role in role_names:
            roles.grant_role(organisation=of.organisation, person=made, role=role, by=of.caller, at=at)
    if password is not None:
        set_password(made, password)
    return made


def set_password(person: User, password: str = PASSWORD) -> None:
    """Let a person sign in with a password."""
    with acting.as_person(person.pk):
        person.set_password(password)
        person.save(update_fields=["password"])


def client(of: Member, *scopes: str, name: str = "Machine") -> NewSecret:
    """An API client of a member's."""
    with acting_for(of) as at:
        return access.make_client(name=name, scopes=scopes or ("accounts:read",), by=of.caller, at=at)


def token(of: Member, *scopes: str) -> str:
    """An access token of a new API client of a member's."""
    made = client(of, *scopes)
    handed = access.hand_out_token(client=made.client.pk, secret=made.secret, scopes=None)
    assert handed is not None
    return handed.token


def standing(of: Member, *, by: Member, kind: str = "accredited") -> Standing:
    """Standing of a trader, granted by an authority from now on."""
    with acting_for(by) as at:
        return accreditation.grant(
            holder=of.organisation,
            kind=kind,
            programme="AEOF" if kind == "accredited" else "",
            number=f"AEOF{fresh_word().upper()}" if kind == "accredited" else "",
            by=by.caller,
            at=at,
        )


def caller(of: Member, *role_names: str, person: User | None = None) -> Caller:
    """Somebody of a member's with these roles, as services are told."""
    return Caller(
        organisation=of.id,
        kind=of.organisation.kind,
        person=(person or of.administrator).pk,
        client=None,
        permissions=permissions.of_roles(role_names, kind=of.organisation.kind),
    )


def is_active(of: Member) -> bool:
    """Whether the member is an active one right now."""
    with acting_for(of) as at:
        return organisations.is_active(of.id, at=at)


def _member(organisation: Organisation, administrator: User, *, roles_: tuple[str, ...]) -> Member:
    caller = Caller(
        organisation=organisation.pk,
        kind=organisation.kind,
        person=administrator.pk,
        client=None,
        permissions=permissions.of_roles(roles_, kind=organisation.kind),
    )
    return Member(organisation, administrator, caller)
