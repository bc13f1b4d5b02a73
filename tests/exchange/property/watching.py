"""What the hub did in each step, with the moment at which it decided, to be asked of the oracle afterwards."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import DECIDED_AGAIN, Opened, Reader
from exchange.deliveries.channels.webhook.message import DeliveryRef
from exchange.deliveries.models import BackFill, Delivery
from exchange.deliveries.reconsidering import PASSING
from exchange.notices.models import RoutingWork
from exchange.review.models import Case
from exchange.routing.projection import Element
from tests.exchange.property.journal import Journal
from tests.factories.accounts import Member

CONTENT = ("content", "follow_up")
Row = dict[str, Any]
Elements = dict[str, tuple[str, Any, list[tuple[int, int, str]]]]
Key = tuple[UUID, UUID, str]


@dataclass(frozen=True)
class Seen:
    """One decision: the question that it answered, and what the hub made of it.

    ``done``: agreement versions whose back-fill was done for a recipient before; ``present``: who, for which
    purpose, has something of the notice. ``pairs``: whom alone the step was about.
    """

    step: str
    at: datetime
    question: str
    notice: UUID
    n: int
    rows: tuple[Row, ...]
    done: frozenset[tuple[UUID, UUID]] = frozenset()
    present: frozenset[tuple[str, str]] = frozenset()
    pairs: frozenset[tuple[str, str]] | None = None


@dataclass
class Watch:
    """Carries out the steps that decide, and keeps what they decided."""

    journal: Journal
    on_their_way: list[DeliveryRef] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def route(self) -> None:
        routed = set(self.routed_works())
        pipeline.route()
        for version, (notice, n, at) in self.routed_works().items():
            if version not in routed:
                rows = self.rows(stored(version_id=version))
                self.tally.update(_outcome(row) for row in rows)
                self.tally["nothing"] += not rows
                self.seen.append(Seen("route", at, "route", notice, n, tuple(rows)))

    def open(self, member: Member, *, share: float, random: Any) -> None:
        """Open a share of what is in a member's inbox, as one request would."""
        with acting.as_organisation(member.id, person=member.administrator.pk):
            inbox = list(deliveries.inbox(recipient=member.id).select_related("grounds").order_by("position"))
            wanted = [one for one in inbox if random.random() < share]
            before = [one.state for one in wanted]
            at = transaction_time()
            opened = pipeline.open_deliveries(
                wanted, reader=Reader(member.id, member.administrator.pk, None, "inbox")
            )
        for state, one in zip(before, opened, strict=True):
            self._opened(state, one, at)

    def reconsider(self) -> None:
        """Decide again until nothing is left to decide; what stays withheld must then rightly be so."""
        for _ in range(3):
            waiting = {_key(one): one for one in self._passing()}
            pipeline.reconsider()
            for key, before in waiting.items():
                (after,) = stored(version_id=key[0], recipient_id=key[1], purpose=key[2])
                if after.decided_at != before.decided_at:
                    self.sent("reconsider", after, after.decided_at, after.state == Delivery.State.AVAILABLE)
        now, unrouted = clock(), self._unrouted()
        for one in self._passing():
            if one.notice_id in unrouted:
                continue  # it waits for that
            self.sent("left withheld", one, now, False)

    def back_fill(self) -> None:
        existing = {_key(one) for one in stored()}
        with acting.as_pipeline():
            done = {
                (one.agreement_version_id, one.publisher_id, one.recipient_id)
                for one in BackFill.objects.all()
            }
        pipeline.back_fill()
        new = [one for one in stored() if _key(one) not in existing]
        for one in new:
            (row,) = self.rows([one])
            self.tally["back-filled"] += 1
            pairs = frozenset({(row["recipient"], row["purpose"])})
            self.seen.append(
                Seen("back-filled", one.routed_at, "route", one.notice_id, one.n, (row,), pairs=pairs)
            )
        self._owed(done)

    def _owed(self, done: set[tuple[UUID, UUID, UUID]]) -> None:
        """Nobody is owed more by a back-fill: who would be content's recipient now has something already."""
        now = clock()
        newest: dict[UUID, tuple[int, datetime]] = {}
        for notice, n, at in self.routed_works().values():
            newest[notice] = max(newest.get(notice, (n, at)), (n, at))
        for notice, (n, _) in newest.items():
            entry = self.journal.notices[notice]
            if entry["versions"][-1]["version"] != n or entry["versions"][-1]["kind"] == "cancellation":
                continue
            had = frozenset((str(one.recipient_id), one.purpose) for one in stored(notice_id=notice))
            before = frozenset((v, r) for v, publisher, r in done if str(publisher) == entry["publisher"])
            self.seen.append(Seen("owed", now, "route", notice, n, (), done=before, present=had))

    def _opened(self, state: str, opened: Opened, at: datetime) -> None:
        one = opened.delivery
        if state in (Delivery.State.WITHHELD, Delivery.State.CLOSED) or one.basis != Delivery.Basis.AGREEMENT:
            return
        if opened.later or opened.reason == DECIDED_AGAIN:
            self.tally["opened: to be decided again" if opened.reason else "opened: later"] += 1
            return
        if one.kind not in CONTENT:
            self.sent("open", one, at, opened.shown)
            return
        elements = {shown.path: (shown.form, shown.value, _grounds(shown)) for shown in opened.elements}
        live = [version.id for version in opened.live]
        reading = state == Delivery.State.DELIVERED
        step, question = ("read", "may_read") if reading else ("open", "may_send")
        self.sent(step, one, at, opened.shown, question=question, live=live, elements=elements)
        if opened.shown and not reading:
            self.sent("opened", one, at, True, question="may_read", live=live, elements=elements)

    def sent(
        self, step: str, one: Delivery, at: datetime, allowed: bool, *, question: str = "may_send",
        live: Sequence[UUID] | None = None, elements: Elements | None = None,
    ) -> None:  # fmt: skip
        """A delivery was allowed to leave, or to be read, or was not; of content, with what it showed."""
        self.tally[f"{step}: {'yes' if allowed else 'no'}"] += 1
        row = self.rows([one])[0] | {"allowed": allowed}
        if live is not None:
            row["agreements"] = sorted(self.journal.versions[version] for version in live)
        if elements is not None:
            row["elements"] = elements
        self.seen.append(Seen(step, at, question, one.notice_id, one.n, (row,)))

    def routed_works(self) -> dict[UUID, tuple[UUID, int, datetime]]:
        with acting.as_pipeline():
            works = list(RoutingWork.objects.all())
        assert [one.fault for one in works if one.fault] == []
        return {
            one.version_id: (one.notice_id, one.n, one.routed_at) for one in works if one.state == "routed"
        }

    def _unrouted(self) -> set[UUID]:
        with acting.as_pipeline():
            pending = RoutingWork.objects.exclude(state=RoutingWork.State.ROUTED)
            return set(pending.values_list("notice_id", flat=True))

    def _passing(self) -> list[Delivery]:
        return [
            one
            for one in stored(state=Delivery.State.WITHHELD, reason__in=PASSING)
            if one.basis == Delivery.Basis.AGREEMENT
        ]

    def rows(self, found: Iterable[Delivery]) -> list[Row]:
        return [
            {
                "recipient": str(one.recipient_id),
                "purpose": one.purpose,
                "kind": one.kind,
                "reason": one.reason if one.state == Delivery.State.WITHHELD else None,
                "agreements": sorted(self.journal.versions[one_] for one_ in one.grounds.agreement_versions),
                "version_ids": frozenset(one.grounds.agreement_versions),
            }
            for one in found
            if one.basis == Delivery.Basis.AGREEMENT and one.grounds is not None
        ]

    def cases(self) -> list[dict[str, Any]]:
        """The authorities' cases as a decision document writes them."""
        with acting.as_pipeline():
            found = list(Case.objects.all())
        return [
            {
                "notice": str(one.notice_id),
                "organisation": str(one.authority_id),
                "open": [[one.opened_at.isoformat(), one.closed_at and one.closed_at.isoformat()]],
            }
            for one in found
        ]

    def delivered(self) -> list[dict[str, Any]]:
        """All deliveries as a decision document writes them."""
        return [
            {
                "notice": str(one.notice_id),
                "version": one.n,
                "recipient": row["recipient"],
                "purpose": row["purpose"],
                "agreements": row["agreements"],
                "first_left": None if one.delivered_at is None else one.delivered_at.isoformat(),
                "kind": one.kind,
            }
            for one in stored()
            for row in self.rows([one])
        ]


def _grounds(shown: Element) -> list[tuple[int, int, str]]:
    return [(ground.agreement, ground.version, ground.clause) for ground in shown.grounds]


def _outcome(row: Row) -> str:
    return "routed: withheld" if row["reason"] else f"routed: {row['kind']}"


def stored(**wanted: Any) -> list[Delivery]:
    with acting.as_pipeline():
        return list(Delivery.objects.filter(**wanted).select_related("grounds"))


def _key(one: Delivery) -> Key:
    return one.version_id, one.recipient_id, one.purpose


def clock() -> datetime:
    with acting.as_pipeline():
        return transaction_time()
