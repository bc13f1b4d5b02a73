"""Reading cases, as their authority and their addressee see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts import acting
from accounts.errors import NotFound
from exchange.review.models import Case, CaseStep


class ReplyAbout(NamedTuple):
    """An authority's reply to a notice; ``delivery`` where it was delivered to the acting organisation.

    ``partial``: it releases a part only. ``standing``: an order to another that it was told of for information, and of
    whose end it was not told.
    """

    notice: UUID
    number: str
    type: str
    reference: str
    authority: UUID
    sent_at: datetime
    delivery: UUID | None
    partial: bool
    standing: bool


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


def steps(cases: Iterable[UUID]) -> list[CaseStep]:
    """What happened in these cases of the acting organisation's, in order."""
    return list(CaseStep.objects.filter(case_id__in=list(cases)).order_by("at", "reply_number"))


def case_of_reply(number: str) -> Case | None:
    """The case that a reply opened, or took a step in, as far as the acting organisation is a party to it."""
    step = CaseStep.objects.filter(reply_number=number).order_by("at").first()
    return None if step is None else Case.objects.filter(pk=step.case_id).first()


def subject_of_reply(number: str) -> UUID | None:
    """The notice that a reply is about, as far as the acting organisation is a party to it, or was told of it."""
    case = case_of_reply(number)
    if case is not None:
        return case.notice_id
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_subject_of_reply(%s)", [number])
        (found,) = cursor.fetchone()
    return None if found is None else UUID(str(found))


def answered_by(replies: Iterable[str]) -> dict[str, tuple[Case, str]]:
    """Which case of the acting organisation's each of these answers took a step in, and how that ended it, if so."""
    steps = list(CaseStep.objects.filter(reply_number__in=list(replies)))
    found = Case.objects.in_bulk({step.case_id for step in steps})
    return {step.reply_number: (found[step.case_id], step.outcome) for step in steps if step.case_id in found}


def replies_about(notices: Iterable[UUID]) -> list[ReplyAbout]:
    """Authorities' replies to these notices that the acting organisation sent, or that were delivered to it."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_replies_about(%s::uuid[])", [[str(one) for one in notices]])
        return [ReplyAbout(*row) for row in cursor.fetchall()]


def held(*, notice: UUID) -> bool:
    """Whether any hold that the acting organisation knows of stands on the notice: not *released*."""
    return Case.objects.filter(notice_id=notice, kind=Case.Kind.HOLD, closed_at=None).exists()


def first_replies(*, notice: UUID) -> dict[UUID, datetime]:
    """When each authority first replied to one's own notice, to whomever; empty for anybody else's."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT authority_id, first_sent_at FROM hub_replied(%s)", [str(notice)])
        return dict(cursor.fetchall())


def first_replies_to(notices: Iterable[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """The same for several of one's own notices, by notice and authority."""
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT w.id, r.authority_id, r.first_sent_at"
            " FROM unnest(%s::uuid[]) AS w (id) CROSS JOIN LATERAL hub_replied(w.id) AS r",
            [[str(one) for one in notices]],
        )
        return {(notice, authority): at for notice, authority, at in cursor.fetchall()}
