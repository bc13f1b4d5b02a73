"""The worklist of an officer with 100,000 open rows: ``python -m tests.benchmarks.worklist [--rows 600000]``.

Asked as the officer's browser asks: signed in, on the web login, under row-level security, with several agreements,
masks among them. Notices go through the pipeline once, and their deliveries are multiplied in the database: half of
the open ones opened; of the rest, two in five acknowledged before, three in five of other recipients.

Each list is measured whole, and as the fragment that is fetched when its pages are turned.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg2

from hub import collecting
from tests.benchmarks import engines, multiplying

_MUST_MS, _AIM_MS = 30, 10
_BROWSER = {"Accept-Encoding": "gzip"}
_FRAGMENT = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "worklist"}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.worklist")
    arguments.add_argument("--rows", type=int, default=600_000, help="deliveries stored in all")
    arguments.add_argument("--open", type=int, default=100_000, help="of them, open for the officer")
    arguments.add_argument("--times", type=int, default=21)
    arguments.add_argument("--explain", action="store_true", help="show the plans as well")
    given = arguments.parse_args()
    running = engines.start(max_wal_size="4GB", jit="on")
    from django.conf import settings

    # Not the environment of tests, in which every template is told of to whoever listens.
    settings.ALLOWED_HOSTS = ["testserver"]
    bench = Bench(running.superuser_url(), stored=given.rows, opened=given.open)
    # As the web server does before its first request.
    collecting.settle()
    for name, address in bench.pages().items():
        # One after the other, so that a slow moment of the machine's is one of both.
        took = [(*bench.ask(address), bench.ask(address, _FRAGMENT)[0]) for _ in range(given.times)]
        whole, reading, fragment = (statistics.median(column) for column in zip(*took, strict=True))
        met = "aim" if whole <= _AIM_MS else "must" if whole <= _MUST_MS else "missed"
        sys.stdout.write(
            f"{name:34} page p50 {whole:6.1f} ms, of it reading the list {reading:6.1f} ms  {met:7}"
            f" fragment {fragment:6.1f} ms\n"
        )
        if given.explain:
            bench.explain(address)


class Bench:
    """The officer's world, and asking for its pages."""

    def __init__(self, url: str, *, stored: int, opened: int) -> None:
        from tests.hub.portal.browsing import Browser, sign_in

        began = time.perf_counter()
        self._database = psycopg2.connect(url)
        self.officer, self.other, self.authority = _world()
        self._multiply(stored, opened)
        self.browser: Browser = sign_in(self.officer)
        self.browser.client.post("/organisations/", {"organisation": str(self.authority)}, secure=True)
        sys.stdout.write(f"{stored} rows, {opened} of them open: {time.perf_counter() - began:.0f} s\n")

    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> tuple[float, float]:
        """Milliseconds until the page is there, from the application's first line to its last; and those of them
        in which the list was read: what it holds, who has claimed it, what is due and, by content, what it tells."""
        from exchange.worklist import selectors

        reading = 0.0
        kept = selectors.page

        def timed(*arguments: Any, **more: Any) -> Any:
            nonlocal reading
            started = time.perf_counter()
            try:
                return kept(*arguments, **more)
            finally:
                reading += (time.perf_counter() - started) * 1000

        selectors.page = timed
        began = time.perf_counter()
        try:
            page = self.browser.client.get(address, secure=True, headers={**_BROWSER, **(headers or {})})
        finally:
            selectors.page = kept
        took = (time.perf_counter() - began) * 1000
        if page.status_code != 200:
            raise RuntimeError(f"{address}: {page.status_code}")
        return took, reading

    def pages(self) -> dict[str, str]:
        """What is measured, with its address."""
        found = {
            "page": "/inbox/",
            "deep page (50,000 rows on)": "/inbox/?state=open&before={middle}",
            "deep page, all states": "/inbox/?state=any&before=1000",
            "new": "/inbox/?state=new",
            "opened": "/inbox/?state=opened",
            "acknowledged": "/inbox/?state=acknowledged",
            "type": "/inbox/?type=advance_cargo",
            "type without any": "/inbox/?type=hold",
            "purpose": "/inbox/?purpose=revenue",
            "mine": "/inbox/?claim=mine",
            "unclaimed": "/inbox/?claim=unclaimed",
            "open case": "/inbox/?case=any",
            "overdue": "/inbox/?case=overdue",
            "due first": "/inbox/?order=due",
            "amended": "/inbox/?amended=1",
            "current": "/inbox/?current=1",
            "office, frequent": "/inbox/?office=NL000000",
            "office, seldom": "/inbox/?office=NL000036",
            "mode": "/inbox/?mode=1",
            "voyage": "/inbox/?voyage=V77",
            "port of loading": "/inbox/?loading=P0077",
            "HS chapter": "/inbox/?hs=63",
            "HS subheading": "/inbox/?hs=630412",
            "party": "/inbox/?party=CN77",
            "missing house": "/inbox/?houses=1",
            "missing house, arriving first": "/inbox/?houses=1&order=arrival",
            "arrival within 24 h": "/inbox/?arrives=24",
            "arrival first": "/inbox/?order=arrival",
            "departed": "/inbox/?departs=past",
            "office, mode, HS and arrival": "/inbox/?office=NL000000&mode=1&hs=63&arrives=168",
            "all that, unclaimed, new first": "/inbox/?office=NL000000&mode=1&hs=63&claim=unclaimed&current=1",
            "nothing fits": "/inbox/?office=NOWHERE&mode=1",
            "search by UCR": "/inbox/?q=ucr{middle}",
            "search by number": "/inbox/?q=O{number}",
            "search without a hit": "/inbox/?q=nothing-of-this-kind",
            "what has come since": "/inbox/newer/?state=open&since={middle}",
            "one's own work": "/my-work/",
        }
        middle = self._one("SELECT max(position) - 50000 FROM deliveries_delivery WHERE recipient_id = %s")
        middle = max(int(middle), 1) // 2 * 2
        return {name: one.format(middle=middle, number="00001234") for name, one in found.items()}

    def explain(self, address: str) -> None:
        """The plans of the list's own statements, as the web login gets them."""
        from accounts import acting
        from exchange.worklist.statement import Listing

        asked = Listing._asked

        def explained(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
            with acting.connection().cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", values)
                sys.stdout.write("\n".join(row[0] for row in cursor.fetchall()) + "\n\n")
            return asked(statement, values)

        Listing._asked = staticmethod(explained)  # type: ignore[method-assign]
        try:
            self.ask(address)
        finally:
            Listing._asked = staticmethod(asked)  # type: ignore[method-assign]

    def _multiply(self, stored: int, opened: int) -> None:
        before = (stored - opened) * 2 // 5
        theirs = (stored - opened - before) // 3
        with self._database as database, database.cursor() as cursor:
            others = _others(cursor, self.authority)
            cursor.execute(
                "SELECT coalesce(max(position), 0) FROM deliveries_delivery WHERE recipient_id = %s",
                [str(self.authority)],
            )
            ((first,),) = cursor.fetchall()
            cursor.execute(multiplying.PATTERN, [str(self.authority)])
            me = {"recipient": str(self.authority)}
            cursor.execute(
                multiplying.DELIVERIES, {**me, "many": before, "first": first, "opened": True, "prefix": "A"}
            )
            cursor.execute(
                multiplying.DELIVERIES,
                {**me, "many": opened, "first": first + before, "opened": False, "prefix": "O"},
            )
            for place, other in enumerate(others):
                values = {"recipient": other, "many": theirs, "first": 0}
                cursor.execute(multiplying.DELIVERIES, {**values, "opened": False, "prefix": f"X{place}"})
            cursor.execute(multiplying.SHOWN, {})
            cursor.execute(multiplying.TERMS)
            # Nothing else counts for the planner what this transaction has put there.
            cursor.execute("ANALYZE deliveries_delivery, deliveries_shown, deliveries_shownterm")
            cursor.execute(multiplying.SETTLED_HOUSES)
            cursor.execute(multiplying.NOTICES, me)
            cursor.execute(multiplying.KEYS, {})
            people = {"mine": str(self.officer.pk), "other": str(self.other.pk)}
            cursor.execute(multiplying.CLAIMS, {**me, **people})
            cursor.execute(multiplying.CASES, me)
        self._database.autocommit = True
        with self._database.cursor() as cursor:
            for table in multiplying.SETTLED:
                cursor.execute(f"VACUUM ANALYZE {table}")

    def _one(self, statement: str) -> Any:
        with self._database.cursor() as cursor:
            cursor.execute(statement, [str(self.authority)])
            return cursor.fetchone()[0]


def _others(cursor: Any, authority: UUID) -> list[str]:
    cursor.execute(
        "SELECT id::text FROM organisations_organisation WHERE kind = 'authority' AND id <> %s",
        [str(authority)],
    )
    return [row[0] for row in cursor.fetchall()]


def _world() -> tuple[Any, Any, UUID]:
    """An authority with two officers, three agreements of different scope and purpose, and what came by them."""
    from exchange.agreements.models import Form, Purpose
    from exchange.agreements.terms import Clause
    from tests.factories import accounts, agreements, notices

    operator = accounts.operator()
    authority, *_ = [accounts.member(operator, "authority", country="FR") for _ in range(4)]
    masked = (
        Clause("", Form.PLAIN),
        Clause("/consignor/name", Form.HASHED),
        Clause("/consignee", Form.HIDDEN),
    )
    for place in range(6):
        publisher = accounts.member(operator, "trader", country="DE")
        accounts.standing(publisher, by=authority)
        for scope, purpose in (
            ((Clause("", Form.PLAIN),), Purpose.SAFETY_AND_SECURITY),
            (masked, Purpose.SAFETY_AND_SECURITY),
            (masked, Purpose.REVENUE),
        )[: 1 + place % 3]:
            agreements.in_force(providers=[publisher], recipients=[authority], scope=scope, purpose=purpose)
        notices.published(publisher)
    notices.opened(authority)
    return accounts.person(authority, "officer"), accounts.person(authority, "officer"), authority.id


if __name__ == "__main__":
    main()
