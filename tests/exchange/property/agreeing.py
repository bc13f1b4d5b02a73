"""The life of a scenario's agreements, through the services: weeks ago, or right now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.errors import Refusal
from exchange.agreements import services
from exchange.agreements.terms import Terms
from tests.exchange.property.terms import succeeding, terms
from tests.exchange.property.world import Agreed, World, moment_of
from tests.factories.accounts import Member


def begin(world: World, type_id: str, *, past: datetime | None = None) -> None:
    """Draft, propose and sign an agreement; members of the groups that it names accede, or most of them."""
    written = _periods(world, terms(world, type_id), past)
    drafter = world.random.choice(_signatories(world, written))
    with moment_of(drafter, past) as at:
        version = services.draft(by=drafter.caller, at=at, terms=written)
    agreed = Agreed(version.agreement_id, version.agreement.number)
    _propose(world, agreed, version.id, written, drafter, past)
    world.agreements.append(agreed)


def succeed(world: World, agreed: Agreed) -> None:
    """A next version, signed by all or nearly all: it takes the place of the one before, or it does not."""
    written = succeeding(world, agreed.versions[-1][1])
    drafter = world.random.choice(_signatories(world, agreed.versions[-1][1]))
    with moment_of(drafter) as at:
        version = services.new_version(by=drafter.caller, at=at, agreement=agreed.id)
    try:
        with moment_of(drafter) as at:
            services.edit(by=drafter.caller, at=at, version=version.id, terms=written)
        _propose(world, agreed, version.id, written, drafter, None)
    except Refusal:
        with moment_of(drafter) as at:
            services.withdraw(by=drafter.caller, at=at, version=version.id)
        raise


def accede(world: World, agreed: Agreed, member: Member, *, past: datetime | None = None) -> None:
    version, _ = world.random.choice(agreed.versions[-2:])
    _accede(world, agreed, version, member, past)


def leave(world: World, agreed: Agreed, member: Member) -> None:
    version, _ = world.random.choice(agreed.versions[-2:])
    with moment_of(member) as at:
        services.leave(by=member.caller, at=at, version=version)
    world.journal.happened(agreed.id, "left", by=member.id, at=at, version=version)


def concern_all(
    world: World, agreed: Agreed, service: Callable[..., Any], event: str, member: Member, **values: Any
) -> None:
    """An act on the agreement in all its versions: suspend, resume, terminate, exclude, readmit."""
    with moment_of(member) as at:
        service(by=member.caller, at=at, agreement=agreed.id, reason="so", **values)
    world.journal.happened(agreed.id, event, by=member.id, at=at, **values)


def parties(world: World, agreed: Agreed) -> list[Member]:
    return _signatories(world, agreed.versions[-1][1])


def _periods(world: World, written: Terms, past: datetime | None) -> Terms:
    """Mostly from proposal on, without end; at times it begins or ends while the scenario runs."""
    drawn = world.random.random()
    soon = world.ago(seconds=-world.random.uniform(0.5, 3))
    if past is not None and drawn < 0.1:
        return replace(written, effective_from=soon)
    return replace(written, effective_until=soon) if past is not None and drawn < 0.2 else written


def _signatories(world: World, written: Terms) -> list[Member]:
    found = {one for side in (written.providers, written.recipients) for one in side.organisations}
    for side in (written.providers, written.recipients):
        found |= {UUID(world.journal.groups[group]["keeper"]) for group in side.groups}
    return [world.by_id(one) for one in sorted(found, key=str)]


def _propose(
    world: World, agreed: Agreed, version: UUID, written: Terms, drafter: Member, past: datetime | None
) -> None:
    later = None if past is None else past + timedelta(hours=1)
    with moment_of(drafter, past) as at:
        proposed = services.propose(by=drafter.caller, at=at, version=version)
    assert proposed.version is not None
    world.journal.proposed(version, agreed.id, agreed.number, proposed.version, written, at=at)
    agreed.versions.append((version, written))
    for member in _signatories(world, written):
        if world.random.random() < 0.98:
            with moment_of(member, later) as at:
                services.sign(by=member.caller, at=at, version=version)
            world.journal.happened(agreed.id, "signed", by=member.id, at=at, version=version)
    if written.providers.groups or written.recipients.groups:
        for member in world.of_kind():
            _try_to_accede(world, agreed, version, member, past)


def _try_to_accede(
    world: World, agreed: Agreed, version: UUID, member: Member, past: datetime | None
) -> None:
    """Long ago; ten days ago, so that the objection period ends while the scenario runs; lately; or not."""
    if world.random.random() < 0.15:
        return
    if past is not None:
        ends = world.ago(days=10, seconds=-world.random.uniform(0.5, 3))
        past = world.random.choice(
            (past + timedelta(days=2), past + timedelta(days=2), ends, world.ago(days=1))
        )
    try:
        _accede(world, agreed, version, member, past)
    except Refusal:
        return  # no member of a group that the version names


def _accede(world: World, agreed: Agreed, version: UUID, member: Member, past: datetime | None) -> None:
    with moment_of(member, past) as at:
        services.accede(by=member.caller, at=at, version=version)
    world.journal.happened(agreed.id, "acceded", by=member.id, at=at, version=version)
