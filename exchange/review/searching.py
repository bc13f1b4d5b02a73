"""Search by key: *may read* is asked of every hit, so that a key finds only what its searcher may read now."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from accounts.callers import Caller
from exchange.deliveries import asking
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.review import selectors
from exchange.routing import scope
from exchange.routing import selectors as routing

# Versions with one key that are looked at, the newest first: a master bill may stand over thousands of houses.
MOST_HITS = 2_000


def deliveries_with_key(value: str, *, by: Caller, at: datetime) -> list[UUID]:
    """The caller's deliveries that show this UCR, container, bill, MRN or parcel plainly, as they may be read now.

    Only what was delivered is found, and only while a live ground shows the key: not during a suspension, nor
    once retention has run out (docs/semantics.md, *may read*).
    """
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for key in notices.with_key(value, limit=MOST_HITS):
        kinds[key.version_id].add(key.kind)
    held = deliveries.readable(recipient=by.organisation, versions=kinds)
    if not held:
        return []
    snapshot = routing.current()
    judged = asking.judge(
        held,
        reader=Reader(by.organisation, by.person, by.client, Disclosure.Channel.INBOX),
        snapshot=snapshot,
        at=at,
        open_cases=selectors.notices_with_open_cases(
            authority=by.organisation, notices={one.notice_id for one in held}
        ),
    )
    return [
        one.delivery.id
        for one in judged
        if one.shown
        and kinds[one.delivery.version_id]
        & set(scope.shown_keys(snapshot.index.types[one.delivery.type], one.live))
    ]
