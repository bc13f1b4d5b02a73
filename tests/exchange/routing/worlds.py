"""A small world as a decision document, in which everything holds until a test changes one thing.

The trader T1, accredited by the authority A1, provides advance cargo notices to A1 under agreement 1.
Times are days from the first of January 2026; a test moves by microseconds around them.
"""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from exchange.routing.decide import decisions, document

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
OPEN: list[list[str | None]] = [["2000-01-01T00:00:00Z", None]]
SAFETY, REVENUE = "safety_and_security", "revenue"

CONTENT: dict[str, Any] = {
    "lrn": "LRN-1",
    "ucr": "UCR-12345",
    "dispatch_country": "CN",
    "destination_country": "FR",
    "loading_place": {"unlocode": "CNSHA", "name": "Shanghai"},
    "transport": {"mode": "1"},
    "entry_office": {"code": "FR000001"},
    "consignor": {"identifier": "CN123456", "name": "Good Exports"},
    "items": [
        {"sequence": 1, "hs_code": "847130", "origin_country": "CN", "gross_mass": "10.5",
         "description": "laptops", "value": {"amount": "900.00", "currency": "EUR"}},
        {"sequence": 2, "hs_code": "300490", "origin_country": "IN", "gross_mass": "2",
         "description": "medicines", "value": {"amount": "50", "currency": "USD"}},
    ],
    "totals": {"gross_mass": "12.5"},
}  # fmt: skip


def day(days: float, microseconds: int = 0) -> str:
    """A moment so many days, and microseconds, after the world's first day."""
    return (DAY_0 + timedelta(days=days, microseconds=microseconds)).isoformat()


