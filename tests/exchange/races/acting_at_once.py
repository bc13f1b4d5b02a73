"""Threads that do what people and workers do at the same moment, each on connections of its own."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import Empty, SimpleQueue
from typing import Any

from django.db import connections

from accounts import acting
from accounts.errors import Conflict, NotFound
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.line import Line
from exchange.deliveries.models import Delivery
from exchange.notices import selectors as notices
from exchange.notices.models import RoutingWork
from exchange.notices.submissions import Receipt
from tests.factories import accounts
from tests.factories.accounts import Member

SECONDS = 60
Act = Callable[[], Any]


def at_once(*acts: Act) -> list[Any]:
    """Run every act in a thread of its own, all from one start; their answers, or the first failure."""
    start = threading.Barrier(len(acts))

    def run(act: Act) -> Any:
        try:
            start.wait(timeout=SECONDS)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(run, act) for act in acts]
        for ended in as_completed(running, timeout=SECONDS):
            ended.result()
    return [one.result() for one in running]


def sharing(acts: Iterable[Act], *, threads: int, over: threading.Event) -> list[Act]:
    """Threads that share the acts out, in their order; one that comes too early goes to the end of the queue.

    ``over`` is set when the last has been done.
    """
    waiting: SimpleQueue[Act] = SimpleQueue()
    for act in acts:
        waiting.put(act)
    left = threading.Semaphore(threads - 1)

    def work() -> None:
        try:
            while True:
                act = waiting.get_nowait()
                if not _done(act):
                    waiting.put(act)
        except Empty:
            if not left.acquire(blocking=False):
                over.set()

    return [work] * threads


def publish(by: Member, reference: str, document: dict[str, Any]) -> Receipt:
    """Accept one notice, in a transaction of its own."""
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        (answer,) = pipeline.publish([_draft(reference, document)], by=caller)
    if isinstance(answer, Exception):
        raise answer
    return answer


def amend(by: Member, reference: str, document: dict[str, Any], *, replaces: int) -> Receipt:
    """Accept a new version of a notice."""
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        return pipeline.amend(_draft(reference, document), replaces=replaces, by=caller)


def cancel(by: Member, reference: str, *, replaces: int) -> Receipt:
    """End a notice."""
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        notice = notices.own_notices(publisher=by.id).filter(reference=reference).first()
        if notice is None:
            raise NotFound
        return pipeline.cancel(number=notice.number, replaces=replaces, by=caller)


def feed(of: Member, cursor: int, *, limit: int = 20) -> list[Opened]:
    """What the feed answers after a cursor; what it shows is delivered by this."""
    with acting.as_organisation(of.id, person=of.administrator.pk):
        rows = deliveries.after(recipient=of.id, position=cursor, limit=limit)
        return pipeline.read_on(rows, reader=Reader(of.id, of.administrator.pk, None, "feed"))


def reading(of: Member, over: threading.Event) -> Act:
    """A reader of the feed with a cursor, until nothing more comes; all that it was answered, in order."""

    def read() -> list[Opened]:
        seen: list[Opened] = []
        cursor = 0
        while True:
            last = over.is_set()
            found = feed(of, cursor)
            seen += found
            if found:
                cursor = found[-1].delivery.position or 0
            elif last:
                return seen

    return read


def routing(over: threading.Event, routed: threading.Event, *, routers: int = 1, limit: int = 3) -> list[Act]:
    """Routers that go on until nothing is pending any more: what a reader or another router has locked is
    passed over, and comes later. ``routed`` is set when the last of them has left.
    """
    left = threading.Semaphore(routers - 1)

    def route() -> int:
        versions = 0
        while True:
            last = over.is_set()
            step = pipeline.route(Line(few=limit))
            versions += step
            if last and not step and not _pending():
                if not left.acquire(blocking=False):
                    routed.set()
                return versions

    return [route] * routers


def inbox(of: Member) -> list[Delivery]:
    """The member's deliveries in the order of their positions."""
    with acting.as_organisation(of.id):
        return list(deliveries.inbox(recipient=of.id).order_by("position"))


def _pending() -> bool:
    with acting.as_pipeline():
        return RoutingWork.objects.filter(state=RoutingWork.State.PENDING).exists()


def _done(act: Act) -> bool:
    try:
        act()
    except NotFound:
        return False
    except Conflict as conflict:
        if conflict.code != "stale-version":
            raise
        return False
    return True


def _draft(reference: str, document: dict[str, Any]) -> pipeline.Draft:
    return pipeline.Draft("advance_cargo", reference, document)
