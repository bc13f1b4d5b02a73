"""Back-fill: what an agreement opens of the past to a newcomer, each publisher and newcomer once."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from accounts import acting
from accounts.organisations import facts
from exchange.deliveries import claims, grounds, reconsidering
from exchange.deliveries.models import BackFill, BackFillPass
from exchange.notices.models import RoutingWork
from exchange.routing import selectors as routing
from exchange.routing.facts import AgreementVersion
from exchange.routing.index import Index

MOST_AT_ONCE = 200

# Newcomers get the current version alone. Who has anything of it for the purpose is none.
_OWED = """
SELECT w.version_id, n.id FROM notices_notice n
JOIN notices_routingwork w ON w.notice_id = n.id AND w.n = n.current AND w.state = 'routed'
WHERE n.publisher_id = %s AND n.type = ANY(%s) AND n.cancelled_at IS NULL AND w.accepted_at >= %s
AND NOT EXISTS (
    SELECT 1 FROM deliveries_delivery d
    WHERE d.notice_id = n.id AND d.recipient_id = %s AND d.purpose = %s
) AND n.id > %s
ORDER BY n.id LIMIT %s"""
_FIRST = UUID(int=0)


def back_fill() -> int:
    """Make every delivery that some back-fill owes a newcomer; answer how many."""
    with acting.as_pipeline():
        moment = _now()
        snapshot = routing.current()
        done = set(BackFill.objects.values_list("agreement_version_id", "publisher_id", "recipient_id"))
    made = 0
    settled = True
    for version, publisher, recipient in _newcomers(snapshot.index, moment):
        if (version.id, publisher, recipient) not in done:
            more, finished = _fill(version, publisher, recipient, moment)
            made += more
            settled = settled and finished
    if settled:
        with acting.as_pipeline():
            BackFillPass.objects.update_or_create(id=1, defaults={"stamp": snapshot.stamp})
    return made


def _newcomers(index: Index, moment: datetime) -> Iterator[tuple[AgreementVersion, UUID, UUID]]:
    """Whom some back-fill of an agreement in force reaches at this moment, by publisher."""
    for version in index.versions.values():
        if version.terms.back_fill_from is None or version.force is None:
            continue
        providers = {*version.terms.provider_organisations, *version.accessions}
        for publisher in sorted(providers, key=str):
            reach = index.reach(version, index.facts.organisations[publisher], moment)
            if not reach.suspended:
                for recipient in reach.recipients:
                    yield version, publisher, recipient.id


def _fill(version: AgreementVersion, publisher: UUID, recipient: UUID, moment: datetime) -> tuple[int, bool]:
    """How many deliveries were made for one newcomer, and whether that was all there can be."""
    with acting.as_pipeline():
        # What is being routed was decided perhaps before the agreement reached so far: then look again later.
        settled = not _is_routing(version, publisher, moment)
    made = 0
    last = _FIRST
    while True:
        step, last_seen = grounds.interning(partial(_fill_some, version, publisher, recipient, last))
        made += step
        if last_seen is None:
            break
        last = last_seen
    if not settled:
        return made, False
    with acting.as_pipeline():
        BackFill.objects.bulk_create(
            [
                BackFill(
                    agreement_version_id=version.id,
                    publisher_id=publisher,
                    recipient_id=recipient,
                    done_at=moment,
                )
            ],
            ignore_conflicts=True,
        )
    return made, True


def _is_routing(version: AgreementVersion, publisher: UUID, moment: datetime) -> bool:
    pending = RoutingWork.objects.filter(state=RoutingWork.State.PENDING)
    return pending.filter(
        publisher_id=publisher, accepted_at__lt=moment, notice__type__in=version.terms.types
    ).exists()


def _fill_some(
    version: AgreementVersion, publisher: UUID, recipient: UUID, after: UUID
) -> tuple[int, UUID | None]:
    """One transaction's share; answers how many deliveries, and the last notice seen (None: there are no more)."""
    terms = version.terms
    purpose = terms.purpose
    with facts.held_by_pipeline():
        with acting.connection().cursor() as cursor:
            cursor.execute(
                _OWED,
                [
                    str(publisher),
                    sorted(terms.types),
                    terms.back_fill_from,
                    str(recipient),
                    purpose,
                    str(after),
                    MOST_AT_ONCE,
                ],
            )
            owed = cursor.fetchall()
        if not owed:
            return 0, None
        claims.lock(notice for _, notice in owed)
        made = reconsidering.make_up([one for one, _ in owed], pairs=[(recipient, purpose)])
        return made, owed[-1][1]


def _now() -> datetime:
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment
