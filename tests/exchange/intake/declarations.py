"""Declarations for the tests: the shared cases, samples of our own, and one written back from a notice."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from exchange.intake.readers import ens_table
from exchange.intake.readers.ens_forms import Form
from exchange.intake.readers.ens_table import ITINERARY, Row

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).parents[4] / "shared" / "data"
CASES = SHARED / "ens" / "validation_cases.jsonl.gz"
needs_shared_data = pytest.mark.skipif(not CASES.exists(), reason="the shared data is not there")


@cache
def shared_cases() -> list[dict[str, Any]]:
    with gzip.open(CASES) as lines:
        return [json.loads(line) for line in lines]


def clean_cases() -> Iterator[dict[str, Any]]:
    """Those that customs would accept."""
    return (case for case in shared_cases() if not case["expected_errors"])


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def tidied(element: etree._Element, forms: dict[etree._Element, Form]) -> Any:
    """An XML tree as nested lists, texts as their forms tell them apart: equal trees say the same."""
    if len(element):
        return [element.tag, [tidied(child, forms) for child in element]]
    return [element.tag, forms[element].tidy(element.text or "")]


def written(document: dict[str, Any], message: str) -> Any:
    """The declaration that a notice came from, as ``tidied`` shows it: the mapping table read backwards."""
    return [f"{{http://ics.dgtaxud.ec/{message}}}{message}", list(_elements("", message, document, ""))]


def _elements(path: str, message: str, entry: Any, base: str) -> Iterator[Any]:
    """The elements below a path, of the notice or of the list entry whose pattern is ``base``."""
    for row in _rows_below(path, message):
        tag = row.path.rpartition("/")[2]
        if row.form is not None:
            yield from ([tag, row.form.write(value)] for value in _values(row, entry, base))
        elif row.most == 1:
            inner = list(_elements(row.path, message, entry, base))
            yield from [[tag, inner]] if inner else []
        elif (pattern := row.pointers[0]) != "":
            for each in _met(entry, pattern.removeprefix(base)):
                yield [tag, list(_elements(row.path, message, each, pattern))]
        else:
            yield from ([tag, [inner]] for inner in _elements(row.path, message, entry, base))


@cache
def _rows_below(path: str, message: str) -> list[Row]:
    rows = [row for row in ens_table.TABLE if message in row.messages]
    return [row for row in rows if row.path.rpartition("/")[0] == path]


def _values(row: Row, entry: Any, base: str) -> list[Any]:
    found = [value for pattern in row.pointers for value in _met(entry, pattern.removeprefix(base))]
    return found if row.pointers == ITINERARY or row.pointers[0].endswith("*") else found[:1]


def value_at(document: Any, pointer: str) -> Any:
    """What stands at a pointer; a test that names one that is not there fails."""
    (value,) = _met(document, pointer)
    return value


def _met(value: Any, pattern: str) -> list[Any]:
    """The values at a pointer in which ``*`` stands for any position."""
    met = [value]
    for step in pattern.split("/")[1:]:
        if step == "*":
            met = [member for value in met for member in value]
        elif step.isdigit():
            met = [value[int(step)] for value in met]
        else:
            met = [value[step] for value in met if step in value]
    return met
