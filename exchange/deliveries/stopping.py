"""What a weighty act would stop: asked before a member is suspended or removed, or standing is taken away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accounts import acting
from accounts.accreditation.models import Standing
from accounts.accreditation.permissions import check_may_keep
from accounts.callers import Caller
from accounts.organisations import selectors as organisations
from accounts.organisations.permissions import check_may_keep_members
from exchange.routing import rules, selectors
from exchange.routing.facts import AgreementVersion, Facts, Organisation
from exchange.routing.periods import covers


@dataclass(frozen=True, slots=True)
class MemberStops:
    """What stops with a member: agreements in force that it is a party of, deliveries that have not left, to it
    and from it; people, API clients and webhooks that lose their way in."""

    agreements: tuple[int, ...]
    deliveries_to: int
    deliveries_from: int
    people: int
    clients: int
    endpoints: int


@dataclass(frozen=True, slots=True)
class StandingStops:
    """What stops with a grant: agreements that the asker may read in which its holder then lacks the standing
    that they ask for, and the deliveries under them that have not left to it."""

    agreements: tuple[int, ...]
    deliveries_to: int


def with_member(*, organisation: UUID, by: Caller, at: datetime) -> MemberStops:
    """For the operator, which learns numbers alone."""
    check_may_keep_members(by)
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_member_stops(%s)", [organisation])
        deliveries_to, deliveries_from, clients, endpoints = cursor.fetchone()
    roles = organisations.memberships(organisation=organisation, at=at)
    concerned = (one for one in _in_force(at) if rules.is_party(one, organisation, at))
    return MemberStops(
        agreements=_numbers(concerned),
        deliveries_to=deliveries_to,
        deliveries_from=deliveries_from,
        people=len(set(roles.values_list("person", flat=True))),
        clients=clients,
        endpoints=endpoints,
    )


def with_standing(*, standing: Standing, by: Caller, at: datetime) -> StandingStops:
    """For the authority that granted it."""
    check_may_keep(by, granted_by=standing.granted_by_id)
    facts = selectors.current().index.facts
    holder = facts.organisations[standing.holder_id]
    without = _without(holder, standing, at)
    concerned = [
        one
        for one in _in_force(at)
        if rules.is_party(one, holder.id, at)
        and _has(facts, one, holder, at)
        and not _has(facts, one, without, at)
    ]
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT hub_standing_stops(%s, %s::uuid[])", [holder.id, [str(one.id) for one in concerned]]
        )
        (deliveries_to,) = cursor.fetchone()
    return StandingStops(_numbers(concerned), deliveries_to)


def _in_force(at: datetime) -> list[AgreementVersion]:
    versions = selectors.current().index.versions.values()
    return [one for one in versions if rules.outside_force(one, at) is None]


def _has(facts: Facts, version: AgreementVersion, holder: Organisation, at: datetime) -> bool:
    return rules.has_standing(facts, version, holder, at, parties_at=at)


def _without(holder: Organisation, standing: Standing, at: datetime) -> Organisation:
    """The holder as it is without this grant; with another of the same kind by the same authority, as it was."""
    grants = list(holder.standing)
    for one in grants:
        if (one.kind, one.granted_by) == (standing.kind, standing.granted_by_id) and covers(one.periods, at):
            grants.remove(one)
            break
    return replace(holder, standing=tuple(grants))


def _numbers(versions: Iterable[AgreementVersion]) -> tuple[int, ...]:
    return tuple(sorted({one.terms.number for one in versions}))
