"""Members that have been admitted and cannot take part yet, and what each of them still lacks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts import periods
from accounts.accreditation.models import StandingPeriod
from accounts.callers import Caller
from accounts.organisations.models import Activity, Kind, Membership, Organisation, Role
from accounts.organisations.permissions import check_may_keep_members
from exchange.agreements.models import Accession, Party


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An active member, and whether it lacks an administrator, standing (a trader), and an agreement."""

    organisation: Organisation
    without_administrator: bool
    without_standing: bool
    without_agreement: bool


def onboarding(*, by: Caller, at: datetime) -> list[Newcomer]:
    """Those that lack something, the latest admitted first; for the operator. At most 500."""
    check_may_keep_members(by)
    held = periods.holds(at)
    active = Activity.objects.filter(held, organisation=OuterRef("pk"), state=Activity.State.ACTIVE)
    administrators = Membership.objects.filter(held, organisation=OuterRef("pk"), role=Role.ADMINISTRATOR)
    granted = StandingPeriod.objects.filter(
        held, state=StandingPeriod.State.GRANTED, standing__holder=OuterRef("pk")
    )
    named = Party.objects.filter(
        Q(organisation=OuterRef("pk")) | Q(group__keeper=OuterRef("pk")), version__proposed_at__isnull=False
    )
    acceded = Accession.objects.filter(held, organisation=OuterRef("pk"))
    rows = (
        Organisation.objects.exclude(kind=Kind.OPERATOR)
        .filter(Exists(active))
        .annotate(
            led=Exists(administrators), standing_held=Exists(granted), agreed=Exists(named) | Exists(acceded)
        )
        .filter(Q(led=False) | Q(agreed=False) | Q(standing_held=False, kind=Kind.TRADER))
        .order_by("-created_at")[:500]
    )
    return [
        Newcomer(
            one,
            without_administrator=not one.led,
            without_standing=one.kind == Kind.TRADER and not one.standing_held,
            without_agreement=not one.agreed,
        )
        for one in rows
    ]
