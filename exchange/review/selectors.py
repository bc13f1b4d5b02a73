"""Reading cases, as their authority and their addressee see them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.errors import NotFound
from exchange.review.models import Case


def cases(*, at: datetime) -> QuerySet[Case]:
    """The acting organisation's cases, each with ``overdue``: open, and past its due time."""
    overdue = ExpressionWrapper(Q(closed_at=None, due_at__isnull=False, due_at__lte=at), BooleanField())
    return Case.objects.annotate(overdue=overdue)


def case(identifier: UUID, *, at: datetime) -> Case:
    """One of the acting organisation's cases."""
    found = cases(at=at).filter(pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def notices_with_open_cases(*, authority: UUID, notices: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the notices on which the authority has a case of its own open."""
    found = Case.objects.filter(Q(authority_id=authority), notice_id__in=set(notices), closed_at=None)
    return frozenset(found.values_list("notice_id", flat=True))


def held(*, notice: UUID) -> bool:
    """Whether any hold that the acting organisation knows of stands on the notice: not *released*."""
    return Case.objects.filter(notice_id=notice, kind=Case.Kind.HOLD, closed_at=None).exists()


def first_replies(*, notice: UUID) -> dict[UUID, datetime]:
    """When each authority first asked or ordered something about the notice, as far as one may know."""
    rows = Case.objects.filter(notice_id=notice).order_by("-opened_at")
    return dict(rows.values_list("authority_id", "opened_at"))
