"""Preview over the database: an agreement version tried on the acting organisation's own notices."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from accounts.access.permissions import NOTICES_READ
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from accounts.sentences import Sentence
from exchange.agreements import selectors as agreements
from exchange.agreements.models import AgreementVersion as Row
from exchange.notices import selectors as notices
from exchange.notices.models import Notice
from exchange.notices.models import NoticeVersion as VersionRow
from exchange.routing import rules, selectors
from exchange.routing.facts import AgreementVersion, NoticeVersion
from exchange.routing.preview import Preview, preview
from exchange.routing.selectors import Snapshot

MOST_DAYS = 366
MOST_NOTICES = 2000


def preview_version(
    version: UUID, *, against: UUID | None = None, days: int, by: Caller, at: datetime
) -> Preview:
    """What a version, be it a draft, would change for the organisation's notices of the last days.

    Compared with ``against``, another version of the agreement; else with the one in force now, if any.
    """
    by.check_may(NOTICES_READ)
    if not 1 <= days <= MOST_DAYS:
        fault = Fault("/days", "out-of-range", Sentence("From 1 to %(most)s days.", most=MOST_DAYS))
        raise Invalid("bad-preview", "Ask for fewer days, at least one.", faults=[fault])
    snapshot = selectors.current()
    after = known(agreements.version(version), snapshot)
    if against is None:
        before = _in_force(after, snapshot, at)
    else:
        before = known(agreements.version(against), snapshot)
        if before.terms.number != after.terms.number:
            raise Conflict("other-agreement", "Compare two versions of one agreement.")
    kinds = after.terms.types if before is None else after.terms.types | before.terms.types
    own = own_notices(kinds, publisher=by.organisation, since=at - timedelta(days=days), at=at)
    return preview(snapshot.index, own, before=before, after=after, days=days, moment=at)


def numbers_of(found: Preview) -> dict[UUID, str]:
    """The hub's numbers of the notices that the preview shows as samples."""
    wanted = {one.sample.notice for one in found.changes if one.sample is not None}
    return dict(Notice.objects.filter(id__in=wanted).values_list("id", "number"))


def known(row: Row, snapshot: Snapshot) -> AgreementVersion:
    """The version as the engine knows it; a draft, which no decision knows, as it stands now."""
    found: AgreementVersion | None = snapshot.index.versions.get(row.id)
    return selectors.as_drafted(row) if found is None else found


def _in_force(version: AgreementVersion, snapshot: Snapshot, at: datetime) -> AgreementVersion | None:
    """The version of the same agreement that is in force, whose place this one would take."""
    siblings = snapshot.index.facts.agreements.get(version.terms.number, ())
    found = [one for one in siblings if one.id != version.id and rules.outside_force(one, at) is None]
    return found[0] if found else None


def own_notices(
    kinds: Collection[str],
    *,
    publisher: UUID,
    since: datetime,
    at: datetime,
    most: int = MOST_NOTICES,
) -> list[NoticeVersion]:
    """The current versions of one's own notices that are not cancelled, the newest of them; at most so many."""
    recent = VersionRow.objects.filter(
        notice__publisher=publisher,
        notice__type__in=list(kinds),
        notice__accepted_at__gte=since,
        notice__accepted_at__lte=at,
        notice__cancelled_at=None,
        n=F("notice__current"),
    )
    rows = list(recent.select_related("notice").order_by("-notice_id")[:most])
    contents = notices.own_content([row.id for row in rows])
    return [
        NoticeVersion(
            notice=row.notice_id,
            publisher=publisher,
            type=row.notice.type,
            n=row.n,
            kind=row.kind,
            accepted_at=row.accepted_at,
            first_accepted_at=row.notice.accepted_at,
            content=contents[row.id],
        )
        for row in rows
    ]
