"""A consignment's story as one viewer may see it: linked notices, events, requests and decisions, in time's order.

Notices about the same goods are linked by the search keys that they share, and a link entitles nobody. A key
counts only where the viewer's grounds, live at this moment, show it in both notices; of a notice that the viewer
may not read there is no sign. Nothing is delivered by reading a timeline.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from exchange.catalogue import types
from exchange.deliveries import asking, door
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.models import Delivery
from exchange.notices import selectors as notices
from exchange.notices.models import Notice, SearchKey
from exchange.review import selectors as review
from exchange.routing import scope
from exchange.routing import selectors as routing
from exchange.routing.projection import PLAIN, Element
from exchange.timeline import differing
from exchange.timeline.differing import Contradiction, Filing
from exchange.timeline.entries import Entry, Link, of_delivery, of_reply, of_step, of_version

# Notices linked to one consignment that are looked at, and events of which it is read what happened.
MOST_LINKED = 100
MOST_EVENTS = 20
# Notices about the same goods that are compared with the one that is read, and the keys by which they are found.
MOST_COMPARED = 10
_SAME_GOODS = ("ucr", "transport_document", "parcel")
_MOST_KEYS = 1_000
_EVENT = "transport_event"
_OF_AN_EVENT = ("code", "timing", "occurs_at", "place")
_READABLE = (Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP)

Keys = dict[UUID, set[Link]]


class Told(NamedTuple):
    """What a reader knows of a consignment, the newest first, and where other notices contradict the one read."""

    entries: list[Entry]
    contradictions: list[Contradiction]


def around_delivery(delivery: Delivery, *, reader: Reader, at: datetime) -> Told:
    """What the reader knows of the consignment of a notice delivered to it."""
    return _Story(reader, at).around(_subject(delivery.notice_id, delivery.number))


def around_own(notice: Notice, *, reader: Reader, at: datetime) -> Told:
    """What the publisher knows of the consignment of its own notice."""
    return _Story(reader, at).around(_subject(notice.id, notice.number))


def of_own(notice: Notice, *, reader: Reader, at: datetime) -> list[Entry]:
    """What happened to the publisher's own notice alone, the oldest first: its versions, and what was said about it."""
    return _Story(reader, at).of(notice)


def _subject(notice: UUID, number: str) -> UUID:
    """The notice that the story is about: of a reply, the one that it answers."""
    return review.subject_of_reply(number) or notice


