"""What recipients hold already of a notice, and what that still gives them: follow-ups, and being told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.routing import rules
from exchange.routing.answers import Pair
from exchange.routing.content import Facets
from exchange.routing.facts import AgreementVersion, Held, Id, NoticeVersion, Organisation
from exchange.routing.index import Index
from exchange.routing.periods import days_after

FOLLOW_UP_DAYS = 90


@dataclass(frozen=True, slots=True)
class Holding:
    """What one recipient holds of a notice for one purpose: the latest version, and since when any."""

    n: int
    versions: tuple[Id, ...]
    first_left: datetime
    withdrawn: bool


def left_by(held: Iterable[Held], moment: datetime) -> list[Held]:
    """The deliveries whose content had left by then: what *holds* means."""
    return [one for one in held if one.first_left is not None and one.first_left <= moment]


def before(notice: NoticeVersion, held: Iterable[Held]) -> dict[Pair, Holding]:
    """What each recipient holds of versions earlier than this one, per purpose; and since when any at all:
    a newer version may have left before an older one."""
    since: dict[Pair, datetime] = {}
    latest: dict[Pair, Held] = {}
    for one in held:
        if one.first_left is not None:
            pair = (one.recipient, one.purpose)
            since[pair] = min(since.get(pair, one.first_left), one.first_left)
            if one.n < notice.n and (pair not in latest or one.n > latest[pair].n):
                latest[pair] = one
    return {pair: Holding(one.n, one.versions, since[pair], one.withdrawn) for pair, one in latest.items()}


def following(
    index: Index,
    notice: NoticeVersion,
    receiver: Organisation,
    holding: Holding,
    moment: datetime,
    *,
    facets: Facets,
) -> list[AgreementVersion]:
    """The versions in the grounds of what is held whose follow-up clause applies.

    All rules hold but the sixth, and content first left less than 90 days ago. A withdrawal ends it.
    """
    if holding.withdrawn or moment >= days_after(holding.first_left, FOLLOW_UP_DAYS):
        return []
    kind = index.types[notice.type]
    found = []
    for version in (index.versions[one] for one in holding.versions):
        clause = version.terms.follow_up
        if receiver.kind == "authority" if clause is None else clause:
            refused = rules.may_receive(
                index.facts, kind, version, notice, receiver, moment,
                facets=facets, holds=True, whatever_conditions=True,
            )  # fmt: skip
            if refused is None:
                found.append(version)
    return found


def in_good_standing(index: Index, receiver: Organisation, granted: Sequence[Id], moment: datetime) -> bool:
    """Whether the receiver is an active member with the standing that at least one of its grounds needs."""
    return any(
        rules.receiving_member(index.facts, index.versions[one], receiver, moment) is None for one in granted
    )
