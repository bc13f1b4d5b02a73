"""The facts of a decision document: its organisations, groups and agreements with what happened to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from exchange.routing import force
from exchange.routing.facts import (
    AgreementVersion,
    Facts,
    Grant,
    Group,
    GroupRule,
    History,
    Id,
    Organisation,
    Recognition,
    Terms,
)
from exchange.routing.periods import FOREVER, Periods, period, switched
from exchange.routing.scope import compile_scope
from exchange.routing.terms import compile_conditions

Raw = Mapping[str, Any]


def moment_of(text: str) -> datetime:
    """A time of the document, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def moment_or_none(text: str | None) -> datetime | None:
    return None if text is None else moment_of(text)


def periods_of(raw: Sequence[Sequence[str | None]]) -> Periods:
    """Periods as the document writes them: from, and until or null."""
    return tuple(period(moment_or_none(begins), moment_or_none(ends)) for begins, ends in raw)


def facts(raw: Raw) -> Facts:
    """Everything that entitlements depend on, from a document that has been checked."""
    groups = {one["id"]: _group(one) for one in raw.get("groups", ())}
    grants: dict[Id, list[Grant]] = {}
    for one in raw.get("standing", ()):
        grants.setdefault(one["holder"], []).append(_grant(one))
    return Facts(
        organisations={
            one["id"]: Organisation(
                id=one["id"],
                kind=one["kind"],
                country=one["country"],
                region=one["region"],
                active=periods_of(one["active"]),
                standing=tuple(grants.get(one["id"], ())),
            )
            for one in raw["organisations"]
        },
        groups=groups,
        agreements={one["number"]: _agreement(one, groups) for one in raw["agreements"]},
    )


def _grant(raw: Raw) -> Grant:
    return Grant(
        kind=raw["kind"],
        granted_by=raw["granted_by"],
        periods=periods_of(raw["periods"]),
        recognised=tuple(
            Recognition(one["by"], periods_of(one["periods"])) for one in raw.get("recognised", ())
        ),
    )


def _group(raw: Raw) -> Group:
    members: dict[Id, Periods] = {}
    for one in raw.get("members", ()):
        members[one["organisation"]] = members.get(one["organisation"], ()) + periods_of(one["periods"])
    rule = raw.get("rule")
    if rule is None:
        return Group(raw["id"], raw["keeper"], members)
    standing = rule.get("standing") or {}
    return Group(
        raw["id"],
        raw["keeper"],
        rule=GroupRule(
            kind=rule.get("kind"),
            country=rule.get("country"),
            region=rule.get("region"),
            standing_kind=standing.get("kind"),
            standing_from=standing.get("granted_by"),
        ),
    )


def _agreement(raw: Raw, groups: Mapping[Id, Group]) -> tuple[AgreementVersion, ...]:
    events = sorted(raw.get("events", ()), key=lambda event: moment_of(event["at"]))
    ends = [moment_of(event["at"]) for event in events if event["event"] == "terminated"]
    excluding = {
        (event["by"], event["recipient"]): _switches(events, "excluded", "readmitted", event)
        for event in events
        if event["event"] == "excluded"
    }
    history = History(
        suspensions=_switches(events, "suspended", "resumed", {}),
        terminated_at=min(ends, default=FOREVER),
        exclusions=excluding,
    )
    versions = []
    for version in raw["versions"]:
        terms = _terms(raw["number"], version)
        versions.append((terms, _course(terms, version, events, groups)))
    return force.agreement(history, versions)


def _switches(events: Iterable[Raw], on: str, off: str, like: Raw) -> Periods:
    """The periods between two kinds of events, of those that agree with ``like`` in who and whom."""
    return switched(
        (moment_of(event["at"]), event["event"] == on)
        for event in events
        if event["event"] in (on, off)
        and all(event.get(name) == like[name] for name in ("by", "recipient", "version") if name in like)
    )


def _terms(number: int, raw: Raw) -> Terms:
    header, by_item = compile_conditions(raw.get("conditions", ()))
    providers, recipients = raw["providers"], raw["recipients"]
    return Terms(
        id=(number, raw["version"]),
        number=number,
        version=raw["version"],
        purpose=raw["purpose"],
        types=frozenset(raw["types"]),
        provider_organisations=frozenset(providers.get("organisations", ())),
        provider_groups=tuple(providers.get("groups", ())),
        recipient_organisations=frozenset(recipients.get("organisations", ())),
        recipient_groups=tuple(recipients.get("groups", ())),
        scope=compile_scope(tuple((clause["path"], clause["form"]) for clause in raw["scope"])),
        header_conditions=header,
        item_conditions=by_item,
        matching_items=raw.get("items", "whole") == "matching",
        standing=frozenset(raw.get("standing", ("accredited",))),
        recognised=raw.get("recognised", False),
        objection_days=raw.get("objection_days", 10),
        follow_up=raw.get("follow_up"),
        back_fill_from=moment_or_none(raw.get("back_fill_from")),
        retention_days=raw["retention"]["days"],
        retention_from=raw["retention"]["from"],
        receipts_opened=raw.get("receipts_opened", False),
        mask_key=f"agreement-{number}".encode(),
    )


def _course(terms: Terms, raw: Raw, events: Sequence[Raw], groups: Mapping[Id, Group]) -> force.Course:
    signed: dict[Id, datetime] = {}
    left: dict[Id, datetime] = {}
    accessions: dict[Id, Periods] = {}
    for event in events:
        if event.get("version") != terms.version:
            continue
        who = event["by"]
        match event["event"]:
            case "signed":
                signed.setdefault(who, moment_of(event["at"]))
            case "left" if who in terms.named:
                left.setdefault(who, moment_of(event["at"]))
            case "acceded":
                accessions[who] = _switches(events, "acceded", "left", event)
    named_groups = terms.provider_groups + terms.recipient_groups
    return force.Course(
        proposed_at=moment_or_none(raw["proposed_at"]),
        effective_from=moment_of(raw["effective_from"]),
        effective_until=moment_or_none(raw.get("effective_until")),
        keepers=frozenset(groups[one].keeper for one in named_groups),
        signed=signed,
        left=left,
        accessions=accessions,
    )