class _Story:
    """One reading of one timeline: what is looked up in which order, and what of it may be told."""

    def __init__(self, reader: Reader, at: datetime) -> None:
        self._reader = reader
        self._at = at
        self._snapshot = routing.current()

    def around(self, subject: UUID) -> Told:
        owned = {one.id: one for one in notices.own_notices(publisher=self._me).filter(pk=subject)}
        held = deliveries.of_notice(recipient=self._me, notice_id=subject)
        versions = [one.version_id for one in held] + [one.id for one in notices.versions_of(owned)]
        known = notices.keys_of(versions)
        shared = notices.with_any_key({one.value for one in known}, limit=_MOST_KEYS) if known else []
        linked = _first({one.notice_id for one in shared} - {subject}, shared)
        owned |= {one.id: one for one in notices.own_notices(publisher=self._me).filter(pk__in=linked)}
        given = [*held, *deliveries.of_notices(recipient=self._me, notices=linked)]
        opened = self._judged(given)
        links = self._links(subject, [*known, *shared], owned, opened)
        shown = {subject, *links}
        entries = self._of_versions(owned, shown, links) + self._of_deliveries(given, opened, shown, links)
        ordered = sorted(
            entries + self._of_replies(shown), key=lambda one: (one.at, one.number), reverse=True
        )
        return Told(ordered, self._contradictions(subject, owned, opened, given, links))

    def of(self, own: Notice) -> list[Entry]:
        entries = self._of_versions({own.id: own}, {own.id}, {}) + self._of_replies({own.id})
        return sorted(entries, key=lambda one: (one.at, one.number))

    @property
    def _me(self) -> UUID:
        return self._reader.organisation

    def _judged(self, given: Sequence[Delivery]) -> dict[UUID, list[Opened]]:
        """What may be read now of what was delivered, by version. Nothing that has not left leaves by this."""
        wanted = [
            one
            for one in given
            if one.state == Delivery.State.DELIVERED
            and one.kind in _READABLE
            and one.basis == Delivery.Basis.AGREEMENT
        ]
        concerned = {one.notice_id for one in wanted}
        excused = review.notices_with_open_cases(authority=self._me, notices=concerned)
        judged = asking.judge(
            wanted, reader=self._reader, snapshot=self._snapshot, at=self._at, open_cases=excused
        )
        found: dict[UUID, list[Opened]] = defaultdict(list)
        for one in judged:
            if one.shown:
                found[one.delivery.version_id].append(one)
        return found

    def _links(
        self,
        subject: UUID,
        keys: Iterable[SearchKey],
        owned: dict[UUID, Notice],
        opened: dict[UUID, list[Opened]],
    ) -> Keys:
        """Per linked notice, the keys that it shares with the subject, as far as live grounds show them plainly."""
        seen: Keys = defaultdict(set)
        for one in keys:
            if one.notice_id in owned or self._shows(one, opened.get(one.version_id, ())):
                seen[one.notice_id].add(Link(one.kind, one.value))
        own = seen.pop(subject, set())
        return {notice: common for notice, found in seen.items() if (common := found & own)}

    def _shows(self, key: SearchKey, opened: Sequence[Opened]) -> bool:
        return any(
            key.kind in scope.shown_keys(self._snapshot.index.types[one.delivery.type], one.live)
            for one in opened
        )

    def _of_versions(self, owned: dict[UUID, Notice], shown: set[UUID], links: Keys) -> list[Entry]:
        wanted = {one: notice for one, notice in owned.items() if one in shown and not _is_reply(notice.type)}
        versions = notices.versions_of(wanted)
        events = [one.id for one in versions if wanted[one.notice_id].type == _EVENT][-MOST_EVENTS:]
        content = notices.own_content(events) if events else {}
        return [
            of_version(one, wanted[one.notice_id], links, _own_headline(content.get(one.id)))
            for one in versions
        ]

    def _of_deliveries(
        self, given: Sequence[Delivery], opened: dict[UUID, list[Opened]], shown: set[UUID], links: Keys
    ) -> list[Entry]:
        gathered: dict[UUID, list[Delivery]] = defaultdict(list)
        for one in given:
            by_agreement = one.basis == Delivery.Basis.AGREEMENT and one.position is not None
            if one.notice_id in shown and by_agreement:
                gathered[one.version_id].append(one)
        said = self._read(gathered.keys(), opened)
        return [
            of_delivery(_best(found, opened.get(version, ())), links, said.get(version, ()))
            for version, found in gathered.items()
        ]

    def _read(
        self, versions: Iterable[UUID], opened: dict[UUID, list[Opened]]
    ) -> dict[UUID, tuple[Element, ...]]:
        """What happened, of the newest events: read through the one door, with its row in the register."""
        events = [
            opened[one][0]
            for one in sorted(versions, reverse=True)
            if one in opened and opened[one][0].delivery.type == _EVENT
        ][:MOST_EVENTS]
        door.let_out(events, reader=self._reader, snapshot=self._snapshot, at=self._at)
        return {one.delivery.version_id: _headline(one.elements) for one in events}

    def _contradictions(
        self,
        subject: UUID,
        owned: dict[UUID, Notice],
        opened: dict[UUID, list[Opened]],
        given: Sequence[Delivery],
        links: Keys,
    ) -> list[Contradiction]:
        """What filers say otherwise of the same goods: read through the one door, with its rows in the register."""
        alike = [one for one, common in links.items() if any(link.kind in _SAME_GOODS for link in common)]
        wanted = {subject, *sorted(alike, reverse=True)[:MOST_COMPARED]}
        wanted -= {one.notice_id for one in given if one.kind not in _READABLE}
        seen = _newest(
            one
            for several in opened.values()
            for one in several
            if one.delivery.notice_id in wanted and differing.compares(one.delivery.type)
        )
        mine = {
            one: notice
            for one, notice in owned.items()
            if one in wanted and notice.cancelled_at is None and differing.compares(notice.type)
        }
        known = {*mine, *(one.delivery.notice_id for one in seen)}
        if subject not in known or known == {subject}:
            return []
        door.let_out(seen, reader=self._reader, snapshot=self._snapshot, at=self._at)
        filings = [*self._own_filings(mine), *map(_filing, seen)]
        others = [one for one in filings if one.notice != subject]
        return [
            found
            for one in filings
            if one.notice == subject
            for found in differing.contradictions(one, others)
        ]

    def _own_filings(self, mine: dict[UUID, Notice]) -> list[Filing]:
        current = (
            [one for one in notices.versions_of(mine) if one.n == mine[one.notice_id].current] if mine else []
        )
        content = notices.own_content([one.id for one in current]) if current else {}
        return [
            Filing(
                notice=one.notice_id,
                number=mine[one.notice_id].number,
                n=one.n,
                type=mine[one.notice_id].type,
                publisher=one.publisher_id,
                delivery=None,
                purpose="",
                elements=_own_elements(mine[one.notice_id].type, content[one.id]),
                whole=True,
            )
            for one in current
            if one.id in content
        ]

    def _of_replies(self, shown: set[UUID]) -> list[Entry]:
        cases = {one.pk: one for one in review.cases(at=self._at).filter(notice_id__in=shown)}
        entries: dict[str, Entry] = {}
        for one in review.replies_about(shown):
            entries[one.number] = of_reply(one, own=one.authority == self._me)
        for step in review.steps(cases):
            found = of_step(step, cases[step.case_id], me=self._me, known=entries.get(step.reply_number))
            entries[found.number] = found
        return list(entries.values())


