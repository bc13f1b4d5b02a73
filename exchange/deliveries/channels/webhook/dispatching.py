"""The sender: claims, decides, posts from many threads, settles; nobody waits for a subscriber that hangs.

One thread works on the database; the others only post. An endpoint begins with one message in flight and is
given twice as many after each success, one after a failure; those that fail share half of the threads.
"""

import logging
import queue
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import InterfaceError, OperationalError

from accounts import acting, clock
from accounts.organisations import facts
from exchange.deliveries.channels.webhook import preparing, settling, work
from exchange.deliveries.channels.webhook.posting import Answer, Poster
from exchange.deliveries.channels.webhook.preparing import Decisions, Ready
from exchange.deliveries.channels.webhook.schedule import Outcome
from exchange.deliveries.channels.webhook.settling import Result, Successes
from exchange.deliveries.channels.webhook.work import Claimed

THREADS = 128
MOST_IN_FLIGHT = 32
POLL_SECONDS = 0.2
# The database is away, or has chosen us to end a deadlock.
_TRANSIENT = (OperationalError, InterfaceError)
_TRIES = 3
_log = logging.getLogger("exchange.webhooks")


class Rooms:
    """How many messages each endpoint may have in flight."""

    def __init__(self, *, threads: int, most: int) -> None:
        self._threads = threads
        self._most = most
        self._window: dict[UUID, int] = {}
        self._suspects: set[UUID] = set()
        self.in_flight: Counter[UUID] = Counter()

    def free(self, endpoints: Sequence[UUID]) -> dict[UUID, int]:
        """How many more each of these endpoints may be given now, none that may have none."""
        free = self._threads - self.in_flight.total()
        suspect = self._threads // 2 - sum(self.in_flight[one] for one in self._suspects)
        rooms: dict[UUID, int] = {}
        # Those with least in flight first, so that many endpoints share few threads evenly.
        for endpoint in sorted(endpoints, key=lambda one: self.in_flight[one]):
            room = min(self._window.get(endpoint, 1) - self.in_flight[endpoint], free)
            if endpoint in self._suspects:
                room = min(room, suspect)
                suspect -= max(room, 0)
            if room > 0:
                rooms[endpoint] = room
                free -= room
        return rooms

    def started(self, endpoint: UUID) -> None:
        self.in_flight[endpoint] += 1

    def ended(self, endpoint: UUID, *, well: bool) -> None:
        self.in_flight[endpoint] -= 1
        if well:
            self._suspects.discard(endpoint)
            self._window[endpoint] = min(self._window.get(endpoint, 1) * 2, self._most)
        else:
            self._suspects.add(endpoint)
            self._window[endpoint] = 1


