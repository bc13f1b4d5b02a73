"""Lists of agreements: by state, and by what waits for the acting organisation's administrator."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts import periods
from exchange.agreements.life import state_of
from exchange.agreements.models import (
    Accession,
    Agreement,
    AgreementVersion,
    Departure,
    Party,
    Signature,
)
from exchange.agreements.selectors import versions
from exchange.agreements.states import LIVE, State


def agreements(*, state: State | None, at: datetime) -> QuerySet[Agreement]:
    """The readable agreements, or those of them with a readable version in this state."""
    readable = Agreement.objects.all()
    if state is None:
        return readable
    return readable.filter(id__in=_with_version_in({state}, AgreementVersion.objects.all(), at))


def waiting_for_signature(*, organisation: UUID, at: datetime) -> QuerySet[Agreement]:
    """The agreements with a proposed version that the organisation has yet to sign."""
    named = Party.objects.filter(Q(organisation=organisation) | Q(group__keeper=organisation))
    signed = Signature.objects.filter(version=OuterRef("pk"), organisation=organisation)
    unsigned = AgreementVersion.objects.filter(
        ~Exists(signed), Exists(named.filter(version=OuterRef("pk"))), proposed_at__isnull=False
    )
    return Agreement.objects.filter(id__in=_with_version_in({State.PROPOSED}, unsigned, at))


def waiting_for_accession(*, organisation: UUID, at: datetime) -> QuerySet[Agreement]:
    """The agreements with a living version that the organisation may accede to and has not."""
    mine = Party.objects.filter(version=OuterRef("pk"), group__in=RawSQL("SELECT agreements_groups()", []))
    named = Party.objects.filter(version=OuterRef("pk"), organisation=organisation)
    left = Departure.objects.filter(version=OuterRef("pk"), organisation=organisation)
    acceded = Accession.objects.filter(periods.holds(at), version=OuterRef("pk"), organisation=organisation)
    open_to_it = AgreementVersion.objects.filter(
        ~Exists(named) | Exists(left), ~Exists(acceded), Exists(mine), proposed_at__isnull=False
    )
    return Agreement.objects.filter(id__in=_with_version_in(set(LIVE), open_to_it, at))


def _with_version_in(states: set[State], among: QuerySet[AgreementVersion], at: datetime) -> set[UUID]:
    candidates = dict(among.values_list("id", "agreement_id"))
    wanted = set(candidates.values())
    suspensions = versions.suspensions_of(wanted)
    return {
        candidates[version_id]
        for version_id, life in versions.lives_of(wanted).items()
        if version_id in candidates
        and state_of(life, suspensions=suspensions[candidates[version_id]], at=at) in states
    }
