"""What a reply cites: a version that its sender holds and may read, opened for it, and so told on the register."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.callers import Caller
from accounts.errors import Conflict, NotFound, Refusal
from exchange.deliveries import asking, door
from exchange.deliveries import selectors as held
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.review import reaching, replies, seconding
from exchange.review.reaching import Reach
from exchange.review.replies import Reply
from exchange.routing import selectors as routing


def settled(type_id: str, document: Mapping[str, Any], *, by: Caller, at: datetime) -> Reply:
    """The reply with everybody it reaches; an authority's cites a version that it holds and may read.

    Held for several purposes, it is answered for the first, in alphabetical order, under which the sender sees
    everybody whom it names.
    """
    if type_id == replies.ANSWER:
        return replies.from_addressee(document, by=by)
    cited = document["cites"]
    refusal: Refusal = NotFound()
    for delivery in held.delivered(recipient=by.organisation, number=cited["notice"], n=cited["version"]):
        try:
            found = opened(delivery, by=by, at=at)
            reply = replies.from_authority(type_id, document, cited=found, by=by, at=at)
            return replace(reply, second_person=seconding.is_asked_for(type_id, cited=found))
        except Refusal as refused:
            refusal = refused
    raise refusal


def reach(*, number: str, n: int, by: Caller, at: datetime) -> list[Reach]:
    """Whom a reply to this version could reach by role, and why nobody: the best under any purpose it is held for."""
    best: dict[str, Reach] = {}
    for cited in _readable(number=number, n=n, by=by, at=at):
        for one in reaching.reach(cited, sender=by.organisation, at=at):
            if one.role not in best or best[one.role].organisation is None:
                best[one.role] = one
    return list(best.values())


def _readable(*, number: str, n: int, by: Caller, at: datetime) -> Iterator[Opened]:
    """The version under every purpose for which it may be read; refused where there is none."""
    refusal: Refusal | None = NotFound()
    for delivery in held.delivered(recipient=by.organisation, number=number, n=n):
        try:
            found = opened(delivery, by=by, at=at)
        except Refusal as refused:
            refusal = refusal and refused
        else:
            refusal = None
            yield found
    if refusal is not None:
        raise refusal


def opened(delivery: Delivery, *, by: Caller, at: datetime) -> Opened:
    """What the sender of a reply sees of the version that it cites; a suspension does not keep it from that."""
    reader = Reader(by.organisation, by.person, by.client, Disclosure.Channel.INBOX)
    snapshot = routing.current()
    excused = frozenset({delivery.notice_id})
    judged = asking.judge([delivery], reader=reader, snapshot=snapshot, at=at, open_cases=excused)
    if not judged[0].shown:
        raise Conflict("not-readable", "The cited version may no longer be read, so it cannot be answered.")
    door.let_out(judged, reader=reader, snapshot=snapshot, at=at)
    return judged[0]