class Dispatcher:
    """Sends what is due. Many may run at once, in as many processes."""

    def __init__(
        self,
        decisions: Decisions,
        *,
        poster: Poster,
        delays: Sequence[float],
        threads: int = THREADS,
        lease_seconds: float = work.LEASE_SECONDS,
    ) -> None:
        self._decisions = decisions
        self._poster = poster
        self._delays = delays
        self._lease_seconds = lease_seconds
        self._rooms = Rooms(threads=threads, most=MOST_IN_FLIGHT)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="webhook")
        self._results: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._unsettled: list[Result] = []
        self._settled = 0
        self._successes = Successes()

    def run(self, *, seconds: float, linger: bool = False, drain: bool = True) -> int:
        """Work until nothing is due (``linger``: until the time is up); answer how many attempts ended.

        ``drain`` waits for what is in flight at the end. Without it the threads go on posting, and the next
        run settles: so that the end of a run is no pause for those who answer quickly.
        """
        until = time.monotonic() + seconds
        self._settled = 0
        while True:
            self._ended()
            claimed = self._turn(claiming=time.monotonic() < until)
            decided = time.monotonic()
            for one in self._prepare(claimed):
                self._rooms.started(one.claimed.endpoint)
                self._pool.submit(self._post, one, decided)
            busy = bool(claimed) or bool(self._rooms.in_flight.total())
            over = time.monotonic() >= until
            if (over and not (busy and drain)) or (not busy and not linger):
                return self._settled
            if not busy:
                time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Wait for the threads; what they still bring is not settled any more, and comes back by its lease."""
        self._pool.shutdown()
        self._poster.close()

    def _ended(self) -> None:
        """Take in the attempts that have ended; when none has, wait a moment for one."""
        before = len(self._unsettled)
        try:
            if self._rooms.in_flight.total():
                self._unsettled.append(self._results.get(timeout=POLL_SECONDS))
            while True:
                self._unsettled.append(self._results.get_nowait())
        except queue.Empty:
            pass
        for result in self._unsettled[before:]:
            well = result.answer.outcome is Outcome.DELIVERED
            self._rooms.ended(result.ready.claimed.endpoint, well=well)

    def _turn(self, *, claiming: bool) -> list[Claimed]:
        """Settle and claim in one transaction. Results that could not be settled are kept for the next turn."""
        for again in range(_TRIES, 0, -1):
            try:
                with facts.held_by_pipeline():
                    self._settle(self._unsettled)
                    rooms = self._rooms.free(work.waiting()) if claiming else {}
                    claimed = work.claim(rooms, lease_seconds=self._lease_seconds)
            except _TRANSIENT:
                if again == 1:
                    raise
            except Exception:  # noqa: BLE001 - one result must not keep the others from being settled
                self._settle_singly()
            else:
                self._settled += len(self._unsettled)
                self._unsettled.clear()
                return claimed
        return []

    def _settle(self, results: Sequence[Result]) -> None:
        if results:
            settling.settle(results, self._decisions, delays=self._delays, successes=self._successes)

    def _settle_singly(self) -> None:
        """Settle each by itself. One that cannot be is dropped: its message comes back by its lease."""
        while self._unsettled:
            result = self._unsettled.pop()
            try:
                with facts.held_by_pipeline():
                    self._settle([result])
            except _TRANSIENT:
                self._unsettled.append(result)
                raise
            except Exception:  # noqa: BLE001 - see above
                _log.exception("attempt cannot be settled", extra={"dispatch": str(result.ready.claimed.id)})
            else:
                self._settled += 1

    def _prepare(self, claimed: Sequence[Claimed]) -> list[Ready]:
        if not claimed:
            return []
        try:
            return self._decide(claimed)
        except _TRANSIENT:
            raise
        except Exception:  # noqa: BLE001 - whatever a renderer does, it concerns one message
            if len(claimed) > 1:
                # One of them cannot be made: the others must not suffer for it.
                return [ready for one in claimed for ready in self._prepare([one])]
            _log.exception("message cannot be made", extra={"dispatch": str(claimed[0].id)})
            self._fail(claimed[0])
            return []

    def _decide(self, claimed: Sequence[Claimed]) -> list[Ready]:
        for _ in range(_TRIES - 1):
            try:
                with facts.held_by_pipeline():
                    return preparing.prepare(claimed, self._decisions)
            except OperationalError:
                _log.info("decision is tried again")
        with facts.held_by_pipeline():
            return preparing.prepare(claimed, self._decisions)

    def _fail(self, claimed: Claimed) -> None:
        with acting.as_pipeline():
            at = clock.transaction_time()
        unmade = Ready(claimed, "", claimed.message_id, b"", (), at)
        self._unsettled.append(Result(unmade, Answer(Outcome.INTERNAL, 0.0)))

    def _post(self, ready: Ready, decided: float) -> None:
        try:
            answer = self._poster.post(ready.url, headers=ready.headers(), body=ready.body, decided=decided)
        except Exception:  # noqa: BLE001 - a thread must give its answer
            _log.exception("attempt broke", extra={"dispatch": str(ready.claimed.id)})
            answer = Answer(Outcome.INTERNAL, time.monotonic() - decided)
        self._results.put(Result(ready, answer))
