"""What an organisation may do to a version now, by the table of its life and by what it is to it."""

from datetime import datetime

from accounts import periods
from accounts.access.permissions import AGREEMENTS_SIGN, AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.errors import Refusal
from exchange.agreements.models import AgreementVersion
from exchange.agreements.selectors import parties, versions
from exchange.agreements.states import Act, State, may

_GUARDING = (Act.SUSPENDED, Act.RESUMED, Act.TERMINATED)


def possible(version: AgreementVersion, *, by: Caller, at: datetime) -> set[Act]:
    """The acts that the caller may do as things are. The services judge again when it does one."""
    state = versions.state_at(version, at)
    found: set[Act] = set()
    if by.may(AGREEMENTS_SIGN):
        found |= _consents(version, state, by=by, at=at)
    if by.may(AGREEMENTS_WRITE):
        found |= _acts(version, state, by=by, at=at)
    return found


def _consents(version: AgreementVersion, state: State, *, by: Caller, at: datetime) -> set[Act]:
    found: set[Act] = set()
    named = parties.is_named(version, by.organisation, at=at)
    signed = version.signatures.filter(organisation=by.organisation).exists()
    if may(Act.SIGNED, state) and not signed and parties.is_signatory(version, by.organisation, at=at):
        found.add(Act.SIGNED)
    is_member = bool(parties.group_roles(version, by.organisation, at=at))
    if may(Act.ACCEDED, state) and is_member and not named and not _has_acceded(version, by, at):
        found.add(Act.ACCEDED)
    return found


def _acts(version: AgreementVersion, state: State, *, by: Caller, at: datetime) -> set[Act]:
    found: set[Act] = set()
    mine = version.drafted_by_id == by.organisation
    found |= {act for act in (Act.EDITED, Act.PROPOSED, Act.WITHDRAWN) if mine and may(act, state)}
    bound = parties.is_named(version, by.organisation, at=at) and (
        version.signatures.filter(organisation=by.organisation).exists()
    )
    if may(Act.LEFT, state) and (bound or _has_acceded(version, by, at)):
        found.add(Act.LEFT)
    if state in (State.DRAFT, State.WITHDRAWN):
        return found
    current = parties.current_version(version.agreement, at=at)
    if current.version.id == version.id and parties.is_signatory(current.version, by.organisation, at=at):
        found |= {act for act in (*_GUARDING, Act.DRAFTED) if may(act, current.state)}
    if may(Act.EXCLUDED, state) and _provides(version, by, at):
        found |= {Act.EXCLUDED, Act.READMITTED}
    return found


def _has_acceded(version: AgreementVersion, by: Caller, at: datetime) -> bool:
    return version.accessions.filter(periods.holds(at), organisation=by.organisation).exists()


def _provides(version: AgreementVersion, by: Caller, at: datetime) -> bool:
    try:
        parties.check_provider(version.agreement, by.organisation, Act.EXCLUDED, at=at)
    except Refusal:
        return False
    return True
