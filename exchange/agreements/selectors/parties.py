"""Who is what to a version or an agreement: signatory, named, member of a named group, provider."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.errors import Forbidden
from accounts.groups import selectors as groups
from accounts.organisations.models import Organisation
from exchange.agreements.life import Life, state_of
from exchange.agreements.models import Agreement, AgreementVersion, Role
from exchange.agreements.selectors import versions
from exchange.agreements.states import LIVE, Act, State, check_may


@dataclass(frozen=True, slots=True)
class Current:
    """The version that an agreement's acts are judged by, and its state."""

    version: AgreementVersion
    state: State


def exists(organisation: UUID) -> bool:
    return Organisation.objects.filter(id=organisation).exists()


def signatories(version: AgreementVersion) -> set[UUID]:
    """Every organisation named, and the keeper of every group named: those who must sign."""
    rows = version.parties.values_list("organisation_id", "group__keeper_id")
    return {organisation or keeper for organisation, keeper in rows}


def is_signatory(version: AgreementVersion, organisation: UUID, *, at: datetime) -> bool:
    """Whether the organisation signs this version: named and not gone, or keeper of a named group."""
    if version.parties.filter(group__keeper=organisation).exists():
        return True
    return is_named(version, organisation, at=at)


def check_signatory(version: AgreementVersion, organisation: UUID, *, at: datetime) -> None:
    """Refuse whoever is no signatory of this version."""
    if not is_signatory(version, organisation, at=at):
        raise Forbidden(
            "not-a-signatory",
            "Only a signatory may do this: an organisation named in the version, or the keeper of a group that is.",
        )


def is_named(
    version: AgreementVersion, organisation: UUID, *, at: datetime, role: Role | None = None
) -> bool:
    """Whether the organisation is named in the version, in this role or any, and has not left."""
    named = version.parties.filter(organisation=organisation)
    if role is not None:
        named = named.filter(role=role)
    return (
        named.exists() and not version.departures.filter(organisation=organisation, left_at__lte=at).exists()
    )


def group_roles(version: AgreementVersion, organisation: UUID, *, at: datetime) -> set[Role]:
    """The roles of the named groups that the organisation is a member of at a moment."""
    named = version.parties.exclude(group=None).select_related("group")
    return {
        Role(party.role)
        for party in named
        if party.group is not None and groups.is_member(party.group, organisation=organisation, at=at)
    }


def current_version(agreement: Agreement, *, at: datetime) -> Current:
    """The version in force; else the last that is still proposed; else the last that was; else the draft."""
    suspensions = versions.suspensions_of([agreement.id])[agreement.id]
    life = max(versions.lives_of([agreement.id]).values(), key=lambda life: weight(life, at))
    found = agreement.versions.select_related("agreement").filter(id=life.dates.id).first()
    if found is None:
        raise Forbidden("not-a-signatory", "Only a signatory of the version in force may do this.")
    return Current(found, state_of(life, suspensions=suspensions, at=at))


def check_provider(agreement: Agreement, organisation: UUID, act: Act, *, at: datetime) -> None:
    """Refuse whoever provides nothing under a living version: by name, or as a member of a named group."""
    for life in versions.lives_of([agreement.id]).values():
        version = agreement.versions.filter(id=life.dates.id).first()
        if version is None or state_of(life, suspensions=(), at=at) not in LIVE:
            continue
        named = is_named(version, organisation, at=at, role=Role.PROVIDER)
        if named or Role.PROVIDER in group_roles(version, organisation, at=at):
            return
    check_may(act, current_version(agreement, at=at).state)
    raise Forbidden("not-a-provider", "Only a provider may exclude a recipient, and only from its own data.")


def weight(life: Life, at: datetime) -> tuple[int, int]:
    """The more, the more an agreement's acts are judged by this version."""
    state = state_of(life, suspensions=(), at=at)
    rank = {State.IN_FORCE: 3, State.PROPOSED: 2, State.DRAFT: 0, State.WITHDRAWN: -1}.get(state, 1)
    return rank, life.dates.version or 0
