"""Reading agreements and versions as one organisation may see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts import acting
from accounts.errors import NotFound
from exchange.agreements import document
from exchange.agreements.conditions import Condition
from exchange.agreements.life import Dates, Life, Period, lives, state_of
from exchange.agreements.models import (
    Agreement,
    AgreementStep,
    AgreementVersion,
    Direction,
    Form,
    ItemScope,
    OnwardSharing,
    Party,
    Purpose,
    Responsibility,
    RetentionStart,
    Role,
    StandingKind,
    Suspension,
    Termination,
    TransferMechanism,
)
from exchange.agreements.states import State
from exchange.agreements.terms import Clause, LegalBasis, Retention, Side, Terms

_DIRECTION_OF = {Role.PROVIDER: Direction.GIVES, Role.RECIPIENT: Direction.RECEIVES}


def agreement(agreement_id: UUID) -> Agreement:
    """The agreement, when the acting organisation may read any version of it."""
    found = Agreement.objects.filter(id=agreement_id).first()
    if found is None:
        raise NotFound
    return found


def version(version_id: UUID) -> AgreementVersion:
    """The version with its agreement, when the acting organisation may read it."""
    found = AgreementVersion.objects.select_related("agreement").filter(id=version_id).first()
    if found is None:
        raise NotFound
    return found


def titles_of(versions: Iterable[UUID]) -> dict[UUID, str]:
    """What the readable ones of these versions are called; empty where they have no title."""
    return dict(AgreementVersion.objects.filter(id__in=list(versions)).values_list("id", "title"))


def conditions_of(versions: Iterable[UUID]) -> dict[UUID, Sequence[Condition]]:
    """The conditions of the readable ones of these versions, as they are written."""
    return dict(AgreementVersion.objects.filter(id__in=list(versions)).values_list("id", "conditions"))


def terms_of(version: AgreementVersion) -> Terms:
    """What the version says."""
    parties = list(version.parties.order_by("position"))
    return Terms(
        purpose=Purpose(version.agreement.purpose),
        title=version.title,
        providers=_side(parties, Role.PROVIDER),
        recipients=_side(parties, Role.RECIPIENT),
        types=tuple(version.types),
        conditions=version.conditions,
        items=ItemScope(version.items),
        scope=tuple(Clause(line.path, Form(line.form)) for line in version.scope.order_by("clause")),
        standing=tuple(StandingKind(kind) for kind in version.standing),
        recognised=version.recognised,
        objection_days=version.objection_days,
        follow_up=version.follow_up,
        back_fill_from=version.back_fill_from,
        retention=_retention(version),
        legal_basis=tuple(_basis(party) for party in parties if party.law),
        onward_sharing=OnwardSharing(version.onward_sharing),
        onward_groups=tuple(version.onward_groups.order_by("position").values_list("group_id", flat=True)),
        receipts_opened=version.receipts_opened,
        second_person=tuple(version.second_person),
        effective_from=version.effective_from,
        effective_until=version.effective_until,
    )


def second_person_for(versions: Iterable[UUID]) -> frozenset[str]:
    """The types of reply that a second person must release under any of these versions."""
    named = AgreementVersion.objects.filter(pk__in=list(versions)).values_list("second_person", flat=True)
    return frozenset(type_id for types in named for type_id in types)


def terms_digest(version: AgreementVersion) -> str:
    """The digest that proposals and signatures are bound to."""
    return document.digest(terms_of(version), statement=version.statement)


def lives_of(agreements: Iterable[UUID]) -> dict[UUID, Life]:
    """The lives of all readable versions of these agreements, drafts included.

    The dates come from the database function ``agreements_dates``: a party of an early version must know
    when a later one superseded it, even where it may not read that one.
    """
    wanted = list(agreements)
    if not wanted:
        return {}
    by_agreement: dict[UUID, list[Dates]] = defaultdict(list)
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM agreements_dates(%s::uuid[])", [wanted])
        for agreement_id, *dates in cursor.fetchall():
            by_agreement[agreement_id].append(Dates(*dates))
    ends = dict(Termination.objects.filter(agreement__in=wanted).values_list("agreement_id", "terminated_at"))
    computed: dict[UUID, Life] = {}
    for agreement_id, versions in by_agreement.items():
        computed |= lives(versions, terminated_at=ends.get(agreement_id))
    return computed


def terminations_of(agreements: Iterable[UUID]) -> dict[UUID, datetime]:
    """When those that have been terminated were."""
    ended = Termination.objects.filter(agreement__in=list(agreements))
    return dict(ended.values_list("agreement_id", "terminated_at"))


def suspensions_of(agreements: Iterable[UUID]) -> dict[UUID, list[Period]]:
    """The periods in which each agreement was or is suspended."""
    found: dict[UUID, list[Period]] = defaultdict(list)
    rows = Suspension.objects.filter(agreement__in=list(agreements)).order_by("valid_from")
    for agreement_id, since, until in rows.values_list("agreement_id", "valid_from", "valid_until"):
        found[agreement_id].append((since, until))
    return found


def state_at(version: AgreementVersion, at: datetime) -> State:
    """What state the version is, was or will be in at a moment, as far as is known now."""
    life = lives_of([version.agreement_id])[version.id]
    return state_of(life, suspensions=suspensions_of([version.agreement_id])[version.agreement_id], at=at)


def proposed_before(version: AgreementVersion) -> AgreementVersion | None:
    """The last readable version that was proposed before this one (before now, for a draft)."""
    earlier = AgreementVersion.objects.filter(agreement=version.agreement_id, version__isnull=False)
    if version.version is not None:
        earlier = earlier.filter(version__lt=version.version)
    return earlier.select_related("agreement").order_by("-version").first()


def next_number(agreement: Agreement) -> int:
    """The number that the next proposal gets, counting versions that the acting organisation may not read."""
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM agreements_dates(%s::uuid[]) WHERE version IS NOT NULL",
            [[str(agreement.id)]],
        )
        (taken,) = cursor.fetchone()
    return int(taken) + 1


def steps_of(agreement: Agreement) -> QuerySet[AgreementStep]:
    """Who did what and when: the steps of the versions that the acting organisation may read."""
    return AgreementStep.objects.filter(agreement=agreement).select_related("version")


def _side(parties: list[Party], role: Role) -> Side:
    mine = [party for party in parties if party.role == role]
    return Side(
        tuple(party.organisation_id for party in mine if party.organisation_id),
        tuple(party.group_id for party in mine if party.group_id),
    )


def _retention(version: AgreementVersion) -> Retention | None:
    if version.retention_days is None or version.retention_from is None:
        return None
    return Retention(version.retention_days, RetentionStart(version.retention_from))


def _basis(party: Party) -> LegalBasis:
    named = party.organisation_id or party.group_id
    if named is None:
        raise LookupError("a party is an organisation or a group, as the database holds")
    return LegalBasis(
        party=named,
        direction=_DIRECTION_OF[Role(party.role)],
        law=party.law,
        article=party.article,
        responsibility=Responsibility(party.responsibility),
        transfer_mechanism=TransferMechanism(party.transfer_mechanism),
    )
