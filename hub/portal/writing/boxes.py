"""The parts of a form: groups of fields, and lists of them."""

from dataclasses import dataclass

from hub.portal.writing.fields import Field

# Rows of one list that a form has room for; whoever has more sends a file.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """A group or a list's row that may be added: what the button sends, and says."""

    pointer: str
    title: str


@dataclass(frozen=True, slots=True)
class Box:
    """Elements that belong together. ``further`` are those that stand folded; ``parts`` are groups within.

    ``removable``: it may be taken away whole. ``number``: of which row of a list.
    """

    pointer: str
    id: str
    title: str
    number: int
    required: bool
    removable: bool
    fields: tuple[Field, ...]
    further: tuple[Field, ...]
    parts: tuple["Box | Rows", ...]
    offers: tuple[Offer, ...]
    faults: tuple[str, ...]
    is_list: bool = False

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong with the group, or with a field of it."""
        return bool(self.faults) or any(one.faults for one in (*self.fields, *self.further))

    @property
    def further_open(self) -> bool:
        """Whether something in the folded part needs a look."""
        return any(one.faults or one.is_first for one in self.further)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: of groups, or of single values."""

    pointer: str
    id: str
    title: str
    of: str
    required: bool
    boxes: tuple[Box, ...]
    values: tuple[Field, ...]
    full: bool
    faults: tuple[str, ...]
    is_list: bool = True
