"""Thousands of agreements and millions of notices, copied in the database from what came through the services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg2
from psycopg2.extras import execute_values, register_uuid

from tests.benchmarks.world import World, corridor

_MADE_AGREEMENTS = """
CREATE TEMPORARY TABLE made AS
SELECT n, dispatch, destination, uuidv7() AS agreement, uuidv7() AS version,
       nextval('agreements_agreement_number') AS number
FROM corridors"""
_TEMPLATES = """
CREATE TEMPORARY TABLE template AS
SELECT row_number() OVER (ORDER BY v.id) - 1 AS place, v.agreement_id, v.id AS version_id
FROM agreements_agreementversion v
JOIN agreements_party p ON p.version_id = v.id AND p.role = 'provider' AND p.organisation_id = %s
WHERE v.conditions <> '[]' ORDER BY v.id LIMIT %s"""
# Each table of an agreement, the column that names its template, and what is another's in a copy.
_AGREEMENT = (
    ("agreements_agreement", "id = t.agreement_id", "'id', made.agreement, 'number', made.number"),
    ("agreements_maskkey", "agreement_id = t.agreement_id", "'agreement_id', made.agreement"),
    (
        "agreements_agreementversion",
        "id = t.version_id",
        (
            "'id', made.version, 'agreement_id', made.agreement, 'conditions', jsonb_build_array(jsonb_build_object("
            "'corridor', jsonb_build_array(jsonb_build_array(made.dispatch, made.destination))))"
        ),
    ),
    *(
        (f"agreements_{table}", "version_id = t.version_id", "'id', uuidv7(), 'version_id', made.version")
        for table in ("party", "scopeclause", "signature")
    ),
)
_STAMPED = """
UPDATE organisations_factstamp SET value = value + 1;
INSERT INTO agreements_factchange (agreement_id, stamp)
SELECT made.agreement, s.value FROM made, organisations_factstamp s"""

_MADE_NOTICES = """
CREATE TEMPORARY TABLE made AS
SELECT g AS n, uuidv7(make_interval(secs => g - %s)) AS notice, uuidv7(make_interval(secs => g - %s)) AS version,
       'C' || lpad(g::text, 12, '0') AS number
FROM generate_series(1, %s) g"""
_NOTICE_OF = "SELECT notice_id, id AS version_id, 0 AS place FROM notices_noticeversion WHERE id = %s"
_NOTICE = (
    (
        "notices_notice",
        "id = t.notice_id",
        "'id', made.notice, 'number', made.number, 'reference', made.number, 'key_value', made.number",
    ),
    ("notices_noticeversion", "id = t.version_id", "'id', made.version, 'notice_id', made.notice"),
    ("notices_content", "version_id = t.version_id", "'version_id', made.version"),
    (
        "notices_routingwork",
        "version_id = t.version_id",
        "'version_id', made.version, 'notice_id', made.notice",
    ),
    (
        "notices_searchkey",
        "version_id = t.version_id",
        "'version_id', made.version, 'notice_id', made.notice, 'value', made.number || o.value",
    ),
    (
        "ledger_leaf",
        "subject = t.version_id",
        "'id', uuidv7(), 'subject', made.version, 'number', NULL",
    ),
    (
        "deliveries_delivery",
        "version_id = t.version_id AND o.recipient_id = ANY(%(recipients)s)",
        (
            "'version_id', made.version, 'notice_id', made.notice, 'id', gen_random_uuid(), 'number', made.number,"
            " 'position', o.position + made.n"
        ),
    ),
)
_COUNTERS = "UPDATE deliveries_inboxcounter SET last = last + %s WHERE recipient_id = ANY(%s)"


def agreements(superuser_url: str, *, of: World, until: int) -> None:
    """Have the publisher named in so many agreements altogether, the further ones like those that do not entitle."""
    with _without_triggers(superuser_url) as cursor:
        cursor.execute(
            "SELECT count(DISTINCT version_id) FROM agreements_party WHERE role = 'provider' AND organisation_id = %s",
            [of.publisher.id],
        )
        there = cursor.fetchone()[0]
        if there >= until:
            return
        cursor.execute("CREATE TEMPORARY TABLE corridors (n integer, dispatch text, destination text)")
        pairs = [(n, *corridor(n)) for n in range(there, until)]
        execute_values(cursor, "INSERT INTO corridors VALUES %s", pairs, page_size=1000)
        cursor.execute(_MADE_AGREEMENTS)
        cursor.execute(_TEMPLATES, [of.publisher.id, len(of.recipients)])
        _copy(cursor, _AGREEMENT, {})
        cursor.execute(_STAMPED)


def notices(superuser_url: str, *, like: UUID, many: int, recipients: Sequence[UUID]) -> None:
    """So many notices more like this version, which was routed, and their deliveries to these recipients."""
    with _without_triggers(superuser_url) as cursor:
        cursor.execute(_MADE_NOTICES, [many, many, many])
        cursor.execute(f"CREATE TEMPORARY TABLE template AS {_NOTICE_OF}", [like])
        _copy(cursor, _NOTICE, {"recipients": list(recipients)})
        cursor.execute(_COUNTERS, [many, list(recipients)])
        cursor.execute("COMMIT")
        cursor.execute("VACUUM (ANALYZE)")


def _copy(cursor: Any, tables: Sequence[tuple[str, str, str]], values: dict[str, Any]) -> None:
    cursor.execute("ANALYZE made")
    cursor.execute("SELECT count(*) FROM template")
    several = cursor.fetchone()[0]
    for table, names, changes in tables:
        cursor.execute(
            f"INSERT INTO {table} SELECT r.* FROM made"
            f" JOIN template t ON t.place = made.n %% {several} JOIN {table} o ON o.{names}"
            f" CROSS JOIN LATERAL jsonb_populate_record(o, jsonb_build_object({changes})) AS r"
            " ON CONFLICT DO NOTHING",
            values,
        )


@contextmanager
def _without_triggers(superuser_url: str) -> Iterator[Any]:
    register_uuid()
    connection = psycopg2.connect(superuser_url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
            cursor.execute("BEGIN")
            yield cursor
            cursor.execute("COMMIT")
    finally:
        connection.close()
