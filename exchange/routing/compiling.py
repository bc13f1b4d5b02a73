"""An agreement as the database has it, compiled for the engine; equal parts are kept once, for there are many."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from exchange.agreements.facts import AgreementFacts, VersionFacts
from exchange.routing import force
from exchange.routing.facts import AgreementVersion, History, Terms
from exchange.routing.periods import FOREVER, Periods, period
from exchange.routing.scope import compile_scope
from exchange.routing.terms import compile_conditions

# Terms never change once proposed: compiled once, they are kept for as long as any snapshot has them.
_compiled: WeakValueDictionary[tuple[UUID, datetime, bytes | None], Terms] = WeakValueDictionary()

_UNEVENTFUL = History()
_NOBODY: Mapping[UUID, Any] = MappingProxyType({})


def agreement(written: AgreementFacts, key: bytes | None) -> tuple[AgreementVersion, ...]:
    """All versions of one agreement, in their order; ``key`` is what its hashes are made with."""
    history = History(
        suspensions=periods_of(written.suspensions),
        terminated_at=written.terminated_at or FOREVER,
        exclusions={pair: periods_of(periods) for pair, periods in written.exclusions.items()},
    )
    if history == _UNEVENTFUL:
        history = _UNEVENTFUL
    return force.closed_in_all(
        [
            force.version(_terms(one, key), history, _course(one), one.in_force, one.superseded_at)
            for one in written.versions
        ]
    )


def _terms(written: VersionFacts, key: bytes | None) -> Terms:
    known_by = written.id, written.proposed_at, key
    found = _compiled.get(known_by)
    if found is None:
        found = _compiled[known_by] = _compile(written, key)
    return found


def _compile(written: VersionFacts, key: bytes | None) -> Terms:
    header, by_item = compile_conditions(written.conditions)
    return Terms(
        id=written.id,
        number=written.number,
        version=written.version,
        purpose=written.purpose,
        types=_set(written.types),
        provider_organisations=_set(written.providers.organisations),
        provider_groups=written.providers.groups,
        recipient_organisations=_set(written.recipients.organisations),
        recipient_groups=written.recipients.groups,
        scope=compile_scope(written.scope),
        header_conditions=header,
        item_conditions=by_item,
        matching_items=written.items == "matching",
        standing=_set(written.standing),
        recognised=written.recognised,
        objection_days=written.objection_days,
        follow_up=written.follow_up,
        back_fill_from=written.back_fill_from,
        retention_days=written.retention_days,
        retention_from=written.retention_from,
        receipts_opened=written.receipts_opened,
        mask_key=key,
    )


def _course(written: VersionFacts) -> force.Course:
    named = {*written.providers.organisations, *written.recipients.organisations}
    return force.Course(
        proposed_at=written.proposed_at,
        effective_from=written.effective_from,
        effective_until=written.effective_until,
        keepers=written.keepers,
        signed=written.signed,
        left={who: moment for who, moment in written.left.items() if who in named} or _NOBODY,
        accessions={who: periods_of(periods) for who, periods in written.accessions.items()} or _NOBODY,
    )


@lru_cache(maxsize=4096)
def _set(values: tuple[Any, ...]) -> frozenset[Any]:
    return frozenset(values)


def periods_of(spans: Sequence[tuple]) -> Periods:
    """Pairs of a beginning and an end, which may be open, as periods."""
    return tuple(period(begins, ends) for begins, ends in spans)
