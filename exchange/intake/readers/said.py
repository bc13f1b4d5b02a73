"""What a person says of how a table is to be read, where the guess is wrong."""

import codecs
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from accounts.errors import Fault, Invalid

POINT, COMMA = "point", "comma"
DECIMALS = (POINT, COMMA)
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
# By the name under which each is known; those that spreadsheet programs and older systems write.
ENCODINGS = (
    "utf-8", "utf-16", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "iso-8859-15", "ibm850",
    "shift_jis", "euc-kr", "gb18030", "big5",
)  # fmt: skip
_LONGEST_SHEET = 200


@dataclass(frozen=True, slots=True)
class Said:
    """``encoding``, ``delimiter`` and ``decimal`` by their names here, ``sheet`` by its own; empty: as guessed."""

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


def checked(given: Mapping[str, str]) -> Said:
    """What was said, if it can be followed; ``Invalid`` with what is wrong with it."""
    said = Said(
        **{name: str(given.get(name) or "") for name in ("encoding", "delimiter", "decimal", "sheet")}
    )
    faults = [
        Fault(f"/{name}", "not-listed", "Choose one of those that are listed.")
        for name, value, known in (
            ("encoding", said.encoding, ENCODINGS),
            ("delimiter", said.delimiter, tuple(DELIMITERS)),
            ("decimal", said.decimal, DECIMALS),
        )
        if value and value not in known
    ]
    if len(said.sheet) > _LONGEST_SHEET:
        faults.append(Fault("/sheet", "too-long", "No sheet has so long a name."))
    if faults:
        raise Invalid("invalid-reading", "Mend how the file is to be read.", faults=faults)
    return said


def name_of(encoding: str) -> str:
    """The name here of an encoding that a reader found."""
    found = codecs.lookup(encoding).name.removesuffix("-sig")
    return next((name for name in ENCODINGS if found.startswith(codecs.lookup(name).name)), found)


def delimiter_name(delimiter: str) -> str:
    """The name here of a delimiter that a reader found."""
    return next(name for name, mark in DELIMITERS.items() if mark == delimiter)
