"""One cell as the value of one element: what can be read in one way only is read, the rest is told."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from accounts.sentences import Sentence
from exchange.catalogue.types import Leaf
from exchange.intake.readers.table import Cell

Value = str | int | bool
Reader = Callable[[Cell], Any]

_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
# In the languages of the pages, as the templates offer them.
_YES = frozenset({"yes", "y", "true", "1", "x", "oui", "o", "vrai", "sí", "si", "s", "verdadero"})
_NO = frozenset({"no", "n", "false", "0", "non", "faux", "falso"})
# Digits that a number cell keeps.
_EXACT = 10**15
# What begins so may be an error, or a number cut short.
_LOOKED_AT = frozenset("#0123456789")
_HS_DIGITS = 6
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
_PLAIN_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]+")
_MAYBE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED_COMMA = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_GROUPED_POINT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_BELOW_ZERO = re.compile(r"[-\N{MINUS SIGN}][0-9][0-9.,]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,6})?)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
# Between a code and its meaning, as the template's lists have them.
LABELLED = " \N{EN DASH} "


class Unreadable(Exception):
    """The cell cannot be read as its element; ``code`` and ``message`` say why, and what to write."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def reader_for(leaf: Leaf, *, decimal: bool, zone: tzinfo = UTC, decimal_comma: bool = False) -> Reader:
    """What makes the element's value of a cell. ``decimal``: its text is a number; ``zone``: of times without."""
    if leaf.kind == "integer":
        return _checked(_integer)
    if leaf.kind == "boolean":
        return _checked(_boolean)
    if decimal:
        return _checked(lambda cell: _decimal(cell, comma=decimal_comma))
    if leaf.format == "date":
        return _checked(_day)
    if leaf.format == "date-time":
        return _checked(lambda cell: _moment(cell, zone))
    if leaf.codelist == "hs":
        return _checked(_commodity_code)
    return _quick(_checked(_code if leaf.codelist is not None else text), coded=leaf.codelist is not None)


def text(cell: Cell) -> str:
    """A cell as text, when what it holds is what was written into it."""
    if type(cell) is str:
        if len(cell) > 5 and _SCIENTIFIC.fullmatch(cell):
            raise Unreadable(
                "digits-lost",
                Sentence(
                    "%(cell)s is a long number cut short by a spreadsheet program. Format the column as"
                    " text, and write all digits.",
                    cell=cell,
                ),
            )
        return cell
    if type(cell) is bool:
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        if abs(cell) >= _EXACT:
            raise Unreadable(
                "digits-lost",
                "The cell holds a number of more than 15 digits, whose last digits spreadsheet programs change."
                " Format the column as text, and write it anew.",
            )
        return str(int(cell)) if cell == int(cell) else _digits(cell)
    return ""


def _quick(read: Reader, *, coded: bool) -> Reader:
    """The same, with most cells passed at a glance: there are millions of them."""

    def quick(cell: Cell) -> Any:
        if type(cell) is str and cell[0] not in _LOOKED_AT and not (coded and LABELLED in cell):
            return cell
        return read(cell)

    return quick


def _checked(read: Reader) -> Reader:
    def checked(cell: Cell) -> Any:
        if type(cell) is str and cell[:1] == "#" and cell in _ERRORS:
            raise Unreadable(
                "error-cell",
                Sentence(
                    "The cell shows the error %(cell)s. Mend the formula, or write the value.", cell=cell
                ),
            )
        return read(cell)

    return checked


def _code(cell: Cell) -> str:
    """A code, alone or with its meaning behind it, as the template's lists have it."""
    written = text(cell)
    return written.split(LABELLED, 1)[0] if LABELLED in written else written


def _commodity_code(cell: Cell) -> str:
    written = text(cell)
    digits = written.replace(".", "").replace(" ", "")
    if type(cell) is not str and len(digits) < _HS_DIGITS:
        raise Unreadable(
            "leading-zeros-lost",
            Sentence(
                "The HS code lost the zeros at its front: the cell holds the number %(digits)s, and a number keeps"
                " none. Format the column as text, and write the code with all its digits, for example 010121.",
                digits=digits,
            ),
        )
    if digits.isdigit() and len(digits) % 2:
        raise Unreadable(
            "leading-zeros-lost",
            Sentence(
                "%(written)s lacks a digit, since HS codes come in pairs of digits: most often it lost the zero at"
                " its front. Format the column as text, and write all digits, for example 0%(digits)s.",
                written=written,
                digits=digits,
            ),
        )
    return digits if digits.isdigit() else written


def _integer(cell: Cell) -> Value:
    if type(cell) is int:
        return cell
    if type(cell) is float and cell == int(cell):
        return int(cell)
    written = str(cell).strip()
    if written.isascii() and written.isdigit() and len(written) < 16:
        return int(written)
    raise Unreadable(
        "not-a-whole-number",
        Sentence("%(written)s is not a whole number. Write digits only, for example 12.", written=written),
    )


