"""Statements that a connection plans once: what is asked at every publication costs less to run than to plan.

PostgreSQL keeps a plan per connection that fits any values. It guesses how many there will be, so a statement that
is given hundreds of rows at once is better planned each time.
"""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from accounts import acting

# Every value says its type: an array of texts is taken for what it is meant to be only where that is written.
_VALUE = re.compile(r"%\((\w+)\)s::(\w+(?:\[\])?)")


class Prepared:
    """One statement, ``%(name)s::type`` where a value goes; known to a connection under ``name``."""

    def __init__(self, name: str, statement: str) -> None:
        types = dict(_VALUE.findall(statement))
        places = {value: f"${place}" for place, value in enumerate(types, start=1)}
        planned = _VALUE.sub(lambda found: places[found[1]], statement)
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {planned}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({value})s::{types[value]}' for value in types)})"
        self._prepared: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it with these values, in the current acting context."""
        connection = acting.connection()
        with connection.cursor() as cursor:
            if connection.connection not in self._prepared:
                cursor.execute(self._prepare)
                # A statement stays prepared when its transaction is rolled back, for as long as its connection.
                self._prepared[connection.connection] = True
            cursor.execute(self._execute, values)
            return list(cursor.fetchall())