class World:
    """The document, and shorthands to change it and to ask."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {"format": "hub-decide/1", "organisations": [], "standing": []}
        for name in ("groups", "agreements", "notices", "subscriptions", "deliveries", "cases", "moments"):
            self.raw[name] = []
        self.organisation("T1", "trader")
        self.organisation("A1", "authority")
        self.standing("T1", "A1")
        self.agreement(1)
        self.notice("N1")

    def organisation(self, name: str, kind: str, active: Any = OPEN, country: str = "DE") -> None:
        self.raw["organisations"].append(
            {"id": name, "kind": kind, "country": country, "region": "EUR", "active": active}
        )

    def member(self, name: str) -> dict[str, Any]:
        return next(one for one in self.raw["organisations"] if one["id"] == name)

    def standing(
        self, holder: str, by: str, periods: Any = OPEN, kind: str = "accredited", **more: Any
    ) -> None:
        self.raw["standing"].append(
            {"holder": holder, "granted_by": by, "kind": kind, "periods": periods, **more}
        )

    def group(self, name: str, keeper: str, **members: Any) -> None:
        listed = [{"organisation": one, "periods": periods} for one, periods in members.items()]
        self.raw["groups"].append({"id": name, "keeper": keeper, "members": listed})

    def agreement(self, number: int, **terms: Any) -> None:
        """An agreement with one version, signed on day 0 by T1 and A1."""
        self.raw["agreements"].append({"number": number, "versions": [], "events": []})
        self.version(number, **terms)

    def version(self, number: int, version: int = 1, signed: float = 0, **terms: Any) -> None:
        agreement = self._agreement(number)
        agreement["versions"].append(
            {
                "version": version,
                "purpose": SAFETY,
                "providers": {"organisations": ["T1"], "groups": []},
                "recipients": {"organisations": ["A1"], "groups": []},
                "types": ["advance_cargo"],
                "scope": [{"path": "", "form": "plain"}],
                "retention": {"days": 365, "from": "receipt"},
                "proposed_at": day(-1),
                "effective_from": day(0),
            }
            | terms
        )
        for one in ("T1", "A1"):
            self.event(number, "signed", one, signed, version=version)

    def terms(self, number: int, version: int = 1, **changes: Any) -> None:
        versions = self._agreement(number)["versions"]
        next(one for one in versions if one["version"] == version).update(changes)

    def event(self, number: int, event: str, by: str, at: float | str, **more: Any) -> None:
        moment = at if isinstance(at, str) else day(at)
        self._agreement(number)["events"].append({"at": moment, "event": event, "by": by, **more})

    def unsign(self, number: int, by: str) -> None:
        agreement = self._agreement(number)
        agreement["events"] = [one for one in agreement["events"] if one["by"] != by]

    def notice(self, name: str, accepted: float | str = 10, publisher: str = "T1", **content: Any) -> None:
        self.raw["notices"].append(
            {"id": name, "publisher": publisher, "type": "advance_cargo", "versions": []}
        )
        self.publish(name, accepted, "original", **content)

    def publish(self, name: str, accepted: float | str, kind: str = "amendment", **content: Any) -> None:
        versions = next(one for one in self.raw["notices"] if one["id"] == name)["versions"]
        versions.append(
            {
                "version": len(versions) + 1,
                "kind": kind,
                "accepted_at": accepted if isinstance(accepted, str) else day(accepted),
                "content": None if kind == "cancellation" else copy.deepcopy(CONTENT) | content,
            }
        )

    def content(self, version: int = 1) -> dict[str, Any]:
        found: dict[str, Any] = self.raw["notices"][0]["versions"][version - 1]["content"]
        return found

    def delivered(
        self,
        at: float | str | None,
        version: int = 1,
        recipient: str = "A1",
        purpose: str = SAFETY,
        **more: Any,
    ) -> None:
        left = day(at) if isinstance(at, int | float) else at
        self.raw["deliveries"].append(
            {"notice": "N1", "version": version, "recipient": recipient, "purpose": purpose,
             "agreements": [[1, 1]], "first_left": left, **more}
        )  # fmt: skip

    def ask(self, question: str, at: float | str, version: int = 1, **more: Any) -> Any:
        moment = at if isinstance(at, str) else day(at)
        self.raw["moments"] = [
            {"at": moment, "question": question, "notice": "N1", "version": version, **more}
        ]
        answer = decisions.decide(document.read(orjson.dumps(self.raw)))
        return orjson.loads(orjson.dumps(answer))["answers"][0]

    def route(self, at: float | str = 10, version: int = 1) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("route", at, version)["recipients"]
        return found

    def outcomes(self, at: float | str = 10, version: int = 1) -> list[tuple[str, str, str]]:
        return [(one["organisation"], one["purpose"], one["kind"]) for one in self.route(at, version)]

    def why(
        self, at: float | str = 10, organisation: str = "A1", version: int = 1, agreement: int = 1
    ) -> tuple[int | None, str | None]:
        """The first rule that failed and its reason, for the first version of an agreement."""
        verdicts = self.ask("explain", at, version, organisation=organisation)["agreements"]
        first = next(one for one in verdicts if one["agreement"] == agreement)
        return first["failed_rule"], first["reason"]

    def sends(self, at: float | str, version: int = 1) -> tuple[bool, str | None]:
        (answer,) = self.ask("may_send", at, version)["deliveries"]
        return answer["allowed"], answer["reason"]

    def reads(self, at: float | str, version: int = 1) -> tuple[bool, str | None]:
        (answer,) = self.ask("may_read", at, version)["deliveries"]
        return answer["allowed"], answer["reason"]

    def seen(self, at: float | str = 10, version: int = 1) -> dict[str, tuple[str, Any]]:
        """What the only recipient sees: form and value by path."""
        (one,) = self.route(at, version)
        return {element["path"]: (element["form"], element["value"]) for element in one["elements"]}

    def _agreement(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.raw["agreements"] if one["number"] == number)
        return found


def recipient_through_group(world: World, **terms: object) -> None:
    world.organisation("K1", "association")
    world.organisation("A2", "authority")
    world.group("G1", "K1", A2=OPEN)
    world.terms(1, recipients={"organisations": ["A1"], "groups": ["G1"]}, **terms)
    world.event(1, "signed", "K1", 0, version=1)
    world.event(1, "acceded", "A2", 2, version=1)


def trader_receives(world: World) -> None:
    world.organisation("T2", "trader")
    world.terms(1, recipients={"organisations": ["A1", "T2"]})
    world.event(1, "signed", "T2", 0, version=1)
