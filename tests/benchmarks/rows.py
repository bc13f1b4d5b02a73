"""What is measured, row by row (the numbers are those of the speed targets)."""

import json
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from accounts import acting
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.door import Reader
from exchange.notices.models import RoutingWork
from tests.benchmarks import world
from tests.benchmarks.baseline import Baseline
from tests.factories import accounts
from tests.throwaway import Engines

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "exchange" / "catalogue" / "samples" / "advance_cargo.json").read_text()
)
_SOME = 2000
_PAGE = 100


class Bench:
    """The world, the baseline beside it, and the measurements."""

    def __init__(self, engines: Engines, *, agreements: int, fan_out: int) -> None:
        began = time.perf_counter()
        self.world = world.build(fan_out=fan_out, others=agreements - fan_out)
        print(
            f"world of {agreements} agreements, fan-out {fan_out}: {time.perf_counter() - began:.1f} s",
            flush=True,
        )
        self.engines = engines
        self.baseline = Baseline(engines.superuser_url(), [one.id for one in self.world.recipients])
        self._notices = world.notices(SAMPLE)

    def rows(self) -> dict[str, Callable[[], dict[str, float]]]:
        return {"accept": self.accept, "route": self.route, "feed": self.feed}

    def close(self) -> None:
        """Nothing outlives the process."""

    def accept(self) -> dict[str, float]:
        """Accepting in bulks of 100 without HTTP: checking, canonical form, one transaction a bulk."""
        baseline = self._b100()
        rate = self._publish(_SOME)
        while pipeline.route():
            pass
        return {"accept/s": rate, "B100/s": baseline, "accept over B100": rate / baseline}

    def route(self) -> dict[str, float]:
        """Row 3: the routing stage alone, in claims of 500."""
        self._publish(_SOME)
        baseline = self._b100()
        began = time.perf_counter()
        routed = 0
        while step := pipeline.route():
            routed += step
        rate = routed / (time.perf_counter() - began)
        assert routed == _SOME
        return {"routed/s": rate, "B100/s": baseline, "row 3: route over B100": rate / baseline}

    def feed(self) -> dict[str, float]:
        """Row 5: deliveries a second by the pull feed, projected and registered, over B100."""
        self._publish(500)
        while pipeline.route():
            pass
        reader = self.world.recipients[0]
        caller = accounts.caller(reader, "officer")
        baseline = self._b100()
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

    def _read_so_far(self, reader: Any) -> int:
        with acting.as_organisation(reader.id):
            last = (
                deliveries.inbox(recipient=reader.id).exclude(delivered_at=None).order_by("-position").first()
            )
        return 0 if last is None else last.position or 0

    def _b100(self) -> float:
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
