"""Reading one's own notices. Nobody else's come out of here: another organisation reads deliveries."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet

from accounts import acting
from accounts.errors import NotFound
from exchange.notices.models import Notice, NoticeVersion, SearchKey


def own_notices(*, publisher: UUID) -> QuerySet[Notice]:
    """The organisation's notices."""
    return Notice.objects.filter(publisher_id=publisher)


def sought_among(rows: QuerySet[Notice], sought: str) -> QuerySet[Notice]:
    """Those of the notices that have this reference, notice number, MRN or consignment key."""
    by = [rows.filter(**{column: sought}) for column in ("reference", "key_value", "mrn")]
    return rows.filter(number=sought.upper()) | by[0] | by[1] | by[2]


def own_notice(*, publisher: UUID, number: str) -> Notice:
    """One of the organisation's notices by the hub's number; ``NotFound`` for everybody else's too."""
    notice = own_notices(publisher=publisher).filter(number=number).first()
    if notice is None:
        raise NotFound
    return notice


def versions(notice: Notice) -> list[NoticeVersion]:
    """All versions of an own notice, the original first."""
    return list(notice.versions.order_by("n"))


def own_content(wanted: Sequence[UUID]) -> dict[UUID, Any]:
    """The parsed content of one's own versions, by version id; cancellations have none."""
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT version_id, text FROM hub_own_content(%s::uuid[])", [[str(one) for one in wanted]]
        )
        return {version: orjson.loads(text) for version, text in cursor.fetchall()}


def with_key(value: str, *, limit: int) -> list[SearchKey]:
    """This search key (UCR, container, ...) wherever the viewer may know it, the newest versions first.

    Found as it was sent, in capitals, and in capitals without blanks and dashes, as it stands on a box or a bill.
    """
    capitals = value.strip().upper()
    written = {value, capitals, "".join(one for one in capitals if one.isalnum())}
    return with_any_key(written, limit=limit)


def keys_of(versions: Iterable[UUID]) -> list[SearchKey]:
    """The search keys of these versions that the viewer may know."""
    return list(SearchKey.objects.filter(version_id__in=list(versions)))


def with_any_key(values: Iterable[str], *, limit: int) -> list[SearchKey]:
    """Keys with one of these values, of versions whose key the viewer may know, the newest versions first."""
    return list(SearchKey.objects.filter(value__in=list(values)).order_by("-version_id")[:limit])


def versions_of(wanted: Iterable[UUID]) -> list[NoticeVersion]:
    """All versions of these own notices, in the order in which they were accepted."""
    return list(NoticeVersion.objects.filter(notice_id__in=list(wanted)).order_by("id"))
