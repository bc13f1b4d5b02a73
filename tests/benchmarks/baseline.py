"""The baseline: what the same rows cost without any of the product, by ``execute_values`` on one connection.

The tables have the product's columns, constraints and indexes (unpartitioned): the notice with its content in
text, and five deliveries each. B100 writes 100 notices a transaction, B1 one.
"""

import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg2
from psycopg2.extras import execute_values, register_uuid

from accounts.clock import uuid7

SQL = """
CREATE TABLE IF NOT EXISTS bench_notice (LIKE notices_notice INCLUDING ALL);
ALTER TABLE bench_notice ADD COLUMN IF NOT EXISTS text text;
CREATE TABLE IF NOT EXISTS bench_delivery (LIKE deliveries_delivery INCLUDING ALL);
"""
NOTICE = (
    "INSERT INTO bench_notice (id, number, publisher_id, type, reference, mrn, digest, key_kind, key_value,"
    " current, accepted_at, opened_by_amendment, text) VALUES %s"
)
DELIVERY = (
    "INSERT INTO bench_delivery (version_id, recipient_id, purpose, id, kind, basis, state, reason, grounds_id,"
    " notice_id, number, type, n, reference, publisher_id, key_kind, accepted_at, routed_at, decided_at, stamp,"
    " position, available_at, delivered_by) VALUES %s"
)


class Baseline:
    """A connection of its own, and how many notices a second it writes."""

    def __init__(self, url: str, recipients: list[UUID]) -> None:
        register_uuid()
        self._connection = psycopg2.connect(url)
        self._recipients = recipients
        self._position = 0
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(SQL)

    def rate(self, documents: list[dict[str, Any]], *, batch: int) -> float:
        """Notices a second, ``batch`` to a transaction."""
        texts = [json.dumps(document, sort_keys=True, separators=(",", ":")) for document in documents]
        began = time.perf_counter()
        for start in range(0, len(texts), batch):
            self._write(texts[start : start + batch])
        return len(texts) / (time.perf_counter() - began)

    def _write(self, texts: list[str]) -> None:
        now = datetime.now(UTC)
        publisher = self._recipients[0]
        notices, deliveries = [], []
        for text in texts:
            notice, number = uuid7(), uuid4().hex[:20]
            self._position += 1
            notices.append(
                (
                    notice,
                    number,
                    publisher,
                    "advance_cargo",
                    number,
                    "",
                    b"d" * 32,
                    "ucr",
                    number,
                    1,
                    now,
                    False,
                    text,
                )
            )
            deliveries += [
                (
                    notice, one, "safety_and_security", uuid4(), "content", "agreement", "available", "", 1, notice,
                    number, "advance_cargo", 1, "", publisher, "ucr", now, now, now, 1, self._position, now, "",
                )
                for one in self._recipients
            ]  # fmt: skip
        with self._connection, self._connection.cursor() as cursor:
            execute_values(cursor, NOTICE, notices, page_size=100)
            execute_values(cursor, DELIVERY, deliveries, page_size=500)