def _boolean(cell: Cell) -> Value:
    if type(cell) is bool:
        return cell
    written = text(cell).casefold()
    if written in _YES or written in _NO:
        return written in _YES
    raise Unreadable("not-yes-or-no", Sentence("Write Yes or No instead of %(cell)s.", cell=text(cell)))


def _decimal(cell: Cell, *, comma: bool) -> str:
    if isinstance(cell, (int, float)) and type(cell) is not bool:
        return text(cell) if cell == int(cell) else _digits(cell)
    written = (
        str(cell).replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "").replace(" ", "")
    )
    if _MAYBE_THOUSANDS.fullmatch(written) and ("." in written) == comma:
        raise _unclear(written)
    if _PLAIN_DECIMAL.fullmatch(written):
        return written
    if _GROUPED_COMMA.fullmatch(written):
        return written.replace(",", "")
    if _GROUPED_POINT.fullmatch(written):
        return written.replace(".", "").replace(",", ".")
    if _COMMA_DECIMAL.fullmatch(written):
        return written.replace(",", ".")
    raise _no_number(written, cell, comma=comma)


def _unclear(written: str) -> Unreadable:
    """Three digits behind the mark that is not the file's own: a fraction, or thousands."""
    if "," in written:
        message = Sentence(
            "%(written)s may be %(decimal)s or %(plain)s. Write decimals with a point, and"
            " thousands without any mark.",
            written=written,
            decimal=written.replace(",", "."),
            plain=written.replace(",", ""),
        )
        return Unreadable("comma-unclear", message)
    message = Sentence(
        "%(written)s may be %(decimal)s or %(plain)s. Write decimals with a comma, and"
        " thousands without any mark.",
        written=written,
        decimal=written.replace(".", ","),
        plain=written.replace(".", ""),
    )
    return Unreadable("point-unclear", message)


def _no_number(written: str, cell: Cell, *, comma: bool) -> Unreadable:
    if _BELOW_ZERO.fullmatch(written):
        return Unreadable("below-zero", Sentence("%(cell)s is below zero. Write 0 or more.", cell=cell))
    if comma:
        message = Sentence(
            "%(cell)s is not a number. Write digits and a comma, for example 12,50.", cell=cell
        )
    else:
        message = Sentence(
            "%(cell)s is not a number. Write digits and a point, for example 12.50.", cell=cell
        )
    return Unreadable("not-a-number", message)


def _digits(number: float) -> str:
    """The shortest decimal that the number stands for, without exponent, to at most six places."""
    exact = Decimal(repr(number))
    rounded = round(exact, 6).normalize()
    return f"{rounded:f}"


def _day(cell: Cell) -> str:
    written = text(cell).removesuffix("T00:00:00")
    if _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written).isoformat()
        except ValueError:
            raise Unreadable(
                "no-such-day",
                Sentence(
                    "There is no such day as %(written)s. Look at its month and day, and write it as 2026-11-25 (year,"
                    " month, day).",
                    written=written,
                ),
            ) from None
    raise Unreadable(
        "date-as-text",
        Sentence(
            "%(written)s is not read as a day, for it may mean several. Write it as 2026-11-25 (year,"
            " month, day), or format the cell as a date.",
            written=written,
        ),
    )


def _moment(cell: Cell, zone: tzinfo) -> str:
    written = text(cell)
    found = _MOMENT.fullmatch(written)
    if _DAY.fullmatch(written):
        raise Unreadable(
            "time-missing",
            Sentence(
                "%(written)s is a day without a time. Write it as %(written)sT09:30:00+01:00, with its time.",
                written=written,
            ),
        )
    if found is None:
        raise Unreadable(
            "date-as-text",
            Sentence(
                "%(written)s is not read as a time, for it may mean several. Write it as"
                " 2026-11-25T09:30:00+01:00, or format the cell as date and time.",
                written=written,
            ),
        )
    day, minutes, seconds, offset = found.groups()
    seconds = seconds or ":00"
    if offset is not None:
        if len(offset) == len("+0100"):
            offset = f"{offset[:3]}:{offset[3:]}"
        return f"{day}T{minutes}{seconds}{offset}"
    try:
        at = datetime.fromisoformat(f"{day}T{minutes}{seconds}").replace(tzinfo=zone)
    except ValueError:
        raise Unreadable(
            "no-such-time",
            Sentence(
                "There is no such time as %(written)s. Look at its parts, and write it as"
                " 2026-11-25T09:30:00+01:00.",
                written=written,
            ),
        ) from None
    return at.isoformat().replace("+00:00", "Z")
