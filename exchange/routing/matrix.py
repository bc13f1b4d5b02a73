"""Who sees what: whom a provider's notices reach under the agreements in force, and in which form each element.

It asks the engine's own questions (``Index.reach`` for rules 1 to 4, ``visible_elements`` for the scopes), and
knows no notice: conditions, and masks that do not fit a value, can make what one notice shows less.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exchange.routing import rules
from exchange.routing.facts import AgreementVersion, Id, Organisation, TypeFacts
from exchange.routing.index import Index
from exchange.routing.scope import visible_elements


@dataclass(frozen=True, slots=True)
class Given:
    """An element pattern's form, with the agreement versions that give it and the clause by which each does."""

    form: str
    by: tuple[tuple[AgreementVersion, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """What one recipient sees for one purpose; a pattern that is absent from ``shown`` is hidden from it."""

    recipient: Id
    purpose: str
    versions: tuple[AgreementVersion, ...]
    shown: dict[str, Given]


def in_force(index: Index, reader: Id, moment: datetime) -> list[AgreementVersion]:
    """The versions in force and not suspended that the reader is a party of, by agreement."""
    return [
        version
        for _, versions in sorted(index.facts.agreements.items())
        for version in versions
        if rules.in_force(version, moment) is None and rules.is_party(version, reader, moment)
    ]


def providers(index: Index, reader: Id, moment: datetime) -> list[Id]:
    """Everybody who provides under those versions now."""
    found = {
        one.id
        for version in in_force(index, reader, moment)
        for one in _possible_providers(index, version)
        if rules.provider(index.facts, version, one, moment) is None
    }
    return sorted(found, key=str)


def types_of(index: Index, reader: Id, provider: Id, moment: datetime) -> list[str]:
    """The types of notice that reach anybody from this provider under those versions."""
    publisher = index.facts.organisations[provider]
    found = {
        kind
        for version in in_force(index, reader, moment)
        if index.reach(version, publisher, moment).recipients
        for kind in version.terms.types
        if kind in index.types
    }
    return sorted(found)


def views(index: Index, reader: Id, provider: Id, kind: TypeFacts, moment: datetime) -> list[View]:
    """Who sees what of this provider's notices of one type, per recipient and purpose."""
    publisher = index.facts.organisations[provider]
    entitling: dict[tuple[Id, str], list[AgreementVersion]] = defaultdict(list)
    for version in in_force(index, reader, moment):
        if kind.id not in version.terms.types:
            continue
        reach = index.reach(version, publisher, moment)
        for receiver in reach.recipients if reach.standing else ():
            if receiver.kind in kind.admits:
                entitling[receiver.id, version.terms.purpose].append(version)
    return [
        View(recipient, purpose, tuple(versions), _shown(index, kind, versions))
        for (recipient, purpose), versions in entitling.items()
    ]


def first_under(index: Index, reader: Id, number: int, moment: datetime) -> tuple[Id, str] | None:
    """The first provider and type of whose notices anybody sees something under the agreement of this number."""
    for version in in_force(index, reader, moment):
        if version.terms.number != number:
            continue
        providing = {one.id for one in _possible_providers(index, version)} & set(
            providers(index, reader, moment)
        )
        for provider in sorted(providing, key=lambda one: (one != reader, str(one))):
            for kind in sorted(index.types.keys() & set(version.terms.types)):
                seen = views(index, reader, provider, index.types[kind], moment)
                if any(version in one.versions for one in seen):
                    return provider, kind
    return None


def _shown(index: Index, kind: TypeFacts, versions: list[AgreementVersion]) -> dict[str, Given]:
    return {
        pattern: Given(form, tuple((index.versions[version], clause) for version, clause in by))
        for pattern, (form, by) in visible_elements(kind, versions).items()
    }


def _possible_providers(index: Index, version: AgreementVersion) -> Iterator[Organisation]:
    possible = set(version.terms.provider_organisations)
    if version.terms.provider_groups:
        possible.update(version.accessions)
    yield from (index.facts.organisations[one] for one in possible)
