"""Files of every kind as uploads: JSON, declarations, thousands of real rows, and what others published as bad."""

import csv
import gzip
import io
import json
from contextlib import suppress

import orjson
import pytest

from accounts import acting
from accounts.errors import Malformed
from exchange import uploading
from exchange.intake import states
from exchange.intake.readers.table import plain
from exchange.notices import selectors as notices
from exchange.uploading import Chosen
from tests.exchange.intake.declarations import sample as declaration
from tests.exchange.intake.hostile import FOLDER, needs_data
from tests.factories import accounts
from tests.factories.notices import sample
from tests.factories.uploads import (
    GOOD,
    as_csv,
    as_workbook,
    confirmed,
    counts,
    current,
    faults,
    received,
    row,
    worked,
)

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

HEADER = list(GOOD)


def published(by) -> list[str]:
    with acting.as_organisation(by.id):
        return sorted(notices.own_notices(publisher=by.id).values_list("reference", flat=True))


def notice_line(reference: str, **changes) -> bytes:
    return orjson.dumps({"type": "advance_cargo", "reference": reference, "content": sample(**changes)})


def test_notices_come_as_lines_of_json_and_as_a_list(publisher):
    lines = [
        notice_line("J-1"),
        b'{"type": "advance_cargo"',
        notice_line("J-2", transport={}),
        b'{"a": 1, "a": 2}',
        b'{"type": "no_such", "reference": "J-5", "content": {}}',
        b"\0",
    ]
    upload = worked(received(b"\n".join(lines), publisher, name="n.ndjson"), publisher)
    assert {one[0] for one in faults(upload, publisher)} == {2, 3, 4, 5, 6}
    assert confirmed(upload, publisher).state == states.PUBLISHED
    array = b"[" + b",".join([notice_line("J-3"), notice_line("J-4")]) + b"]"
    confirmed(worked(received(array, publisher, name="n.json"), publisher), publisher)
    assert published(publisher) == ["J-1", "J-3", "J-4"]


def test_a_declaration_in_xml_is_published_as_it_is_from_a_file_of_its_own(publisher):
    upload = worked(received(declaration("new_by_sea.xml"), publisher, name="ens.xml"), publisher)
    assert confirmed(upload, publisher).state == states.PUBLISHED
    assert published(publisher) == ["HBR-2026-000871"]
    bad = worked(received(declaration("with_faults.xml"), publisher, name="bad.xml"), publisher)
    assert len(faults(bad, publisher)) == 16


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Reference,Goods description\n", "no-rows"),
        (as_workbook([["Reference", "Goods description"]]), "no-rows"),
        (b"[1", "not-json"),
        (b'{"a": "\xff"}\n{"a": 1}\n', "not-utf-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(publisher, data, code):
    upload = worked(received(data, publisher, name="file.ndjson" if b"xff" in data else "file"), publisher)
    assert (upload.state, upload.fault["code"]) == (states.REFUSED, code)


@needs_data
def test_thousands_of_real_declarations_are_checked_row_by_row(publisher):
    with gzip.open(FOLDER / "declarations" / "declarations_valid.csv.gz", "rt", encoding="utf-8") as file:
        rows = [line for line, _ in zip(csv.reader(file), range(1501), strict=False)]
    header = rows[0]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    upload = worked(received(text.getvalue().encode(), publisher, name="declarations.csv"), publisher)
    assert upload.state == states.UNMAPPED
    chosen = {
        "reference": header.index("Declaration ID"),
        "/declarant/identifier": header.index("Declarant ID"),
        "/items/*/hs_code": header.index("HS6 Code"),
        "/items/*/origin_country": header.index("Country of Origin"),
        "/dispatch_country": header.index("Country of Departure"),
        "/items/*/net_mass": next(at for at, name in enumerate(header) if name.startswith("Net Mass")),
        "/transport/mode": header.index("Mode of Transport"),
    }
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.map_columns(upload=upload.id, chosen=Chosen(chosen), by=caller)
    upload = worked(upload, publisher)
    found = counts(upload, publisher)
    assert (upload.state, found.lines, found.checked) == (states.CHECKED, 1500, 1500)
    assert found.good + found.faulty == 1500
    # Korean codes of the mode of transport have two digits of their own; the numbers and some countries are made up.
    told = {one[2] for one in faults(upload, publisher)}
    assert "unknown-mode" in told <= {"unknown-mode", "unknown-country", "bad-gb-eori"}


@needs_data
def test_strange_texts_are_published_as_they_were_written(publisher):
    naughty = json.loads((FOLDER / "hostile" / "naughty_strings.json").read_text(encoding="utf-8"))
    texts = [text for text in map(str, naughty) if plain(text) and len(text) <= 512]
    rows = [row(reference=f"N-{n:04}", goods=text) for n, text in enumerate(texts)]
    upload = worked(received(as_csv(rows), publisher), publisher)
    told = {one[2] for one in faults(upload, publisher)}
    assert told <= {"error-cell", "digits-lost"}
    confirmed(upload, publisher)
    with acting.as_organisation(publisher.id):
        for notice in notices.own_notices(publisher=publisher.id):
            (content,) = notices.own_content([one.id for one in notices.versions(notice)]).values()
            said = content["items"][0].get("description")
            assert said == plain(texts[int(notice.reference.removeprefix("N-"))])


@needs_data
def test_json_of_every_broken_kind_is_refused_or_told_line_by_line_and_breaks_nothing(publisher):
    files = sorted((FOLDER / "hostile" / "json_parsing").glob("*.json"))
    assert files
    taken = []
    for path in files:
        for name in (path.name, f"{path.stem}.ndjson"):
            with suppress(Malformed):
                taken.append(received(path.read_bytes(), publisher, name=name))
    uploading.work(seconds=120)
    for one in taken:
        upload = current(one, publisher)
        assert (upload.failures, counts(upload, publisher).good) == (0, 0)
        assert upload.state in (states.REFUSED, states.CHECKED, states.UNMAPPED)
