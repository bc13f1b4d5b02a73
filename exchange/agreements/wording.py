"""The terms in plain words, for whoever has to decide whether to sign: generated, never typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from exchange.agreements.conditions import Condition
from exchange.agreements.models import (
    Direction,
    ItemScope,
    OnwardSharing,
    RetentionStart,
    StandingKind,
    TransferMechanism,
)
from exchange.agreements.terms import Clause, Side, Terms
from exchange.catalogue.types import NoticeType


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one section says no more, and what it says newly."""

    title: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What organisations and groups are called, and how many members each group has now."""

    organisations: Mapping[UUID, str]
    groups: Mapping[UUID, str]
    members: Mapping[UUID, int]
    keepers: Mapping[UUID, str]

    def of(self, party: UUID) -> str:
        return self.organisations.get(party) or self.groups.get(party) or str(party)


def summary(
    terms: Terms, *, names: Names, types: Mapping[str, NoticeType], statement: str
) -> tuple[Section, ...]:
    """The terms, section by section."""
    return (
        Section("Who provides", tuple(_side(terms.providers, names))),
        Section("Who receives", tuple(_side(terms.recipients, names))),
        Section("What it may be used for", (f"Only for {terms.purpose.label}.",)),
        Section("What is exchanged", tuple(_subject(terms, types))),
        Section("When it applies", tuple(_conditions(terms.conditions))),
        Section("What recipients see", tuple(_scope(terms, types))),
        Section("Standing of traders", (_standing(terms),)),
        Section("How long it may be kept", (_retention(terms),)),
        Section("Passing it on", (_onward(terms, names),)),
        Section("Legal basis", tuple(_legal_basis(terms, names))),
        Section("Corrections and earlier notices", tuple(_over_time(terms))),
        Section("Receipts", (_receipts(terms),)),
        Section("Signing, objecting and leaving", tuple(_consent(terms, names))),
        Section("From when until when", (_effective(terms),)),
        Section("What it does not do", (statement,)),
    )


def changes(before: Sequence[Section], after: Sequence[Section]) -> tuple[Change, ...]:
    """The sections that say something else than before."""
    found = []
    for old, new in zip(before, after, strict=True):
        removed = tuple(line for line in old.lines if line not in new.lines)
        added = tuple(line for line in new.lines if line not in old.lines)
        if removed or added:
            found.append(Change(new.title, removed, added))
    return tuple(found)


def as_text(sections: Sequence[Section]) -> str:
    """The sections as one text to read or print."""
    return "\n\n".join("\n".join((section.title, *section.lines)) for section in sections)


def _side(side: Side, names: Names) -> Iterator[str]:
    for organisation in side.organisations:
        yield f"{names.of(organisation)}."
    for group in side.groups:
        count = names.members.get(group, 0)
        yield (
            f"Members of {names.of(group)} that have acceded themselves (the group has {count} now; "
            f"{names.keepers.get(group, 'its keeper')} keeps it and may admit others, who then have to accede)."
        )
    if not side:
        yield "Nobody yet."


def _subject(terms: Terms, types: Mapping[str, NoticeType]) -> Iterator[str]:
    for type_id in terms.types:
        yield f"{types[type_id].title if type_id in types else type_id}."
    if terms.items == ItemScope.MATCHING:
        yield "Of a consignment only the goods items that match, and no totals."
    else:
        yield "The whole consignment, once it matches."


def _conditions(conditions: Sequence[Condition]) -> Iterator[str]:
    for condition in conditions:
        ((kind, body),) = condition.items()
        yield _condition(kind, body)
    if conditions:
        yield "All of these must hold; where the notice lacks the element, the condition does not hold."
    else:
        yield "To every notice of these types."


def _condition(kind: str, body: Any) -> str:
    match kind:
        case "corridor":
            pairs = ", ".join(f"{_any(dispatch)} to {_any(destination)}" for dispatch, destination in body)
            return f"The goods travel from {pairs}."
        case "country":
            return f"The country of {body['of']} is {_or(body['any_of'])}."
        case "place":
            where = "Any place" if body.get("element") is None else f"The place under {body['element']}"
            return f"{where} is {_or(body['any_of'])}."
        case "mode":
            return f"The mode of transport is {_or(body)}."
        case "office":
            return f"The office of entry is {_or(body)}."
        case "hs":
            return f"A goods item's HS code begins with {_or(body)}."
        case "value":
            return f"A goods item's value is {_between(body)} {body['currency']}."
        case _:
            return f"A goods item's gross mass is {_between(body)} kg."


def _scope(terms: Terms, types: Mapping[str, NoticeType]) -> Iterator[str]:
    known = [types[type_id] for type_id in terms.types if type_id in types]
    for clause in terms.scope:
        yield f"{_elements(clause, known)}: {clause.form.label}."
    yield "The envelope: notice number, version, type, publisher, kind of consignment key and times."
    yield "Nothing else."


def _elements(clause: Clause, types: Sequence[NoticeType]) -> str:
    if not clause.path:
        return "Every element that no other line names"
    for notice_type in types:
        leaf = notice_type.leaves.get(clause.path)
        if leaf is not None:
            return f"{leaf.title} ({clause.path})"
    covered = {
        leaf.title
        for notice_type in types
        for pattern, leaf in notice_type.leaves.items()
        if pattern.startswith(f"{clause.path}/")
    }
    return f"{clause.path}: {', '.join(sorted(covered))}"


def _standing(terms: Terms) -> str:
    kinds = _or([StandingKind(kind).label for kind in terms.standing])
    by = (
        "an authority that is a party, or recognised by one"
        if terms.recognised
        else "an authority that is a party"
    )
    return f"Traders take part while they are {kinds}, by {by} (by any authority, where none is a party)."


def _retention(terms: Terms) -> str:
    if terms.retention is None:
        return "Not said yet."
    days = f"{terms.retention.days} days"
    if terms.retention.start == RetentionStart.CANCELLATION:
        return f"Until {days} after the notice is cancelled, and without end while it is not."
    return f"For {days} from receipt."


def _onward(terms: Terms, names: Names) -> str:
    match terms.onward_sharing:
        case OnwardSharing.NONE:
            return "Recipients pass nothing on."
        case OnwardSharing.CONSENT:
            return "Recipients pass something on only with the publisher's consent, each time."
        case _:
            groups = ", ".join(names.of(group) for group in terms.onward_groups)
            return f"Recipients may pass it on to members of {groups}, and to nobody else."


def _legal_basis(terms: Terms, names: Names) -> Iterator[str]:
    for basis in terms.legal_basis:
        transfer = ""
        if basis.transfer_mechanism != TransferMechanism.NONE:
            transfer = f"; the transfer rests on {basis.transfer_mechanism.label}"
        acts = "gives" if basis.direction == Direction.GIVES else "receives"
        yield (
            f"{names.of(basis.party)} {acts} as {basis.responsibility.label} under {basis.law}, "
            f"{basis.article}{transfer}."
        )


def _over_time(terms: Terms) -> Iterator[str]:
    follow_up = {
        None: "Authorities go on receiving corrections of what they hold when it no longer matches, for 90 days.",
        True: "Recipients go on receiving corrections of what they hold when it no longer matches, for 90 days.",
        False: "A recipient whose notice no longer matches is told only that it is withdrawn.",
    }
    yield follow_up[terms.follow_up]
    if terms.back_fill_from is None:
        yield "Nothing that was accepted before it comes into force."
    else:
        yield f"Also what was accepted from {_day(terms.back_fill_from)} on, in its current version."


def _receipts(terms: Terms) -> str:
    opened = (
        "and when it was opened, by authorities too"
        if terms.receipts_opened
        else "not when authorities open it"
    )
    return f"The publisher sees per recipient what was delivered, acknowledged and replied, {opened}; never a person."


def _consent(terms: Terms, names: Names) -> Iterator[str]:
    signatories = {
        names.of(party) for side in (terms.providers, terms.recipients) for party in side.organisations
    }
    signatories |= {
        names.keepers.get(group, "") for side in (terms.providers, terms.recipients) for group in side.groups
    }
    yield f"Signed by {', '.join(sorted(signatories))}: it is in force once all have signed."
    if terms.recipients.groups:
        yield (
            f"A member that accedes as recipient receives nothing for {terms.objection_days} days, in which any "
            "provider may exclude it; a provider may do so later, too, at once and for its own data."
        )
    yield "Any signatory may suspend, resume or terminate it; any party may leave this version."
    yield "What was delivered by then stays readable until its retention ends, but for a suspension."


def _effective(terms: Terms) -> str:
    since = "its last signature" if terms.effective_from is None else _day(terms.effective_from)
    until = "until it is ended" if terms.effective_until is None else f"until {_day(terms.effective_until)}"
    return f"From {since}, {until}."


def _any(country: str) -> str:
    return "any country" if country == "*" else country


def _or(entries: Sequence[str]) -> str:
    return entries[0] if len(entries) == 1 else f"{', '.join(entries[:-1])} or {entries[-1]}"


def _between(body: Condition) -> str:
    least, most = body.get("min"), body.get("max")
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most is None else f"from {least} to {most}"


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%d %b %Y %H:%M UTC").lstrip("0")
