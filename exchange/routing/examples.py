"""Examples kept with an agreement, tried on a version of it: must this be sent, and is it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.agreements import selectors as agreements
from exchange.agreements.models import Example
from exchange.notices import selectors as notices
from exchange.notices.models import NoticeVersion as VersionRow
from exchange.routing import selectors
from exchange.routing.content import Facets
from exchange.routing.facts import AgreementVersion, NoticeVersion
from exchange.routing.index import Index
from exchange.routing.preview import as_if_in_force, refusal
from exchange.routing.previewing import known
from exchange.routing.projection import project
from exchange.routing.reasons import Reason


@dataclass(frozen=True, slots=True)
class Tried:
    """One example as it went. ``reason``: why it is not sent; ``elements``: how many are shown where it is.

    ``missing``: the notice is there no more, so nothing could be tried.
    """

    example: Example
    sent: bool
    reason: Reason | None
    elements: int
    missing: bool = False

    @property
    def passed(self) -> bool:
        return not self.missing and self.sent == self.example.must_send


def of_version(version: UUID, *, at: datetime) -> list[Tried]:
    """The acting organisation's examples, tried on a version, be it a draft, as if it were in force alone."""
    row = agreements.version(version)
    kept = Example.objects.filter(agreement=row.agreement_id).select_related("publisher", "recipient")
    wanted = list(kept.order_by("name"))
    if not wanted:
        return []
    snapshot = selectors.current()
    tried = as_if_in_force(snapshot.index.facts, known(row, snapshot), at)
    contents = _contents(wanted)
    return [_try(one, contents.get(one.id), tried, snapshot.index, at) for one in wanted]


def _contents(wanted: list[Example]) -> dict[UUID, Any]:
    """What each example says: its document, or the newest content of the notice that it names."""
    named = [one.notice_id for one in wanted if one.notice_id is not None]
    rows = VersionRow.objects.filter(notice__in=named).exclude(kind=VersionRow.Kind.CANCELLATION)
    newest = dict(rows.order_by("n").values_list("notice_id", "id"))
    said = notices.own_content(list(newest.values())) if newest else {}
    found = {one.id: one.document for one in wanted if one.document is not None}
    for one in wanted:
        if one.notice_id is not None and newest.get(one.notice_id) in said:
            found[one.id] = said[newest[one.notice_id]]
    return found


def _try(one: Example, content: Any, version: AgreementVersion, index: Index, at: datetime) -> Tried:
    kind = index.types.get(one.type)
    if content is None or kind is None:
        return Tried(one, sent=False, reason=None, elements=0, missing=True)
    notice = NoticeVersion(
        notice=one.id,
        publisher=one.publisher_id,
        type=one.type,
        n=1,
        kind="original",
        accepted_at=at,
        first_accepted_at=at,
        content=content,
    )
    facets, facts = Facets(kind.facets, content), index.facts
    receiver = facts.organisations[one.recipient_id]
    reason = refusal(facts, version, notice, kind, receiver, facets, at)
    shown = 0 if reason is not None else len(project(content, kind, [version]))
    return Tried(one, sent=reason is None, reason=reason, elements=shown)
