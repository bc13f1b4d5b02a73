"""CSV in its dialects: commas, semicolons, tabs or bars, quotes that hold line ends, every usual encoding."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from accounts.errors import Malformed, TooLarge
from accounts.sentences import Sentence
from exchange.intake.readers import said, text
from exchange.intake.readers.said import Said
from exchange.intake.readers.table import Row, Table, begun

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 128 * 1024
_SNIFFED_LINES = 20


def read(file: BinaryIO, *, as_said: Said = Said()) -> Table:  # noqa: B008 - it never changes
    """The table in a CSV file, read as was said, else as it looks.

    Refuses, with what to do, what cannot be made out.
    """
    encoding, remarks = text.encoding_of(file, said=as_said.encoding)
    size = max(file.seek(0, io.SEEK_END), 1)
    file.seek(0)
    stream = io.TextIOWrapper(file, encoding=encoding, newline="")
    beginning = stream.read(_LONGEST_CELL)
    delimiter = said.DELIMITERS.get(as_said.delimiter) or _delimiter(beginning)
    stream.seek(0)
    return begun(
        _rows(stream, delimiter),
        # By way of the stream, which closes the file once nobody knows it any more.
        share=lambda: min(100, stream.buffer.tell() * 100 // size),
        remarks=remarks,
        decimal_comma=delimiter == ";",
        read_as={"encoding": said.name_of(encoding), "delimiter": said.delimiter_name(delimiter)},
    )


def _rows(stream: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    lines: list[str] = []
    record: list[str] = []
    reader = csv.reader(_remembered(stream, lines), delimiter=delimiter)
    number = 0
    try:
        for cells in reader:
            number += 1
            record = lines[:]
            lines.clear()
            if number == 1 and _named(record[0]):
                continue  # how some spreadsheet programs are told the delimiter
            yield number, list(cells)
        _check_closed(record, delimiter)
    except csv.Error as error:
        if "larger than" in str(error) and '"' not in "".join(lines):
            raise TooLarge(
                "cell-too-long",
                Sentence(
                    "In row %(number)s a cell has more than %(most)s characters, longer than any element. Shorten it;"
                    " or say by which character the cells are divided, if that was not made out.",
                    number=number + 1,
                    most=_LONGEST_CELL,
                ),
            ) from error
        raise Malformed(
            "unclosed-quote",
            Sentence(
                "In row %(number)s, or after it, a quotation mark opens that is not closed. Double each mark"
                ' that belongs to a text ("" for "), or save the file anew from your spreadsheet program.',
                number=number,
            ),
        ) from None


def _remembered(stream: Iterable[str], lines: list[str]) -> Iterator[str]:
    """The lines of the stream, each put to ``lines`` as it is read."""
    for line in stream:
        lines.append(line)
        yield line


def _check_closed(record: list[str], delimiter: str) -> None:
    """Whether the quotation marks of the last row are closed: at the end of a file the reader does not ask."""
    try:
        list(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise


def _delimiter(beginning: str) -> str:
    """The character that divides the most lines into the same number of cells, more than one."""
    first_line, _, rest = beginning.partition("\n")
    if named := _named(first_line):
        if named in _DELIMITERS:
            return named
        beginning = rest
    return max(_DELIMITERS, key=lambda one: _evenness(beginning, one))


def _named(first_line: str) -> str:
    """The delimiter, where the first line only names it, as some programs write it: ``sep=;``."""
    line = first_line.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").rstrip("\r\n")
    return line[-1] if line.lower().startswith("sep=") and len(line) == len("sep=") + 1 else ""


def _evenness(beginning: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines are as wide as the header, and how wide that is."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter):
            if cells:
                widths.append(len(cells))
            if len(widths) > _SNIFFED_LINES:
                break
    except csv.Error:
        return 0, 0
    if not widths or widths[0] == 1:
        return 0, 0
    return sum(1 for width in widths if width == widths[0]), widths[0]
