"""What rows of a table became: a document, and the faults of its rows."""

from dataclasses import dataclass, field
from typing import Any

from accounts import sentences


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with a row. ``column``: the position of the cell to blame, where there is one."""

    row: int
    column: int | None
    element: str
    code: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "element": self.element,
            "code": self.code,
            **sentences.kept(self.message),
        }


@dataclass(slots=True)
class Built:
    """A document made of rows. ``given_by``: which row gave what did not come from the first."""

    first_row: int
    reference: str
    document: dict[str, Any] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    given_by: dict[str, int] = field(default_factory=dict)
