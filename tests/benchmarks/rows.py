"""What is measured, row by row (the numbers are those of the speed targets)."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
import psutil

from accounts import acting
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.notices.models import RoutingWork
from tests.benchmarks import clients, copying, world
from tests.benchmarks.baseline import Baseline
from tests.benchmarks.stack import Stack
from tests.factories import accounts
from tests.throwaway import Engines

_SOME = 2000
_SINGLES = 800
JSON = "application/json"
LINES = "application/x-ndjson"
_PAGE = 100


class Bench:
    """The world, the baseline beside it, and the measurements."""

    def __init__(
        self, engines: Engines, *, agreements: int, fan_out: int, beside: "Bench | None" = None
    ) -> None:
        began = time.perf_counter()
        self.world = world.build(
            fan_out=fan_out, others=agreements - fan_out, operator=beside and beside.world.operator
        )
        copying.agreements(engines.superuser_url(), of=self.world, until=agreements)
        print(
            f"world of {agreements} agreements, fan-out {fan_out}: {time.perf_counter() - began:.1f} s",
            flush=True,
        )
        self.engines = engines
        self.baseline = Baseline(engines.superuser_url(), [one.id for one in self.world.recipients])
        self._notices = world.notices()
        self._drawing = threading.Lock()
        self._stack: Stack | None = None
        self._token = accounts.token(self.world.publisher, "notices:publish")

    def rows(self) -> dict[str, Callable[[], dict[str, float]]]:
        return {
            "accept": self.accept,
            "route": self.route,
            "feed": self.feed,
            "bulk": self.bulk,
            "single": self.single,
            "latency": self.latency,
            "beside": self.beside,
        }

    def close(self) -> None:
        if self._stack is not None:
            self._stack.close()

    def alone(self) -> None:
        """Stop the workers: they would route what is to be measured here."""
        if self._stack is not None:
            self._stack.close()
            self._stack = None

    def accept(self) -> dict[str, float]:
        """Accepting in bulks of 100 without HTTP: checking, canonical form, one transaction a bulk."""
        self.alone()
        baseline = self.b100()
        rate = self._publish(_SOME)
        while pipeline.route():
            pass
        return {"accept/s": rate, "B100/s": baseline, "accept over B100": rate / baseline}

    def route(self) -> dict[str, float]:
        """Row 3: the routing stage alone, in claims of 500."""
        self.alone()
        self._publish(_SOME)
        baseline = self.b100()
        began = time.perf_counter()
        routed = 0
        while step := pipeline.route():
            routed += step
        rate = routed / (time.perf_counter() - began)
        assert routed == _SOME
        return {"routed/s": rate, "B100/s": baseline, "row 3: route over B100": rate / baseline}

    def whole(self) -> float:
        """Seconds a notice, from accepting in bulks of 100 to its deliveries committed; without HTTP."""
        self.alone()
        began = time.perf_counter()
        self._publish(_SOME)
        while pipeline.route():
            pass
        return (time.perf_counter() - began) / _SOME

    def feed(self) -> dict[str, float]:
        """Row 5: deliveries a second by the pull feed, projected and registered, over B100."""
        self.alone()
        self._publish(500)
        while pipeline.route():
            pass
        reader = self.world.recipients[0]
        caller = accounts.caller(reader, "officer")
        baseline = self.b100()
        read, cursor = 0, self._read_so_far(reader)
        began = time.perf_counter()
        while True:
            with acting.as_organisation(reader.id, person=caller.person):
                page = deliveries.after(recipient=reader.id, position=cursor, limit=_PAGE)
                if not page:
                    break
                pipeline.read_on(page, reader=Reader(reader.id, caller.person, None, "feed"))
                cursor = page[-1].position or 0
                read += len(page)
        rate = read / (time.perf_counter() - began)
        return {"feed/s": rate, "B100/s": baseline, "row 5: feed over B100": rate / baseline}

    def bulk(self) -> dict[str, float]:
        """Row 1: bulk NDJSON over HTTP, from the first byte to all delivery rows committed, over B100."""
        stack = self._started()
        bodies = [b"\n".join(self._bodies(500)) for _ in range(4)]
        baseline = self.b100()
        before = self._routed()
        began = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda body: self._post(stack, "/api/v1/notices/bulk", LINES, [body]), bodies))
        self._until_routed(before + _SOME)
        rate = _SOME / (time.perf_counter() - began)
        return {"bulk/s": rate, "B100/s": baseline, "row 1: bulk over B100": rate / baseline}

    def single(self) -> dict[str, float]:
        """Row 2: single notices by 16 clients, until all are routed, over B1."""
        stack = self._started()
        bodies = self._bodies(_SINGLES)
        baseline = self.baseline.rate([one for _, one in islice(self._notices, _SINGLES)], batch=1)
        before = self._routed()
        spent = stack.cpu(self.engines.postgres.data)
        began, client = clients.send(
            stack.port, path="/api/v1/notices", kind=JSON, token=self._token, bodies=bodies
        )
        self._until_routed(before + _SINGLES)
        rate = _SINGLES / (time.perf_counter() - began)
        now = stack.cpu(self.engines.postgres.data)
        each = {"clients": client} | {name: now[name] - spent[name] for name in now}
        return {
            "single/s": rate,
            "B1/s": baseline,
            **{f"CPU ms each, {name}": seconds / _SINGLES * 1000 for name, seconds in each.items()},
            "row 2: single over B1": rate / baseline,
        }

    def latency(self) -> dict[str, float]:
        """Row 6: from sending a notice to its place in the inbox, at 100 a second, in milliseconds."""
        p50, p99 = self._waits()
        return {"row 6: p50 ms": p50, "row 6: p99 ms": p99}

    def beside(self) -> dict[str, float]:
        """Row 7: the same while two clients send bulks of 500 as fast as they are taken."""
        stack = self._started()
        over = threading.Event()
        sent = []

        def send() -> None:
            while not over.is_set():
                self._post(stack, "/api/v1/notices/bulk", LINES, [b"\n".join(self._bodies(500))])
                sent.append(500)

        began = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            bulks = [pool.submit(send) for _ in range(2)]
            try:
                p50, p99 = self._waits()
            finally:
                over.set()
            for bulk in bulks:
                bulk.result()
        rate = sum(sent) / (time.perf_counter() - began)
        self._until_nothing_is_pending()
        return {"row 7: p50 ms": p50, "row 7: p99 ms": p99, "bulk/s beside": rate}

    def _waits(self) -> tuple[float, float]:
        stack = self._started()
        bodies = self._bodies(400)
        sent: dict[str, float] = {}
        start = time.time() + 0.2

        def send(share: list[tuple[int, bytes]]) -> None:
            connection = stack.connection()
            for number, body in share:
                time.sleep(max(0.0, start + number / 100 - time.time()))
                began = time.time()
                answer = self._send(connection, "/api/v1/notices", JSON, body)
                sent[json.loads(answer)["version_id"]] = began

        numbered = list(enumerate(bodies))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(send, [numbered[offset::8] for offset in range(8)]))
        while self._pending(list(sent)):
            time.sleep(0.02)
        waits = sorted((at - sent[version]) * 1000 for version, at in self._available(list(sent)))
        return waits[len(waits) // 2], waits[int(len(waits) * 0.99)]

    def programs(self) -> dict[str, psutil.Process]:
        """The running programs by their names."""
        return self._started().programs()

    def a_version(self) -> UUID:
        """A version that was routed."""
        with acting.as_pipeline():
            work = RoutingWork.objects.filter(state=RoutingWork.State.ROUTED, recipients__gt=0)
            return work.latest("accepted_at").version_id

    def _started(self) -> Stack:
        if self._stack is None:
            self._stack = Stack()
        return self._stack

    def _bodies(self, many: int) -> list[bytes]:
        with self._drawing:
            drawn = list(islice(self._notices, many))
        return [
            orjson.dumps({"type": "advance_cargo", "reference": reference, "content": document})
            for reference, document in drawn
        ]

    def _post(self, stack: Stack, path: str, kind: str, bodies: list[bytes]) -> None:
        connection = stack.connection()
        for body in bodies:
            self._send(connection, path, kind, body)

    def _send(self, connection: http.client.HTTPConnection, path: str, kind: str, body: bytes) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{answer.status}: {content[:500]!r}")
        return content

    def _routed(self) -> int:
        with acting.as_pipeline():
            return RoutingWork.objects.filter(state=RoutingWork.State.ROUTED).count()

    def _until_routed(self, many: int) -> None:
        while self._routed() < many:
            time.sleep(0.02)

    def _until_nothing_is_pending(self) -> None:
        while self._pending():
            time.sleep(0.02)

    def _pending(self, versions: Sequence[str] | None = None) -> bool:
        work = {} if versions is None else {"version_id__in": versions}
        with acting.as_pipeline():
            return RoutingWork.objects.filter(state=RoutingWork.State.PENDING, **work).exists()

    def _available(self, versions: list[str]) -> list[tuple[str, float]]:
        """When each version's deliveries had been written, by the wall clock (the same machine's)."""
        with acting.as_pipeline(), acting.connection().cursor() as cursor:
            cursor.execute(
                "SELECT version_id::text, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8"
                " FROM deliveries_delivery WHERE version_id = ANY(%s::uuid[])",
                [versions],
            )
            return list(cursor.fetchall())

    def _read_so_far(self, reader: Any) -> int:
        with acting.as_organisation(reader.id):
            last = (
                deliveries.inbox(recipient=reader.id).exclude(delivered_at=None).order_by("-position").first()
            )
        return 0 if last is None else last.position or 0

    def b100(self) -> float:
        """Notices a second by the baseline, a hundred a transaction."""
        return self.baseline.rate([document for _, document in islice(self._notices, _SOME)], batch=100)

    def _publish(self, many: int) -> float:
        caller = accounts.caller(self.world.publisher, "publisher")
        drafts = [pipeline.Draft("advance_cargo", *one) for one in islice(self._notices, many)]
        began = time.perf_counter()
        for start in range(0, many, 100):
            with acting.as_organisation(caller.organisation, person=caller.person):
                answers = pipeline.publish(drafts[start : start + 100], by=caller, lane=RoutingWork.Lane.BULK)
            refused = [one for one in answers if isinstance(one, Exception)]
            if refused:
                raise refused[0]
        return many / (time.perf_counter() - began)
