"""What stands on a timeline: a version of a notice, or a reply about one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from exchange.deliveries.models import Delivery
from exchange.notices.models import Notice, NoticeVersion
from exchange.review.models import Case, CaseStep
from exchange.review.selectors import ReplyAbout
from exchange.routing.projection import Element

VERSION, REPLY = "version", "reply"


class Link(NamedTuple):
    """Why two notices are about the same goods: a search key that both carry."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the story. ``what`` is ``version`` or ``reply``.

    ``kind`` says how a version came (as a delivery's or a version's kind); ``about`` and ``case`` what a reply
    is about, ``outcome`` how it ended the case; ``delivery`` is the viewer's own, and ``own`` that the viewer
    published it. ``links`` is empty on the notice that the story is about; ``said`` the headline of an event.
    """

    what: str
    at: datetime
    notice: UUID | None = None
    number: str
    n: int = 1
    type: str
    publisher: UUID
    kind: str = ""
    delivery: UUID | None = None
    own: bool = False
    about: UUID | None = None
    reference: str = ""
    case: UUID | None = None
    outcome: str = ""
    due_at: datetime | None = None
    links: tuple[Link, ...] = ()
    said: tuple[Element, ...] = ()


def of_version(
    version: NoticeVersion,
    notice: Notice,
    links: Mapping[UUID, set[Link]],
    said: tuple[Element, ...],
) -> Entry:
    """A version of the viewer's own."""
    return Entry(
        what=VERSION,
        at=version.accepted_at,
        notice=notice.id,
        number=notice.number,
        n=version.n,
        type=notice.type,
        publisher=version.publisher_id,
        kind=version.kind,
        own=True,
        reference=notice.reference,
        links=_ordered(links.get(notice.id, set())),
        said=said,
    )


def of_delivery(delivery: Delivery, links: Mapping[UUID, set[Link]], said: tuple[Element, ...]) -> Entry:
    """A version that was given to the viewer: its envelope."""
    return Entry(
        what=VERSION,
        at=delivery.accepted_at,
        notice=delivery.notice_id,
        number=delivery.number,
        n=delivery.n,
        type=delivery.type,
        publisher=delivery.publisher_id,
        kind=delivery.kind,
        delivery=delivery.id,
        links=_ordered(links.get(delivery.notice_id, set())),
        said=said,
    )


def of_reply(reply: ReplyAbout, *, own: bool) -> Entry:
    """An authority's reply that the viewer sent, or that was delivered to it."""
    return Entry(
        what=REPLY,
        at=reply.sent_at,
        number=reply.number,
        type=reply.type,
        publisher=reply.authority,
        delivery=reply.delivery,
        own=own,
        about=reply.notice,
        reference=reply.reference,
    )


def of_step(step: CaseStep, case: Case, *, me: UUID, known: Entry | None) -> Entry:
    """A step of a case that the viewer is a party to; ``known`` is what else is told of the same reply."""
    first = step.reply_number == case.reply_number
    entry = known or Entry(
        what=REPLY,
        at=step.at,
        number=step.reply_number,
        type=step.type,
        publisher=step.sender_id,
        own=step.sender_id == me,
        about=case.notice_id,
        reference=step.reference,
    )
    return replace(entry, case=case.pk, outcome=step.outcome, due_at=case.due_at if first else None)


def _ordered(links: set[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links))
