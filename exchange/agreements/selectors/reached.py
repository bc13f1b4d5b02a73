"""Whom a version reaches: its recipients by name, and those members of its groups that have acceded."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts import periods
from exchange.agreements.models import Agreement, AgreementVersion, Exclusion, Party, Role


def recipients(version: AgreementVersion, *, at: datetime) -> set[UUID]:
    """Everyone that may receive under the version as far as naming and accession go."""
    named = version.parties.filter(role=Role.RECIPIENT).exclude(organisation=None)
    left = set(version.departures.filter(left_at__lte=at).values_list("organisation_id", flat=True))
    found = {one for one in named.values_list("organisation_id", flat=True) if one is not None} - left
    if version.parties.filter(role=Role.RECIPIENT).exclude(group=None).exists():
        found |= set(version.accessions.filter(periods.holds(at)).values_list("organisation_id", flat=True))
    return found


def party_names(versions: Iterable[UUID]) -> dict[UUID, dict[str, list[str]]]:
    """What those named in these versions are called, by role, in the order in which they are named."""
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Party.objects.filter(version__in=list(versions)).order_by("position")
    for version, role, organisation, group in rows.values_list(
        "version_id", "role", "organisation__name", "group__name"
    ):
        found[version][role].append(organisation or group)
    return found


def exclusions(agreement: Agreement, *, at: datetime) -> list[Exclusion]:
    """The exclusions of an agreement that hold now, with whom they are about."""
    held = Exclusion.objects.filter(periods.holds(at), agreement=agreement)
    return list(held.select_related("provider", "recipient").order_by("valid_from"))
