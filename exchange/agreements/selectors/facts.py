"""Reading, in a handful of queries, everything that a decision needs to know of the agreements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts import acting
from exchange.agreements.facts import AgreementFacts, Named, VersionFacts
from exchange.agreements.life import Dates, Life, Period, last_signature, lives
from exchange.agreements.selectors.versions import lives_of

Row = dict[str, Any]

_VERSIONS = """
SELECT v.id, v.agreement_id, v.version, v.types, v.conditions, v.items, v.standing, v.recognised,
       v.objection_days, v.follow_up, v.back_fill_from, v.retention_days, v.retention_from,
       v.receipts_opened, v.proposed_at, v.effective_from, v.effective_until,
       (SELECT array_agg(ARRAY[s.path, s.form]::text[] ORDER BY s.clause)
          FROM agreements_scopeclause s WHERE s.version_id = v.id) AS scope
  FROM agreements_agreementversion v
 WHERE v.proposed_at IS NOT NULL AND {agreement_id}
 ORDER BY v.agreement_id, v.version
"""
_AGREEMENTS = """
SELECT a.id, a.number, a.purpose, t.terminated_at
  FROM agreements_agreement a LEFT JOIN agreements_termination t ON t.agreement_id = a.id
 WHERE {id} ORDER BY a.number
"""
_PARTIES = """
SELECT p.version_id, p.role, p.organisation_id, p.group_id, g.keeper_id
  FROM agreements_party p LEFT JOIN groups_group g ON g.id = p.group_id
 WHERE {version_id} ORDER BY p.position
"""
_SIGNATURES = "SELECT version_id, organisation_id, signed_at FROM agreements_signature WHERE {version_id}"
_DEPARTURES = "SELECT version_id, organisation_id, left_at FROM agreements_departure WHERE {version_id}"
_ACCESSIONS = """
SELECT version_id, organisation_id, valid_from, valid_until FROM agreements_accession
 WHERE {version_id} ORDER BY valid_from
"""
_SUSPENSIONS = """
SELECT agreement_id, valid_from, valid_until FROM agreements_suspension
 WHERE {agreement_id} ORDER BY valid_from
"""
_EXCLUSIONS = """
SELECT agreement_id, provider_id, recipient_id, valid_from, valid_until
  FROM agreements_exclusion WHERE {agreement_id} ORDER BY valid_from
"""
_CHANGED = "SELECT agreement_id FROM agreements_factchange WHERE stamp > %s"
_READABLE = "SELECT id, agreement_id FROM agreements_agreementversion WHERE proposed_at IS NOT NULL"
# How a query is narrowed to some agreements, by the column that it has.
_OF_SOME = {
    "id": "id = ANY(%(only)s::uuid[])",
    "agreement_id": "agreement_id = ANY(%(only)s::uuid[])",
    "version_id": (
        "version_id IN (SELECT id FROM agreements_agreementversion WHERE agreement_id = ANY(%(only)s::uuid[]))"
    ),
}
_OF_ALL = dict.fromkeys(_OF_SOME, "true")
_NOBODY = Named((), ())


class _Reading:
    """The queries, of all agreements or of some."""

    def __init__(self, only: Collection[UUID] | None) -> None:
        self._narrowed = _OF_ALL if only is None else _OF_SOME
        self._given = None if only is None else {"only": list(only)}

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with acting.connection().cursor() as cursor:
            cursor.execute(query.format(**self._narrowed), self._given)
            yield from cursor.fetchall()

    def dicts(self, query: str) -> Iterator[Row]:
        with acting.connection().cursor() as cursor:
            cursor.execute(query.format(**self._narrowed), self._given)
            names = [column.name for column in cursor.description]
            for values in cursor.fetchall():
                yield dict(zip(names, values, strict=True))


def decision_facts(only: Collection[UUID] | None = None) -> list[AgreementFacts]:
    """All agreements with a version that was ever proposed, by number; ended ones too, for decisions look back.

    The answer is right for as long as the facts' stamp stands. The pipeline reads every agreement, an
    organisation those that it may read; drafts are in neither. ``only``: some of them.
    """
    read = _Reading(only)
    agreements = list(read.rows(_AGREEMENTS))
    purposes = {id_: (number, purpose) for id_, number, purpose, _ in agreements}
    ends = {id_: terminated_at for id_, _, _, terminated_at in agreements}
    versions = _versions(read, purposes, ends)
    suspensions = _suspensions(read)
    exclusions = _exclusions(read)
    return [
        AgreementFacts(
            id=id_,
            number=number,
            purpose=purpose,
            terminated_at=terminated_at,
            suspensions=tuple(suspensions.get(id_, ())),
            exclusions=exclusions.get(id_, {}),
            versions=tuple(versions[id_]),
        )
        for id_, number, purpose, terminated_at in agreements
        if id_ in versions
    ]


def changed_since(stamp: int, known: Mapping[UUID, UUID]) -> set[UUID]:
    """The agreements of which anything has changed since the facts had this stamp, as far as one may know.

    ``known``: the versions that were read then, each with its agreement. One that may be read no more, or newly, is
    a change as well: whoever joins or leaves a group changes no agreement, and yet what it may read.
    """
    with acting.connection().cursor() as cursor:
        cursor.execute(_CHANGED, [stamp])
        changed = {agreement_id for (agreement_id,) in cursor.fetchall()}
        cursor.execute(_READABLE)
        readable = dict(cursor.fetchall())
    return changed | {known.get(version) or readable[version] for version in known.keys() ^ readable.keys()}


def _versions(
    read: _Reading, purposes: Mapping[UUID, tuple[int, str]], ends: Mapping[UUID, datetime | None]
) -> dict[UUID, list[VersionFacts]]:
    sides, signatories, keepers = _parties(read)
    signed = _times(read, _SIGNATURES)
    left = _times(read, _DEPARTURES)
    accessions = _accessions(read)
    shared = _Shared()
    rows: dict[UUID, list[Row]] = defaultdict(list)
    for row in read.dicts(_VERSIONS):
        rows[row["agreement_id"]].append(row)
    computed = _lives(rows, ends, signatories, signed)
    return {
        agreement_id: [
            VersionFacts(
                number=purposes[agreement_id][0],
                purpose=purposes[agreement_id][1],
                providers=sides.get((row["id"], "provider"), _NOBODY),
                recipients=sides.get((row["id"], "recipient"), _NOBODY),
                signatories=frozenset(signatories[row["id"]]),
                keepers=frozenset(keepers[row["id"]]),
                signed=signed.get(row["id"], {}),
                left=left.get(row["id"], {}),
                accessions=accessions.get(row["id"], {}),
                in_force=computed[row["id"]].in_force,
                superseded_at=computed[row["id"]].superseded_at,
                **shared.terms(row),
            )
            for row in siblings
        ]
        for agreement_id, siblings in rows.items()
    }


def _lives(
    rows: Mapping[UUID, list[Row]],
    ends: Mapping[UUID, datetime | None],
    signatories: Mapping[UUID, set[UUID]],
    signed: Mapping[UUID, Mapping[UUID, datetime]],
) -> dict[UUID, Life]:
    if acting.organisation() is not None:
        # An organisation may not read every version; one that it may not read supersedes all the same.
        return lives_of(rows)
    computed: dict[UUID, Life] = {}
    for agreement_id, siblings in rows.items():
        dates = [
            _dates(row, last_signature(signatories[row["id"]], signed.get(row["id"], {}))) for row in siblings
        ]
        computed |= lives(dates, terminated_at=ends[agreement_id])
    return computed


class _Shared:
    """Equal texts and tuples kept once: ten thousand agreements name the same few types and paths."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    def terms(self, row: Row) -> dict[str, Any]:
        """The columns of a version's row, with lists as shared tuples."""
        scope = tuple(self._keep((self._keep(path), self._keep(form))) for path, form in row["scope"] or ())
        return row | {
            "types": self._keep(tuple(map(self._keep, row["types"]))),
            # Django leaves JSON of plain cursors as text.
            "conditions": orjson.loads(row["conditions"]),
            "standing": self._keep(tuple(row["standing"])),
            "items": self._keep(row["items"]),
            "retention_from": self._keep(row["retention_from"]),
            "scope": self._keep(scope),
        }

    def _keep(self, value: Any) -> Any:
        return self._kept.setdefault(value, value)


