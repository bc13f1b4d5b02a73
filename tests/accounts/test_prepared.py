"""A prepared statement is planned once per connection, whatever becomes of the transaction that planned it."""

import pytest
from django.db import connections, transaction

from accounts import acting
from accounts.prepared import Prepared
from tests.factories import accounts

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_a_statement_outlives_its_transaction_and_not_its_connection() -> None:
    count = Prepared(
        "tests_count",
        "SELECT count(*), %(more)s::text FROM organisations_organisation WHERE id = ANY(%(ids)s::uuid[])",
    )
    operator = accounts.operator()
    values = {"ids": [str(operator.id)], "more": "it's"}

    def asked() -> list[tuple[object, ...]]:
        with acting.as_organisation(operator.id):
            return count.rows(values)

    with acting.as_organisation(operator.id):
        assert count.rows(values) == [(1, "it's")]
        transaction.set_rollback(True, using=acting.WEB)
    assert asked() == [(1, "it's")]
    connections[acting.WEB].close()
    assert asked() == [(1, "it's")]
