"""A consignment's story as one viewer may see it: linked notices, events, requests and decisions, in time's order.

Notices about the same goods are linked by the search keys that they share, and a link entitles nobody. A key
counts only where the viewer's grounds, live at this moment, show it in both notices; of a notice that the viewer
may not read there is no sign. Nothing is delivered by reading a timeline.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
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
from exchange.timeline.entries import Entry, Link, of_delivery, of_reply, of_step, of_version

# Notices linked to one consignment that are looked at, and events of which it is read what happened.
MOST_LINKED = 100
MOST_EVENTS = 20
_MOST_KEYS = 1_000
_EVENT = "transport_event"
_OF_AN_EVENT = ("code", "timing", "occurs_at", "place")
_READABLE = (Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP)

Keys = dict[UUID, set[Link]]


def around_delivery(delivery: Delivery, *, reader: Reader, at: datetime) -> list[Entry]:
    """What the reader knows of the consignment of a notice delivered to it, the newest first."""
    return _Story(reader, at).around(_subject(delivery.notice_id, delivery.number))


def around_own(notice: Notice, *, reader: Reader, at: datetime) -> list[Entry]:
    """What the publisher knows of the consignment of its own notice, the newest first."""
    return _Story(reader, at).around(_subject(notice.id, notice.number))


def of_own(notice: Notice, *, reader: Reader, at: datetime) -> list[Entry]:
    """What happened to the publisher's own notice alone, the oldest first: its versions, and what was said about it."""
    return _Story(reader, at).of(notice)


def _subject(notice: UUID, number: str) -> UUID:
    """The notice that the story is about: of a reply, the one that it answers."""
    case = review.case_of_reply(number)
    return notice if case is None else case.notice_id


class _Story:
    """One reading of one timeline: what is looked up in which order, and what of it may be told."""

    def __init__(self, reader: Reader, at: datetime) -> None:
        self._reader = reader
        self._at = at
        self._snapshot = routing.current()

    def around(self, subject: UUID) -> list[Entry]:
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
        return sorted(entries + self._of_replies(shown), key=lambda one: (one.at, one.number), reverse=True)

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


def _best(given: Sequence[Delivery], opened: Sequence[Opened]) -> Delivery:
    """Of several purposes one by which the version can be read, if any."""
    return opened[0].delivery if opened else given[0]


def _headline(elements: Iterable[Element]) -> tuple[Element, ...]:
    return tuple(one for one in elements if one.path.split("/")[1] in _OF_AN_EVENT)


def _own_headline(content: dict[str, object] | None) -> tuple[Element, ...]:
    if content is None:
        return ()
    found = types.get(_EVENT).elements(content)
    return _headline(Element(one.pointer, one.value, PLAIN, ()) for one in found)


def _is_reply(type_id: str) -> bool:
    return type_id == "answer" or types.get(type_id).is_reply
