"""What others did to agreements that the organisation may read, and what of it waits for the organisation."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from accounts.access.permissions import AGREEMENTS_READ
from exchange.agreements import selectors
from exchange.agreements.models import AgreementStep, AgreementVersion
from exchange.agreements.states import Act
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window

_KINDS = {
    Act.PROPOSED.value: Kind.AGREEMENT_PROPOSED,
    Act.SUSPENDED.value: Kind.AGREEMENT_SUSPENDED,
    Act.RESUMED.value: Kind.AGREEMENT_RESUMED,
    Act.TERMINATED.value: Kind.AGREEMENT_TERMINATED,
}


def found(window: Window) -> list[Notification]:
    """Steps of others, and versions that came into force."""
    if not window.caller.may(AGREEMENTS_READ):
        return []
    return [*_steps(window), *_in_force(window)]


def _steps(window: Window) -> Iterator[Notification]:
    rows = list(
        AgreementStep.objects.filter(act__in=_KINDS, at__gt=window.since, at__lte=window.at)
        .exclude(organisation_id=window.caller.organisation)
        .select_related("version__agreement")
        .order_by("-at")[: window.most]
    )
    waiting = _waiting(window) if any(row.act == Act.PROPOSED for row in rows) else {}
    newest = _newest({row.agreement_id for row in rows if row.version is None})
    told: set[UUID] = set()
    for row in rows:
        version = row.version or newest.get(row.agreement_id)
        if version is None:
            continue
        kind = _KINDS[row.act]
        if kind is Kind.AGREEMENT_PROPOSED and row.agreement_id not in told:
            # Of several proposals of one agreement, the newest is the one that waits.
            told.add(row.agreement_id)
            kind = waiting.get(row.agreement_id, kind)
        yield Notification(
            key=f"agreement:{row.id}",
            kind=kind,
            at=row.at,
            subject=version.id,
            who=row.organisation_id,
            facts=_facts(version),
        )


def _in_force(window: Window) -> Iterator[Notification]:
    """A version comes into force with its last signature or at the moment it takes effect, whichever is later."""
    began = Q(signatures__signed_at__gt=window.since, signatures__signed_at__lte=window.at)
    began |= Q(effective_from__gt=window.since, effective_from__lte=window.at)
    candidates = AgreementVersion.objects.filter(began, proposed_at__isnull=False).select_related("agreement")
    versions = {one.id: one for one in candidates.distinct().order_by("-id")[: window.most]}
    lives = selectors.lives_of({one.agreement_id for one in versions.values()})
    for identifier, version in versions.items():
        life = lives.get(identifier)
        if life is None or life.in_force is None or not window.covers(life.in_force[0]):
            continue
        yield Notification(
            key=f"in-force:{identifier}",
            kind=Kind.AGREEMENT_IN_FORCE,
            at=life.in_force[0],
            subject=identifier,
            facts=_facts(version),
        )


def _waiting(window: Window) -> dict[UUID, Kind]:
    """The agreements that wait for the organisation: a signature comes before an accession."""
    own, at = window.caller.organisation, window.at
    accession = selectors.waiting_for_accession(organisation=own, at=at).values_list("id", flat=True)
    signature = selectors.waiting_for_signature(organisation=own, at=at).values_list("id", flat=True)
    waiting = dict.fromkeys(accession, Kind.ACCESSION_WAITED_FOR)
    return waiting | dict.fromkeys(signature, Kind.SIGNATURE_WAITED_FOR)


def _newest(agreements: set[UUID]) -> dict[UUID, AgreementVersion]:
    """The last version of each that was proposed, as far as the organisation may read it."""
    if not agreements:
        return {}
    found = AgreementVersion.objects.filter(agreement__in=agreements, version__isnull=False)
    return {one.agreement_id: one for one in found.select_related("agreement").order_by("version")}


def _facts(version: AgreementVersion) -> dict[str, str]:
    return {
        "number": str(version.agreement.number),
        "title": version.title,
        "version": str(version.version or ""),
    }
