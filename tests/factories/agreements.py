"""Agreements for tests, made through the services alone."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from accounts.groups import services as groups
from accounts.groups.models import Group
from accounts.groups.services import Rule
from exchange.agreements import services
from exchange.agreements.models import (
    AgreementVersion,
    Form,
    Purpose,
    Responsibility,
    RetentionStart,
)
from exchange.agreements.terms import Clause, LegalBasis, Retention, Side, Terms
from tests.factories.accounts import Member, acting_for

Party = Member | Group


def terms(*, providers: Iterable[Party], recipients: Iterable[Party], **more: Any) -> Terms:
    """Complete terms over advance cargo, shown plainly, unless said otherwise."""
    written = Terms(
        purpose=Purpose.SAFETY_AND_SECURITY,
        providers=_side(providers),
        recipients=_side(recipients),
        types=("advance_cargo",),
        scope=(Clause("/items/*/hs_code", Form.PLAIN),),
        retention=Retention(365, RetentionStart.RECEIPT),
    )
    written = replace(written, **more)
    return replace(written, legal_basis=written.legal_basis or bases(written))


def bases(written: Terms) -> tuple[LegalBasis, ...]:
    """A legal basis for everyone named."""
    return tuple(
        LegalBasis(party, direction, "Union Customs Code", "Article 127", Responsibility.CONTROLLER)
        for direction, party in written.named()
    )


def draft(by: Member, written: Terms) -> AgreementVersion:
    with acting_for(by) as at:
        return services.draft(by=by.caller, at=at, terms=written)


def proposed(by: Member, written: Terms) -> AgreementVersion:
    """A version that the first party named has drafted and proposed."""
    version = draft(by, written)
    with acting_for(by) as at:
        return services.propose(by=by.caller, at=at, version=version.id)


def signed(version: AgreementVersion, *signatories: Member) -> AgreementVersion:
    """The version, signed by each of these."""
    for member in signatories:
        with acting_for(member) as at:
            services.sign(by=member.caller, at=at, version=version.id)
    return version


def successor(of: AgreementVersion, written: Terms, *, by: Member) -> AgreementVersion:
    """A draft of the next version of an agreement."""
    with acting_for(by) as at:
        begun = services.new_version(by=by.caller, at=at, agreement=of.agreement_id)
        return services.edit(by=by.caller, at=at, version=begun.id, terms=written)


def in_force(*, providers: Iterable[Member], recipients: Iterable[Member], **more: Any) -> AgreementVersion:
    """A version that all those named have signed."""
    providers, recipients = list(providers), list(recipients)
    version = proposed(providers[0], terms(providers=providers, recipients=recipients, **more))
    by_id = {member.id: member for member in (*providers, *recipients)}
    return signed(version, *by_id.values())


def acceded(version: AgreementVersion, *members: Member) -> None:
    """The version, acceded to by each of these."""
    for member in members:
        with acting_for(member) as at:
            services.accede(by=member.caller, at=at, version=version.id)


def listed_group(keeper: Member, *members: Member, name: str = "Forwarders") -> Group:
    with acting_for(keeper) as at:
        return groups.make_listed(
            name=name, members=[member.organisation for member in members], by=keeper.caller, at=at
        )


def rule_group(keeper: Member, rule: Rule, *, name: str = "By rule") -> Group:
    with acting_for(keeper) as at:
        return groups.make_by_rule(name=name, rule=rule, by=keeper.caller, at=at)


def _side(parties: Iterable[Party]) -> Side:
    named = list(parties)
    organisations: list[UUID] = [party.id for party in named if isinstance(party, Member)]
    return Side(tuple(organisations), tuple(party.pk for party in named if isinstance(party, Group)))
