"""Array literals say to PostgreSQL exactly what they were made of."""

from uuid import UUID

import pytest

from accounts import acting, arrays

pytestmark = pytest.mark.django_db(databases="__all__")


def test_what_goes_in_as_a_column_comes_out_as_it_was() -> None:
    texts = ["", "NULL", None, 'a "quoted" one', "back\\slash", "{1,2}", "tab\t, line\n, é, 𝄞", " ' "]
    binaries = [b"", None, bytes(range(256)), b"\\x"] * 2
    identifiers = [UUID(int=n) for n in range(7)] + [None]
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT * FROM unnest(%s::text[], %s::bytea[], %s::uuid[], %s::boolean[])",
            [
                arrays.texts(texts),
                arrays.binaries(binaries),
                arrays.plain(identifiers),
                arrays.plain([True, False] * 4),
            ],
        )
        rows = [
            (text, None if data is None else bytes(data), *rest) for text, data, *rest in cursor.fetchall()
        ]
    assert rows == list(zip(texts, binaries, identifiers, [True, False] * 4, strict=True))