def _dates(row: Row, signed_at: datetime | None) -> Dates:
    return Dates(
        id=row["id"],
        version=row["version"],
        proposed_at=row["proposed_at"],
        withdrawn_at=None,
        effective_from=row["effective_from"],
        effective_until=row["effective_until"],
        signed_at=signed_at,
    )


def _parties(
    read: _Reading,
) -> tuple[dict[tuple[UUID, str], Named], dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
    organisations: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    groups: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    signatories: dict[UUID, set[UUID]] = defaultdict(set)
    keepers: dict[UUID, set[UUID]] = defaultdict(set)
    for version_id, role, organisation_id, group_id, keeper_id in read.rows(_PARTIES):
        side = (version_id, role)
        if organisation_id is not None:
            organisations[side].append(organisation_id)
        else:
            groups[side].append(group_id)
            keepers[version_id].add(keeper_id)
        signatories[version_id].add(organisation_id or keeper_id)
    sides = {
        side: Named(tuple(organisations.get(side, ())), tuple(groups.get(side, ())))
        for side in organisations.keys() | groups.keys()
    }
    return sides, signatories, keepers


def _times(read: _Reading, query: str) -> dict[UUID, dict[UUID, datetime]]:
    found: dict[UUID, dict[UUID, datetime]] = defaultdict(dict)
    for version_id, organisation_id, moment in read.rows(query):
        found[version_id][organisation_id] = moment
    return found


def _accessions(read: _Reading) -> dict[UUID, dict[UUID, tuple[Period, ...]]]:
    found: dict[UUID, dict[UUID, tuple[Period, ...]]] = defaultdict(dict)
    for version_id, organisation_id, since, until in read.rows(_ACCESSIONS):
        earlier = found[version_id].get(organisation_id, ())
        found[version_id][organisation_id] = (*earlier, (since, until))
    return found


def _suspensions(read: _Reading) -> dict[UUID, list[Period]]:
    found: dict[UUID, list[Period]] = defaultdict(list)
    for agreement_id, since, until in read.rows(_SUSPENSIONS):
        found[agreement_id].append((since, until))
    return found


def _exclusions(read: _Reading) -> dict[UUID, dict[tuple[UUID, UUID], tuple[Period, ...]]]:
    found: dict[UUID, dict[tuple[UUID, UUID], tuple[Period, ...]]] = defaultdict(dict)
    for agreement_id, provider, recipient, since, until in read.rows(_EXCLUSIONS):
        earlier = found[agreement_id].get((provider, recipient), ())
        found[agreement_id][provider, recipient] = (*earlier, (since, until))
    return found
