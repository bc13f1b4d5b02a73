"""One list of the worklist as a statement, and what it finds: the order's columns cut it into pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from accounts import acting
from exchange.deliveries import houses
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.houses import House
from exchange.deliveries.models import Delivery
from exchange.worklist import orders

DELIVERIES = "deliveries_delivery"
_MOST_LOOKED_AT, _NEAR = 2000, 5000
_READ = tuple(field.attname for field in Delivery._meta.concrete_fields)


@dataclass(slots=True)
class Listing:
    """One list, ready to be asked for its pages.

    Of a list by content alone: ``lapsed`` are the agreement versions that show nothing now; of ``missing_houses``, only
    those deliveries are in it under which a house is missing, and ``houses`` are what was found of those in question.

    ``near`` finds the same as ``source``, and sooner among few positions: where there is one, it is asked first for
    what lies next to the place.
    """

    order: orders.Order
    source: str = DELIVERIES
    near: str = ""
    joins: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    lapsed: list[UUID] = field(default_factory=list)
    missing_houses: bool = False
    houses: dict[UUID, list[House]] = field(default_factory=dict)

    def rows(self, written: Sequence[str] | None, *, onwards: bool, limit: int) -> list[Delivery]:
        """Deliveries beyond a place of the order, onwards or backwards from it, nearest first."""
        place = self.order.place(written)
        if self.missing_houses:
            return self._missing(place, onwards=onwards, limit=limit)
        if self.near and (place is not None or onwards):
            found = self._near(place, onwards=onwards, limit=limit)
            if len(found) == limit:
                return found
        return self._found(place, onwards=onwards, limit=limit)

    def _near(self, place: Sequence[Any] | None, *, onwards: bool, limit: int) -> list[Delivery]:
        """What is found among the positions next to the place, of a list with the newest first."""
        at = deliveries.last_position(recipient=self.values["me"]) + 1 if place is None else place[0]
        here, there = ("<", at - _NEAR) if onwards else (">", at + _NEAR)
        closer = replace(
            self,
            source=self.near,
            where=[
                *self.where,
                f"d.position {'>' if onwards else '<'} %(there)s",
                f"d.position {here} %(here)s",
            ],
            values={**self.values, "here": at, "there": there},
        )
        return closer._found(None, onwards=onwards, limit=limit)

    def _missing(self, place: Sequence[Any] | None, *, onwards: bool, limit: int) -> list[Delivery]:
        """Those among them under which a house is missing: of what may miss one, more and more are looked at."""
        kept: list[Delivery] = []
        most = limit
        while True:
            found = self._found(place, onwards=onwards, limit=most)
            self.houses |= houses.of_deliveries(
                [one.id for one in found],
                recipient=self.values["me"],
                at=self.values["at"],
                lapsed=self.lapsed,
            )
            kept += [one for one in found if any(not house.known for house in self.houses.get(one.id, ()))]
            if len(kept) >= limit or len(found) < most:
                return kept[:limit]
            place = [getattr(found[-1], alias) for alias in self.order.aliases]
            most = min(2 * most, _MOST_LOOKED_AT)

    def _found(self, place: Sequence[Any] | None, *, onwards: bool, limit: int) -> list[Delivery]:
        down = self.order.latest == onwards
        columns = [column for column, _ in self.order.columns]
        where, values = list(self.where), dict(self.values)
        if place is not None:
            marks = [f"%(place{n})s::{kind}" for n, (_, kind) in enumerate(self.order.columns)]
            where.append(f"({', '.join(columns)}) {'<' if down else '>'} ({', '.join(marks)})")
            values |= {f"place{n}": one for n, one in enumerate(place)}
        sorting = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in columns)
        read = ", ".join(f"d.{name}" for name in _READ)
        statement = f"""SELECT {columns[0]}, {read} FROM {self.source} d {" ".join(self.joins)}
            WHERE {" AND ".join(where)} ORDER BY {sorting} LIMIT {int(limit)}"""
        return [_delivery(row) for row in self._asked(statement, values)]

    def count_newer(self, since: int, *, most: int) -> int:
        """How many have come at positions beyond ``since``, counted no further than ``most``.

        Not of a list of missing houses, which says nothing of what is new: nothing is missed before it is opened.
        """
        if self.missing_houses:
            return 0
        values = self.values | {"since": since, "most": most}
        statement = f"""SELECT count(*) FROM (SELECT FROM {self.source} d {" ".join(self.joins)}
            WHERE {" AND ".join(self.where)} AND d.position > %(since)s LIMIT %(most)s) counted"""
        ((counted,),) = self._asked(statement, values)
        return int(counted)

    @staticmethod
    def _asked(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with acting.connection().cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


def _delivery(row: Sequence[Any]) -> Delivery:
    """A delivery as it stands in the list; ``sorted_at`` is what it is sorted by."""
    found = Delivery.from_db(acting.alias(), _READ, row[1:])
    found.sorted_at = row[0]  # type: ignore[attr-defined]
    return found
