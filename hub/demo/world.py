"""The demo world while it is being made: who is who in the database, and how to act as them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts import acting
from accounts.access import permissions
from accounts.access import selectors as access
from accounts.access.models import Client
from accounts.callers import Caller
from accounts.errors import Conflict
from accounts.groups.models import Group
from accounts.organisations import facts
from accounts.organisations.models import Organisation
from exchange.deliveries.asking import Reader
from hub.demo import cast


@dataclass
class World:
    """What has been made so far. ``began`` is when the operator was made: the hour that all else is told from.

    An interrupted seeding is taken up again from its beginning: every step finds what it made before.
    ``resuming``: this is such a second time, so conflicts with what is there already are no surprise.
    """

    began: datetime
    resuming: bool
    organisations: dict[str, Organisation]
    people: dict[str, UUID] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    versions: dict[str, UUID] = field(default_factory=dict)
    agreements: dict[str, UUID] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    _callers: dict[tuple[str, UUID], Caller] = field(default_factory=dict)

    def id_of(self, key: str) -> UUID:
        return self.organisations[key].pk

    def key_of(self, organisation: UUID) -> str:
        return next(key for key, one in self.organisations.items() if one.pk == organisation)

    @contextmanager
    def acting(self, key: str, role: str = cast.ADMINISTRATOR) -> Iterator[Caller]:
        """Act for a member as its person with this role, with the permissions that the roles give."""
        person = self.people[cast.player_for(key, role).email]
        with acting.as_organisation(self.id_of(key), person=person):
            if (key, person) not in self._callers:
                self._callers[key, person] = self._ask(key, person)
            yield self._callers[key, person]

    @contextmanager
    def acting_machine(self, key: str) -> Iterator[Caller]:
        """Act for a member as its API client, within its scopes."""
        client, organisation = self.clients[key], self.organisations[key]
        scopes = permissions.of_scopes(client.scopes, kind=organisation.kind)
        with acting.as_organisation(organisation.pk):
            yield Caller(organisation.pk, organisation.kind, None, client.pk, scopes)

    @contextmanager
    def changing(self, key: str) -> Iterator[tuple[Caller, datetime]]:
        """Act as a member's administrator, at a moment at which facts may change."""
        with self.acting(key) as caller:
            yield caller, facts.change_time()

    def _ask(self, key: str, person: UUID) -> Caller:
        at = acting.transaction_time()
        caller = access.caller_for_person(person, organisation=self.id_of(key), at=at)
        if caller is None:
            raise LookupError(f"{person} has no role at {key}")
        return caller

    def unless_done(self) -> AbstractContextManager[None]:
        """Around a step that conflicts with itself: the second time, that means that it was done."""
        return suppress(Conflict) if self.resuming else nullcontext()


def reader(caller: Caller, channel: str) -> Reader:
    """The caller as one who reads deliveries."""
    return Reader(caller.organisation, caller.person, caller.client, channel)
