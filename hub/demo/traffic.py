"""Carrying out the day: publishing, routing, reading; one part of the day after another."""

import time
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import Max

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Refusal
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries import services
from exchange.deliveries.asking import Opened
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.notices.models import RoutingWork
from exchange.notices.submissions import Receipt
from hub.demo import cast
from hub.demo.day import Document, Publication
from hub.demo.dice import share
from hub.demo.world import World, reader

# Who reads its inbox, as whom, which part of it, and which part of that it acknowledges.
_READERS = {
    "nl": (cast.OFFICER, 0.85, 0.6),
    "fr": (cast.OFFICER, 0.75, 0.5),
    "ke": (cast.OFFICER, 0.6, 0.3),
    "br": (cast.OFFICER, 0.5, 0.5),
    "sonara": (cast.PUBLISHER, 0.9, 0.4),
    "lotus": (cast.PUBLISHER, 0.95, 0.7),
    "meridian": (cast.PUBLISHER, 0.9, 0.6),
    "bazar": (cast.PUBLISHER, 0.8, 0.5),
    "poste": (cast.PUBLISHER, 0.9, 0.5),
    "straits": (cast.PUBLISHER, 0.8, 0.5),
    "epsg": (cast.ADMINISTRATOR, 0.7, 0.0),
}
_BY_FEED = "sg"
_FEED_PAGE = 100
_PATIENCE = 60.0
"""Seconds that somebody else's routing may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """A notice that the hub has accepted."""

    publisher: str
    type: str
    reference: str
    number: str
    document: Document
    wave: int


@dataclass
class Traffic:
    """The day so far."""

    world: World
    sent: dict[str, Sent] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def publish(self, publications: list[Publication], wave: int) -> None:
        """Each publisher's notices of this part of the day, in one call."""
        by_publisher = sorted(publications, key=lambda one: one.publisher)
        for publisher, theirs in groupby(by_publisher, key=lambda one: one.publisher):
            told = list(theirs)
            with self.world.acting(publisher, cast.PUBLISHER) as by:
                by.check_may(permissions.NOTICES_PUBLISH)
                drafts = [pipeline.Draft(one.type, one.reference, one.document) for one in told]
                answers = pipeline.publish(drafts, by=by)
                for publication, answer in zip(told, answers, strict=True):
                    number = self._number(publication, answer, by)
                    self.note(publication.publisher, publication.type, publication.reference, number,
                              publication.document, wave)  # fmt: skip

    def note(
        self, publisher: str, type_id: str, reference: str, number: str, document: Document, wave: int
    ) -> None:
        """Remember what was accepted."""
        self.sent[number] = Sent(publisher, type_id, reference, number, document, wave)

    def route(self) -> None:
        """Route everything; what another worker is routing at this moment is waited for."""
        until = time.monotonic() + _PATIENCE
        while True:
            while pipeline.route():
                pass
            with acting.as_pipeline():
                waiting = RoutingWork.objects.filter(state=RoutingWork.State.PENDING).exists()
            if not waiting:
                return
            if time.monotonic() > until:
                raise TimeoutError("notices wait to be routed, and nobody routes them")
            time.sleep(0.05)

    def read(self) -> None:
        """Everybody reads a part of what is new to them; Singapore pulls everything from the feed."""
        for key, (role, opens, acknowledges) in _READERS.items():
            with self.world.acting(key, role) as by:
                by.check_may(permissions.INBOX_OPEN)
                new = deliveries.inbox(recipient=by.organisation).filter(state=Delivery.State.AVAILABLE)
                chosen = [
                    one for one in new.order_by("position") if share(f"{key} opens {self._name(one)}") < opens
                ]
                opened = pipeline.open_deliveries(chosen, reader=reader(by, Disclosure.Channel.INBOX))
                self._acknowledge(opened, key, acknowledges, by)
        self._pull()

    def open_rest(self, key: str, publisher: str) -> None:
        """An officer opens all that is still closed of one publisher's notices, whatever comes of it."""
        with self.world.acting(key, cast.OFFICER) as by:
            by.check_may(permissions.INBOX_OPEN)
            rest = deliveries.inbox(recipient=by.organisation).filter(
                state=Delivery.State.AVAILABLE, publisher_id=self.world.id_of(publisher)
            )
            pipeline.open_deliveries(
                list(rest.order_by("position")), reader=reader(by, Disclosure.Channel.INBOX)
            )

    def take(self, key: str, publisher: str, *, wave: int, by_sea: bool = False) -> Sent:
        """The first of a publisher's notices of one part of the day that a member has opened, and that the
        story has done nothing with yet. From here on it has."""
        with self.world.acting(key):
            rows = deliveries.inbox(recipient=self.world.id_of(key)).filter(
                state=Delivery.State.DELIVERED,
                kind=Delivery.Kind.CONTENT,
                basis=Delivery.Basis.AGREEMENT,
                publisher_id=self.world.id_of(publisher),
                n=1,
            )
            numbers = set(rows.values_list("number", flat=True))
        # By reference, which is the same in every telling; positions are not.
        found = next(
            one
            for one in sorted(self.sent.values(), key=lambda one: one.reference)
            if one.wave == wave
            and one.number in numbers - self.taken
            and (not by_sea or "equipment" in one.document)
        )
        self.taken.add(found.number)
        return found

    def amend(self, sent: Sent, document: Document) -> Receipt:
        """A new version of a notice, made from its first one."""
        with self.world.acting(sent.publisher, cast.PUBLISHER) as by:
            by.check_may(permissions.NOTICES_PUBLISH)
            draft = pipeline.Draft(sent.type, sent.reference, document)
            receipt = pipeline.amend(draft, replaces=1, by=by, number=sent.number)
        self.sent[sent.number] = replace(sent, document=document)
        return receipt

    def cancel(self, sent: Sent) -> None:
        """The end of a notice."""
        with self.world.acting(sent.publisher, cast.PUBLISHER) as by:
            by.check_may(permissions.NOTICES_PUBLISH)
            pipeline.cancel(number=sent.number, replaces=1, by=by)

    def _number(self, publication: Publication, answer: Receipt | Refusal, by: Caller) -> str:
        if isinstance(answer, Receipt):
            return answer.number
        if not self.world.resuming:
            raise answer
        # Published before the interruption, by one that has lost its standing since.
        own = notices.own_notices(publisher=by.organisation)
        return own.get(reference=publication.reference).number

    def _name(self, one: Delivery) -> str:
        """What a delivery is called in every telling of the day; the hub's own numbers differ."""
        known = self.sent.get(one.number)
        return f"{known.reference if known else one.number}/{one.n}/{one.purpose}"

    def _acknowledge(self, opened: list[Opened], key: str, part: float, by: Caller) -> None:
        for one in opened:
            if one.shown and share(f"{key} acknowledges {self._name(one.delivery)}") < part:
                by.check_may(permissions.INBOX_ACKNOWLEDGE)
                services.acknowledge(one.delivery, at=transaction_time())

    def _pull(self) -> None:
        """Read the feed on from where it was left, page by page."""
        with self.world.acting_machine(_BY_FEED) as by:
            fetched = deliveries.inbox(recipient=by.organisation).filter(delivered_by=Disclosure.Channel.FEED)
            cursor = fetched.aggregate(last=Max("position"))["last"] or 0
        while True:
            with self.world.acting_machine(_BY_FEED) as by:
                by.check_may(permissions.INBOX_OPEN)
                rows = deliveries.after(recipient=by.organisation, position=cursor, limit=_FEED_PAGE)
                read = pipeline.read_on(rows, reader=reader(by, Disclosure.Channel.FEED))
            if not read:
                return
            cursor = read[-1].delivery.position or cursor
