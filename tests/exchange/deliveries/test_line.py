"""More is claimed at once behind a long line of bulk, and few again as soon as a single notice was in it."""

import pytest

from accounts import acting
from exchange import pipeline
from exchange.deliveries.line import _LONG, Line
from exchange.notices.models import RoutingWork
from tests.factories import accounts
from tests.factories.accounts import Member
from tests.factories.notices import sample

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
FEW, MANY = 2, 7
BULK, SINGLE = RoutingWork.Lane.BULK, RoutingWork.Lane.SINGLE


def publish(by: Member, *references: str, lane: RoutingWork.Lane) -> None:
    caller = accounts.caller(by, "publisher")
    drafts = [pipeline.Draft("advance_cargo", reference, sample()) for reference in references]
    with acting.as_organisation(by.id, person=caller.person):
        answers = pipeline.publish(drafts, by=caller, lane=lane)
    assert not any(isinstance(answer, Exception) for answer in answers)


def test_a_long_line_of_bulk_is_claimed_by_more_at_once_and_a_single_notice_ends_that(trader: Member) -> None:
    line = Line(few=FEW, many=MANY)
    publish(trader, *(f"BULK-{n}" for n in range(FEW * _LONG + MANY + FEW)), lane=BULK)
    assert [pipeline.route(line) for _ in range(_LONG + 1)] == [FEW] * _LONG + [MANY]

    publish(trader, "SINGLE-1", lane=SINGLE)
    assert [pipeline.route(line) for _ in range(3)] == [FEW + 1, 0, 0]
    publish(trader, *(f"MORE-{n}" for n in range(FEW * 2)), lane=BULK)
    assert [pipeline.route(line) for _ in range(3)] == [FEW, FEW, 0]


def test_a_line_with_a_single_notice_in_each_claim_stays_claimed_by_few(trader: Member) -> None:
    line = Line(few=FEW, many=MANY)
    publish(trader, *(f"BULK-{n}" for n in range(FEW * (_LONG + 3))), lane=BULK)
    claimed = []
    for n in range(_LONG + 3):
        publish(trader, f"SINGLE-{n}", lane=SINGLE)
        claimed.append(pipeline.route(line))
    assert claimed == [FEW] * (_LONG + 3)