def _first(wanted: set[UUID], keys: Sequence[SearchKey]) -> list[UUID]:
    """As many of the notices as are looked at, those with the newest versions first."""
    ordered = dict.fromkeys(one.notice_id for one in keys if one.notice_id in wanted)
    return list(ordered)[:MOST_LINKED]


def _newest(opened: Iterable[Opened]) -> list[Opened]:
    """Of each notice and purpose the newest version that can be read."""
    ordered = sorted(opened, key=lambda one: one.delivery.n)
    return list({(one.delivery.notice_id, one.delivery.purpose): one for one in ordered}.values())


def _filing(one: Opened) -> Filing:
    delivery = one.delivery
    return Filing(
        notice=delivery.notice_id,
        number=delivery.number,
        n=delivery.n,
        type=delivery.type,
        publisher=delivery.publisher_id,
        delivery=delivery.id,
        purpose=delivery.purpose,
        elements=one.elements,
        whole=not any(version.terms.matching_items for version in one.live),
    )


def _best(given: Sequence[Delivery], opened: Sequence[Opened]) -> Delivery:
    """Of several purposes one by which the version can be read, if any."""
    return opened[0].delivery if opened else given[0]


def _headline(elements: Iterable[Element]) -> tuple[Element, ...]:
    return tuple(one for one in elements if one.path.split("/")[1] in _OF_AN_EVENT)


def _own_headline(content: dict[str, object] | None) -> tuple[Element, ...]:
    if content is None:
        return ()
    return _headline(_own_elements(_EVENT, content))


def _own_elements(type_id: str, content: dict[str, object]) -> list[Element]:
    return [Element(one.pointer, one.value, PLAIN, ()) for one in types.get(type_id).elements(content)]


def _is_reply(type_id: str) -> bool:
    return type_id == "answer" or types.get(type_id).is_reply
