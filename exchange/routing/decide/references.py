"""What a decision document refers to must be in it, once; and its notices must run in order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accounts.errors import Fault
from exchange.routing.decide.world import moment_of
from exchange.routing.facts import TypeFacts

Raw = Mapping[str, Any]


def reference_faults(raw: Raw, types: Mapping[str, TypeFacts]) -> list[Fault]:
    """Everything that is wrong with a document of the right shape."""
    return [
        *_twice("/organisations", (one["id"] for one in raw["organisations"])),
        *_twice("/groups", (one["id"] for one in raw.get("groups", ()))),
        *_twice("/agreements", (one["number"] for one in raw["agreements"])),
        *_twice("/notices", (one["id"] for one in raw["notices"])),
        *_of_members(raw),
        *_of_agreements(raw, types),
        *_of_notices(raw, types),
        *_of_deliveries(raw),
        *_of_moments(raw),
        *_of_periods(raw, ""),
    ]


def _twice(place: str, ids: Iterable[Any]) -> Iterator[Fault]:
    seen = set()
    for position, one in enumerate(ids):
        if one in seen:
            yield Fault(f"{place}/{position}", "given-twice", f"{one!r} stands in the list already.")
        seen.add(one)


def _known(place: str, one: Any, known: Iterable[Any], what: str) -> Iterator[Fault]:
    if one not in known:
        yield Fault(place, f"unknown-{what}", f"There is no {what} {one!r} in the document.")


def _all_known(place: str, several: Iterable[Any], known: Iterable[Any], what: str) -> Iterator[Fault]:
    for position, one in enumerate(several):
        yield from _known(f"{place}/{position}", one, known, what)


def _organisations(raw: Raw) -> set[str]:
    return {one["id"] for one in raw["organisations"]}


def _of_members(raw: Raw) -> Iterator[Fault]:
    known = _organisations(raw)
    for n, grant in enumerate(raw.get("standing", ())):
        yield from _known(f"/standing/{n}/holder", grant["holder"], known, "organisation")
        yield from _known(f"/standing/{n}/granted_by", grant["granted_by"], known, "organisation")
        for m, one in enumerate(grant.get("recognised", ())):
            yield from _known(f"/standing/{n}/recognised/{m}/by", one["by"], known, "organisation")
    for n, group in enumerate(raw.get("groups", ())):
        yield from _known(f"/groups/{n}/keeper", group["keeper"], known, "organisation")
        for m, one in enumerate(group.get("members", ())):
            place = f"/groups/{n}/members/{m}/organisation"
            yield from _known(place, one["organisation"], known, "organisation")
        rule = group.get("rule")
        if rule is not None and not any(rule.values()):
            yield Fault(f"/groups/{n}/rule", "empty-rule", "A rule names at least one thing.")
    for n, one in enumerate(raw.get("subscriptions", ())):
        yield from _known(f"/subscriptions/{n}/organisation", one["organisation"], known, "organisation")


def _of_agreements(raw: Raw, types: Mapping[str, TypeFacts]) -> Iterator[Fault]:
    known = _organisations(raw)
    groups = {one["id"] for one in raw.get("groups", ())}
    for n, agreement in enumerate(raw["agreements"]):
        place = f"/agreements/{n}"
        numbers = [version["version"] for version in agreement["versions"]]
        yield from _twice(f"{place}/versions", numbers)
        for m, version in enumerate(agreement["versions"]):
            here = f"{place}/versions/{m}"
            if version["purpose"] != agreement["versions"][0]["purpose"]:
                yield Fault(
                    f"{here}/purpose", "other-purpose", "All versions of an agreement have one purpose."
                )
            for side in ("providers", "recipients"):
                named = version[side]
                yield from _all_known(
                    f"{here}/{side}/organisations", named.get("organisations", ()), known, "organisation"
                )
                yield from _all_known(f"{here}/{side}/groups", named.get("groups", ()), groups, "group")
            yield from _all_known(f"{here}/types", version["types"], types, "type")
            yield from _of_bounds(here, version)
        for m, event in enumerate(agreement.get("events", ())):
            here = f"{place}/events/{m}"
            yield from _known(f"{here}/by", event["by"], known, "organisation")
            if event.get("recipient") is not None:
                yield from _known(f"{here}/recipient", event["recipient"], known, "organisation")
            if event.get("version") is not None:
                yield from _known(f"{here}/version", event["version"], numbers, "version")


def _of_bounds(place: str, version: Raw) -> Iterator[Fault]:
    for n, condition in enumerate(version.get("conditions", ())):
        ((kind, body),) = condition.items()
        if kind in ("value", "mass") and body.get("min") is None and body.get("max") is None:
            yield Fault(f"{place}/conditions/{n}/{kind}", "no-bound", "Give a lower or an upper bound.")


def _of_notices(raw: Raw, types: Mapping[str, TypeFacts]) -> Iterator[Fault]:
    known = _organisations(raw)
    for n, notice in enumerate(raw["notices"]):
        place = f"/notices/{n}"
        yield from _known(f"{place}/publisher", notice["publisher"], known, "organisation")
        yield from _known(f"{place}/type", notice["type"], types, "type")
        for m, version in enumerate(notice["versions"]):
            yield from _of_version(f"{place}/versions/{m}", notice["versions"], m, version)


def _of_version(place: str, versions: list[Raw], position: int, version: Raw) -> Iterator[Fault]:
    if version["version"] != position + 1:
        yield Fault(f"{place}/version", "out-of-order", "Versions are numbered 1, 2, 3, ... in their order.")
    if position and moment_of(version["accepted_at"]) < moment_of(versions[position - 1]["accepted_at"]):
        yield Fault(f"{place}/accepted_at", "out-of-order", "It was accepted before the version it follows.")
    if version["kind"] == "cancellation" and position + 1 < len(versions):
        yield Fault(f"{place}/kind", "after-the-end", "A cancellation ends the notice.")
    if version["kind"] == "original" and position:
        yield Fault(f"{place}/kind", "not-the-first", "Only version 1 is an original.")
    if version["kind"] != "cancellation" and version.get("content") is None:
        yield Fault(f"{place}/content", "no-content", "Only a cancellation has none.")
    yield from _of_numbers(version.get("content"), f"{place}/content")


def _of_numbers(value: Any, place: str) -> Iterator[Fault]:
    """No fractions in content: decimals are strings there."""
    if isinstance(value, float):
        yield Fault(place, "fraction", "Decimals are written as strings.")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _of_numbers(one, f"{place}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _of_numbers(one, f"{place}/{position}")


def _of_deliveries(raw: Raw) -> Iterator[Fault]:
    known = _organisations(raw)
    pairs = {(one["number"], v["version"]) for one in raw["agreements"] for v in one["versions"]}
    for n, one in enumerate(raw.get("deliveries", ())):
        yield from _of_notice_version(f"/deliveries/{n}", raw, one)
        yield from _known(f"/deliveries/{n}/recipient", one["recipient"], known, "organisation")
        yield from _all_known(
            f"/deliveries/{n}/agreements", map(tuple, one["agreements"]), pairs, "agreement"
        )
    yield from _twice(
        "/deliveries",
        ((d["notice"], d["version"], d["recipient"], d["purpose"]) for d in raw.get("deliveries", ())),
    )
    notices = {one["id"] for one in raw["notices"]}
    for n, one in enumerate(raw.get("cases", ())):
        yield from _known(f"/cases/{n}/notice", one["notice"], notices, "notice")
        yield from _known(f"/cases/{n}/organisation", one["organisation"], known, "organisation")


def _of_moments(raw: Raw) -> Iterator[Fault]:
    accepted = {
        (one["id"], version["version"]): moment_of(version["accepted_at"])
        for one in raw["notices"]
        for version in one["versions"]
    }
    known = _organisations(raw)
    for n, one in enumerate(raw["moments"]):
        yield from _of_notice_version(f"/moments/{n}", raw, one)
        if one["question"] == "explain":
            yield from _known(f"/moments/{n}/organisation", one["organisation"], known, "organisation")
        when = accepted.get((one["notice"], one["version"]))
        if when is not None and moment_of(one["at"]) < when:
            yield Fault(f"/moments/{n}/at", "before-acceptance", "The version was accepted only later.")


def _of_notice_version(place: str, raw: Raw, one: Raw) -> Iterator[Fault]:
    versions = {notice["id"]: len(notice["versions"]) for notice in raw["notices"]}
    yield from _known(f"{place}/notice", one["notice"], versions, "notice")
    if one["version"] > versions.get(one["notice"], one["version"]):
        yield Fault(f"{place}/version", "unknown-version", "The notice has no such version.")


def _of_periods(value: Any, place: str) -> Iterator[Fault]:
    """A period ends after it begins. (Content is not looked into.)"""
    if isinstance(value, dict):
        for name, one in value.items():
            if name in ("periods", "active", "open"):
                for position, (begins, ends) in enumerate(one):
                    if ends is not None and moment_of(ends) <= moment_of(begins):
                        yield Fault(f"{place}/{name}/{position}", "empty-period", "It ends before it begins.")
            elif name not in ("content", "notices"):
                yield from _of_periods(one, f"{place}/{name}")
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _of_periods(one, f"{place}/{position}")
