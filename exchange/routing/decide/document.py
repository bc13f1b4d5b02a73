"""Decision documents: a whole world, with moments at which it asks the engine. See docs/decide.md.

A document is read in two steps: its shape against a JSON Schema, then its references. All faults of a step
are told at once, each with its JSON Pointer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jsonschema_rs
import orjson

from accounts.errors import Fault, Invalid
from exchange.routing import types
from exchange.routing.decide import world
from exchange.routing.decide.references import reference_faults
from exchange.routing.decide.shape import SCHEMA
from exchange.routing.decide.world import moment_of, moment_or_none, periods_of
from exchange.routing.facts import Filter, Held, Id, NoticeVersion, Subscription
from exchange.routing.index import Index
from exchange.routing.periods import Periods, covers

FORMAT = "hub-decide/1"
_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
_CONTENT_KINDS = ("content", "follow_up")


@dataclass(frozen=True, slots=True)
class StatedDelivery:
    """A delivery that the document says was made."""

    n: int
    recipient: Id
    purpose: str
    kind: str
    versions: tuple[Id, ...]
    first_left: datetime | None


@dataclass(frozen=True, slots=True)
class StatedNotice:
    """A notice with all its versions, whenever accepted, and its deliveries."""

    versions: tuple[NoticeVersion, ...]
    deliveries: tuple[StatedDelivery, ...]
    cases: Mapping[Id, Periods]

    def at(self, n: int, moment: datetime) -> NoticeVersion:
        """Version n as it stood at the moment, when later versions had not been accepted."""
        one = self.versions[n - 1]
        return NoticeVersion(
            **{name: getattr(one, name) for name in NoticeVersion.__slots__ if name != "current"},
            current=not any(later.n > n and later.accepted_at <= moment for later in self.versions),
        )

    def newest(self, moment: datetime) -> NoticeVersion | None:
        """The newest version of content that had been accepted by then."""
        known = [one for one in self.versions if one.kind != "cancellation" and one.accepted_at <= moment]
        return known[-1] if known else None

    def held(self, moment: datetime, before: int | None = None) -> list[Held]:
        """The deliveries of content, each with whether a withdrawal followed it among those before a version:
        one for a version that was known by the moment."""
        withdrawals = [
            (one.recipient, one.purpose, one.n)
            for one in self.deliveries
            if one.kind == "withdrawal"
            and (before is None or one.n < before)
            and self.versions[one.n - 1].accepted_at <= moment
        ]
        return [
            Held(
                one.recipient,
                one.purpose,
                one.n,
                one.versions,
                one.first_left,
                any((r, p) == (one.recipient, one.purpose) and n > one.n for r, p, n in withdrawals),
            )
            for one in self.deliveries
            if one.kind in _CONTENT_KINDS
        ]

    def has_open_case(self, organisation: Id, moment: datetime) -> bool:
        """Whether the organisation has a case of its own open on the notice."""
        return covers(self.cases.get(organisation, ()), moment)


@dataclass(frozen=True, slots=True)
class Moment:
    """One question: of which version of which notice, when, and (to explain) for whom."""

    at: datetime
    question: str
    notice: str
    version: int
    organisation: str | None
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that has been read: the index over its facts, and what is asked."""

    index: Index
    notices: Mapping[str, StatedNotice]
    subscriptions: Mapping[Id, tuple[Subscription, ...]]
    moments: tuple[Moment, ...]


def read(text: bytes) -> Document:
    """The document, or ``Invalid`` with every fault of its shape, else of its references."""
    try:
        raw = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _invalid([Fault("", "not-json", str(error))]) from None
    faults = [_shape_fault(error) for error in _VALIDATOR.iter_errors(raw)]
    faults = faults or reference_faults(raw, types.every())
    if faults:
        raise _invalid(faults)
    return Document(
        index=Index(world.facts(raw), types.every()),
        notices={one["id"]: _notice(raw, one) for one in raw["notices"]},
        subscriptions=_subscriptions(raw.get("subscriptions", ())),
        moments=tuple(_moment(one) for one in raw["moments"]),
    )


def _invalid(faults: Iterable[Fault]) -> Invalid:
    return Invalid(
        "bad-document", "Mend the faults; docs/decide.md describes the format.", faults=list(faults)
    )


def _shape_fault(error: jsonschema_rs.ValidationError) -> Fault:
    place = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in error.instance_path)
    keyword = str(error.schema_path[-1]) if error.schema_path else "shape"
    return Fault(place, f"shape-{keyword}", error.message[:300])


def _notice(raw: Mapping[str, Any], one: Mapping[str, Any]) -> StatedNotice:
    cancelled = [moment_of(v["accepted_at"]) for v in one["versions"] if v["kind"] == "cancellation"]
    return StatedNotice(
        versions=tuple(
            NoticeVersion(
                notice=one["id"],
                publisher=one["publisher"],
                type=one["type"],
                n=version["version"],
                kind=version["kind"],
                accepted_at=moment_of(version["accepted_at"]),
                first_accepted_at=moment_of(one["versions"][0]["accepted_at"]),
                content=version.get("content") or {},
                cancelled_at=cancelled[0] if cancelled else None,
            )
            for version in one["versions"]
        ),
        deliveries=tuple(
            StatedDelivery(
                n=delivery["version"],
                recipient=delivery["recipient"],
                purpose=delivery["purpose"],
                kind=delivery.get("kind", "content"),
                versions=tuple(sorted((number, version) for number, version in delivery["agreements"])),
                first_left=moment_or_none(delivery["first_left"]),
            )
            for delivery in raw.get("deliveries", ())
            if delivery["notice"] == one["id"]
        ),
        cases={
            case["organisation"]: periods_of(case["open"])
            for case in raw.get("cases", ())
            if case["notice"] == one["id"]
        },
    )


def _subscriptions(raw: Iterable[Mapping[str, Any]]) -> dict[Id, tuple[Subscription, ...]]:
    found: dict[Id, tuple[Subscription, ...]] = {}
    for one in raw:
        subscription = Subscription(
            purpose=one.get("purpose"),
            created=moment_or_none(one.get("created")),
            ended=moment_or_none(one.get("ended")),
            types=frozenset(one.get("types", ())),
            filters=tuple(Filter(f["path"], tuple(f["any_of"])) for f in one.get("filter", ())),
        )
        found[one["organisation"]] = (*found.get(one["organisation"], ()), subscription)
    return found


def _moment(raw: Mapping[str, Any]) -> Moment:
    return Moment(
        moment_of(raw["at"]),
        raw["question"],
        raw["notice"],
        raw["version"],
        raw.get("organisation"),
        raw,
    )
