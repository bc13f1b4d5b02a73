"""What an organisation may do to a version now, by the table of its life and by what it is to it."""

from dataclasses import dataclass
from datetime import datetime

from accounts import periods
from accounts.access.permissions import AGREEMENTS_SIGN, AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.groups import selectors as groups
from exchange.agreements.life import state_of
from exchange.agreements.models import AgreementVersion, Role
from exchange.agreements.selectors import parties, versions
from exchange.agreements.states import Act, State, may

_GUARDING = (Act.SUSPENDED, Act.RESUMED, Act.TERMINATED, Act.DRAFTED)


@dataclass(frozen=True, slots=True)
class _Relation:
    """What the caller's organisation is to a version."""

    drafter: bool
    named: bool
    signatory: bool
    signed: bool
    acceded: bool
    member: bool
    provides: bool


def possible(version: AgreementVersion, *, by: Caller, at: datetime) -> set[Act]:
    """The acts that the caller may do as things are. The services judge again when it does one."""
    lives = versions.lives_of([version.agreement_id])
    suspensions = versions.suspensions_of([version.agreement_id])[version.agreement_id]
    state = state_of(lives[version.id], suspensions=suspensions, at=at)
    relation = _relation(version, by=by, at=at)
    found: set[Act] = set()
    if by.may(AGREEMENTS_SIGN):
        found |= _consents(relation)
    if by.may(AGREEMENTS_WRITE):
        found |= _acts(relation)
        current = max(lives.values(), key=lambda life: parties.weight(life, at))
        if relation.signatory and current.dates.id == version.id and state != State.DRAFT:
            found |= set(_GUARDING)
    return {act for act in found if may(act, state)}


def _consents(relation: _Relation) -> set[Act]:
    found = set()
    if relation.signatory and not relation.signed:
        found.add(Act.SIGNED)
    if relation.member and not relation.named and not relation.acceded:
        found.add(Act.ACCEDED)
    return found


def _acts(relation: _Relation) -> set[Act]:
    found: set[Act] = set()
    if relation.drafter:
        found |= {Act.EDITED, Act.PROPOSED, Act.WITHDRAWN}
    if (relation.named and relation.signed) or relation.acceded:
        found.add(Act.LEFT)
    if relation.provides:
        found |= {Act.EXCLUDED, Act.READMITTED}
    return found


def _relation(version: AgreementVersion, *, by: Caller, at: datetime) -> _Relation:
    mine = by.organisation
    rows = list(version.parties.select_related("group"))
    left = version.departures.filter(organisation=mine, left_at__lte=at).exists()
    roles = {Role(row.role) for row in rows if row.organisation_id == mine and not left}
    joined = {
        Role(row.role)
        for row in rows
        if row.group is not None and groups.is_member(row.group, organisation=mine, at=at)
    }
    return _Relation(
        drafter=version.drafted_by_id == mine,
        named=bool(roles),
        signatory=bool(roles) or any(row.group is not None and row.group.keeper_id == mine for row in rows),
        signed=version.signatures.filter(organisation=mine).exists(),
        acceded=version.accessions.filter(periods.holds(at), organisation=mine).exists(),
        member=bool(joined),
        provides=Role.PROVIDER in roles | joined,
    )
