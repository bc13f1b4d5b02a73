"""Files of published code lists, read into rows."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accounts.errors import Fault, Malformed
from accounts.sentences import Sentence

# The columns of the published UN/LOCODE files, which come with or without this heading.
_UNLOCODE = (
    "Change", "Country", "Location", "Name", "NameWoDiacritics", "Subdivision",
    "Function", "Status", "Date", "IATA", "Coordinates", "Remarks",
)  # fmt: skip
_REMOVED = "X"
_LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One code as a file gives it."""

    code: str
    label: str
    functions: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def unlocode(paths: Iterable[Path]) -> Iterator[Row]:
    """The places of the official list (one file or its parts): CSV, gzipped or not, with heading or without."""
    for path in paths:
        for number, cells in enumerate(csv.reader(io.StringIO(_text(path))), 1):
            if cells[:3] == list(_UNLOCODE[:3]) or not any(cells):
                continue
            if len(cells) < len(_UNLOCODE) - 1:
                raise _unreadable(path, number, Sentence("a row has 12 columns, as the published list has."))
            row = dict(zip(_UNLOCODE, cells, strict=False))
            if row["Location"] and not row["Change"].startswith(_REMOVED):
                yield _place(row)


def _place(row: dict[str, str]) -> Row:
    facts = {"subdivision": row["Subdivision"], "coordinates": row["Coordinates"], "iata": row["IATA"]}
    return Row(
        code=row["Country"] + row["Location"],
        label=row["NameWoDiacritics"] or row["Name"],
        functions="".join(mark for mark in row["Function"] if mark.isdigit() and mark != "0"),
        facts={name: value for name, value in facts.items() if value},
    )


def table(path: Path, *, code: str, label: str) -> Iterator[Row]:
    """Any CSV file with a heading: two of its columns are code and label. Rows without a code are left out."""
    reader = csv.DictReader(io.StringIO(_text(path)))
    missing = {code, label} - set(reader.fieldnames or ())
    if missing:
        raise _unreadable(
            path, 1, Sentence("the heading has no column %(names)s.", names=tuple(sorted(missing)))
        )
    for row in reader:
        value = (row[code] or "").strip()
        if len(value) > _LONGEST_CODE:
            raise _unreadable(
                path, reader.line_num, Sentence("a code has at most %(most)s characters.", most=_LONGEST_CODE)
            )
        if value:
            yield Row(value, (row[label] or "").strip())


def _text(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The official parts are published in the Windows code page.
        return data.decode("cp1252", "replace")


def _unreadable(path: Path, line: int, message: str) -> Malformed:
    fault = Fault(f"line {line}", "unreadable-list", message)
    told = Sentence(
        "%(file)s, %(place)s: %(message)s",
        file=path.name,
        place=Sentence("line %(line)s", line=str(line)),
        message=message if isinstance(message, Sentence) else Sentence(message),
    )
    return Malformed("unreadable-list", told, faults=[fault])
