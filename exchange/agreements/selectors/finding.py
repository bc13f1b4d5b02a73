"""Finding agreements by what people remember of them, and those that are about to end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import periods
from exchange.agreements.life import state_of
from exchange.agreements.models import Accession, Agreement, AgreementVersion, Departure, Party
from exchange.agreements.selectors import versions
from exchange.agreements.states import State

SOON = timedelta(days=60)


def containing(text: str) -> Q:
    """Agreements of which a version's title or a party's name holds the text, or whose number it is."""
    versions_of_it = AgreementVersion.objects.filter(agreement=OuterRef("pk"))
    named = Party.objects.filter(
        Q(organisation__name__icontains=text) | Q(group__name__icontains=text),
        version__agreement=OuterRef("pk"),
    )
    found = Q(Exists(versions_of_it.filter(title__icontains=text))) | Q(Exists(named))
    if text.isascii() and text.isdigit() and len(text) < 19:
        found |= Q(number=int(text))
    return found


def ending(*, at: datetime, within: timedelta = SOON) -> QuerySet[Agreement]:
    """The agreements with a version in force whose period ends soon."""
    soon = AgreementVersion.objects.filter(
        proposed_at__isnull=False, effective_until__gt=at, effective_until__lte=at + within
    )
    candidates = dict(soon.values_list("id", "agreement_id"))
    lives = versions.lives_of(set(candidates.values()))
    found: set[UUID] = {
        agreement
        for version, agreement in candidates.items()
        if state_of(lives[version], suspensions=(), at=at) == State.IN_FORCE
    }
    return Agreement.objects.filter(id__in=found)


def ending_for(
    *, organisation: UUID, at: datetime, after: datetime, until: datetime
) -> QuerySet[AgreementVersion]:
    """The versions whose period ends within ``(after, until]`` and that bind the organisation.

    It is named and has not left, keeps a named group, or has acceded.
    """
    left = Departure.objects.filter(version=OuterRef("pk"), organisation=organisation, left_at__lte=at)
    named = Party.objects.filter(version=OuterRef("pk"), organisation=organisation)
    kept = Party.objects.filter(version=OuterRef("pk"), group__keeper=organisation)
    acceded = Accession.objects.filter(periods.holds(at), version=OuterRef("pk"), organisation=organisation)
    return (
        AgreementVersion.objects.filter(
            (Exists(named) & ~Exists(left)) | Exists(kept) | Exists(acceded),
            proposed_at__isnull=False,
            effective_until__gt=after,
            effective_until__lte=until,
        )
        .select_related("agreement")
        .order_by("effective_until", "id")
    )
